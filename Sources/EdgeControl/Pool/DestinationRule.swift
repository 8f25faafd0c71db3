public import EdgeTypes

/// Where a pool may send us.
///
/// The owner's own master URL may name any address. What the *pool* names (handlers, block info,
/// redirects) may only be public, or the very host that the owner named: otherwise a pool could make
/// the router talk to the owner's network.
public struct DestinationRule: Equatable, Sendable {
  private let ownHost: [UInt8]
  public init(master: HTTPURL) { ownHost = master.host }

  /// Whether `url` may be requested at all; a name's addresses are judged once they are known.
  public func allows(_ url: HTTPURL) -> Bool {
    url.host == ownHost || (url.address?.isPublic ?? true)
  }

  /// Whether a connection for `url` may go to `address`.
  public func allows(_ url: HTTPURL, at address: IPAddress) -> Bool {
    url.host == ownHost || address.isPublic
  }
}
