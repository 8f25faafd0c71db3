internal import EdgeTypes

/// Interfaces by number and by name: those of one dump, or those that the kernel has told of so far,
/// events and pieces of a dump alike. By number, so that a renaming is noticed.
public struct LinkTable: Equatable, Sendable {
  /// A dump has ended since the table was made.
  private(set) var isComplete = false
  /// The last dump met a change on its way: what it did not name may be there all the same.
  private(set) var needsDump = false
  private var isInterrupted = false
  private(set) var links: [LinkInfo] = []
  private var seen: [Int32]?

  init() { seen = [] }

  /// The interfaces of a dump.
  init(links: [LinkInfo]) { (self.links, isComplete) = (links, true) }

  /// From here to the end of the dump, links that are not named are forgotten.
  mutating func beginDump() { (seen, isInterrupted, needsDump) = ([], false, false) }

  /// Makes do with what is known where every dump meets a change: events go on telling.
  mutating func complete() { (seen, isComplete, needsDump) = (nil, true, false) }

  /// Takes one message: an event or a piece of a dump.
  mutating func take(_ message: NetlinkMessage) {
    if message.flags & NetlinkFlag.interrupted != 0 { isInterrupted = true }
    if let link = LinkInfo(message) {
      links.removeAll { $0.index == link.index }
      if !link.isDeleted { links.append(link) }
      seen?.append(link.index)
    }
    guard message.type == NetlinkType.done else { return }
    needsDump = isInterrupted
    guard !isInterrupted else { return }
    if let seen { links.removeAll { !seen.contains($0.index) } }
    complete()
  }

  /// False for an interface that does not exist.
  func carriesTraffic(_ name: [UInt8]) -> Bool {
    links.contains { $0.name == name && $0.carriesTraffic }
  }

  /// Bytes that an interface has received and sent since it was made; nil if it does not exist.
  public func bytes(of device: [UInt8]) -> LinkTraffic? {
    links.first { $0.name == device }?.traffic
  }

  /// - Throws: `.refused(ENODEV)` if there is no such interface.
  func index(of name: [UInt8]) throws(NetlinkError) -> Int32 {
    for link in links where link.name == name { return link.index }
    throw .refused(19)  // ENODEV
  }

  /// Empty for an interface that is gone.
  func name(of index: UInt32) -> [UInt8] {
    for link in links where link.index == Int32(bitPattern: index) { return link.name }
    return []
  }
}
