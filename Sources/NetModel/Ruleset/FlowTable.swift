/// A flowtable in somebody's nftables rules: packets of connections in it are forwarded at once and
/// meet no chain any more (nft(8), "Flowtables").
public struct FlowTable: Equatable, Sendable {
  /// The table that it stands in, whatever its family.
  public var table: [UInt8]
  public var name: [UInt8]
  /// Packets that arrive at these interfaces.
  public var devices: [[UInt8]]
  /// NFT_FLOWTABLE_HW_OFFLOAD: not even the kernel sees them, where the hardware can do it.
  public var isInHardware: Bool

  public init(table: [UInt8], name: [UInt8], devices: [[UInt8]], isInHardware: Bool = false) {
    (self.table, self.name, self.devices) = (table, name, devices)
    self.isInHardware = isInHardware
  }
}
