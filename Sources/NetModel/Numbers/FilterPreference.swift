/// The numbers of our filters, which are also their order on a qdisc.
public enum FilterPreference {
  /// On an ingress qdisc, which all programs share, only a filter of this preference is ours.
  public static let ingress: UInt16 = 0xED0
  /// What finds the neighbours, before everything else.
  public static let neighbours: UInt16 = 0xDF00
  /// What sorts arriving packets.
  public static let download: UInt16 = 0xE000
}
