public import EdgeTypes
public import NetModel

/// What our own nftables table should say: who gets which class, and what is counted.
///
/// Packets get their class as `meta priority`, which HTB reads without a classifier; connections
/// get a mark by which their replies are known when they arrive.
public struct PacketRules: Equatable, Sendable {
  /// The interface towards the Internet.
  public var wan: [UInt8]
  /// The user that the miner runs as; nil = its packets cannot be told from others.
  public var minerUser: UInt32?
  public var minerClass: TrafficHandle
  /// The guests' interface; nil = no guests.
  public var guestDevice: [UInt8]?
  public var guestClass: TrafficHandle
  /// Whether nothing of the guests passes between them and the line.
  public var stopsGuests = false
  /// Guests with a class of their own.
  public var leases: [LeaseRule] = []
  /// Whether connections are marked with `ClassID.mark`.
  public var marksConnections = false

  public init(wan: [UInt8], minerClass: TrafficHandle, guestClass: TrafficHandle) {
    (self.wan, self.minerClass, self.guestClass) = (wan, minerClass, guestClass)
  }
}

/// One guest whose packets go to a class of its own.
public struct LeaseRule: Equatable, Sendable {
  public var address: IPv4Address?
  public var address6: IPv6Address?
  public var guestClass: TrafficHandle
  public init(address: IPv4Address?, address6: IPv6Address?, guestClass: TrafficHandle) {
    (self.address, self.address6, self.guestClass) = (address, address6, guestClass)
  }
}
