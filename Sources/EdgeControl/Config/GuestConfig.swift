public import EdgeTypes

/// How a guest network is protected on the air.
public enum GuestEncryption: UInt8, Sendable { case open, owe, psk2, sae }

/// Who may go on line: everybody, or who has a voucher.
public enum GuestAdmission: UInt8, Sendable { case open, voucher }

/// The guests' network; nobody is let in by default.
public struct GuestConfig: Equatable, Sendable {
  public var enabled = false
  /// The radio, as listed in /sys/class/ieee80211.
  public var radio: [UInt8]?
  /// An interface that the router has already and that only guests are behind.
  public var device: [UInt8]?
  /// 1 to 32 bytes.
  public var ssid: [UInt8] = Array("EdgePoint Guest".utf8)
  public var encryption = GuestEncryption.owe
  /// For `psk2` and `sae` only.
  public var key: [UInt8]?
  public var address = InterfaceAddress(
    address: IPv4Address(bits: 0x0A4D_0001), prefixLength: 24)
  public var address6: InterfaceAddress<IPv6Address>?
  public var admission = GuestAdmission.open
  /// Of each guest; nil = only the class's share limits them.
  public var rateDown: BitRate?
  public var rateUp: BitRate?
  public var maxGuests = 32
  public init() {}

  /// The interface that guests are behind; nil = there are none.
  public var interface: [UInt8]? { device ?? (enabled ? Array("ep-guest".utf8) : nil) }
}

/// The mesh with other EdgePoints (IEEE 802.11s).
public struct MeshConfig: Equatable, Sendable {
  public var enabled = false
  public var radio: [UInt8]?
  /// 1 to 32 bytes.
  public var meshID: [UInt8] = Array("edgepoint".utf8)
  /// Every member needs the same one; there is no open mesh.
  public var key: [UInt8]?
  public var channel: Int?
  public init() {}
}
