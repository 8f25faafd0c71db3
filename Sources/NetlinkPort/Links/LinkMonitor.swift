internal import EdgeTypes
public import LinuxPort

/// Says whether the interface of one name can carry traffic, at the start and at every change.
///
/// The kernel is the truth: all links are read at the start, after a lost event, and every 30 s.
/// An interface that does not exist is down; it may appear, be renamed away, or come back later.
public final class LinkWatch {
  private let socket: RouteSocket
  private let name: [UInt8]
  private let onChange: (Bool) -> Void
  private var watch: DescriptorWatch?
  private var reread: Timer?
  private var table = LinkTable()
  /// The last thing that was said; nil before the first dump has ended.
  private var said: Bool?

  /// - Parameter device: the kernel's name of the interface.
  /// - Throws: `.unavailable` if there is no route socket or it cannot be watched.
  public init(
    on loop: EventLoop, device: [UInt8], onChange: @escaping (Bool) -> Void
  ) throws(NetlinkError) {
    socket = try RouteSocket()
    (name, self.onChange) = (device, onChange)
    do throws(LoopError) {
      watch = try DescriptorWatch(on: loop, descriptor: socket.descriptor, for: .read) {
        [unowned(unsafe) self] _ in self.readAll()
      }
    } catch {
      throw .unavailable(Errno.last.code)
    }
    reread = Timer(on: loop, every: .seconds(30)) { [unowned(unsafe) self] in self.ask() }
    try socket.requestLinks()
  }

  /// A dump that cannot be asked for now is asked for again by the timer.
  private func ask() {
    table.beginDump()
    try? socket.requestLinks()
  }

  private func readAll() {
    do throws(NetlinkError) {
      while let datagram = try socket.receive() {
        table.take(datagram)
      }
    } catch {
      ask()
    }
    guard table.isComplete else { return }
    let up = table.carriesTraffic(name)
    if up != said {
      said = up
      onChange(up)
    }
  }
}

/// The interfaces that the kernel has told of, by index, so that a renaming is noticed.
public struct LinkTable: Equatable, Sendable {
  /// A dump has ended since the table was made.
  public private(set) var isComplete = false
  private var links: [LinkFacts] = []
  private var seen: [Int32]?

  public init() { seen = [] }

  /// From here to the end of the dump, links that are not named are forgotten.
  public mutating func beginDump() { seen = [] }

  /// Takes one datagram: events and pieces of a dump alike.
  public mutating func take(_ datagram: [UInt8]) {
    let (facts, end) = linkFacts(in: datagram)
    for link in facts {
      links.removeAll { $0.index == link.index }
      if !link.isDeleted { links.append(link) }
      seen?.append(link.index)
    }
    guard end == .done else { return }
    if let seen { links.removeAll { !seen.contains($0.index) } }
    seen = nil
    isComplete = true
  }

  /// False for an interface that does not exist.
  public func carriesTraffic(_ name: [UInt8]) -> Bool {
    links.contains { $0.name == name && $0.carriesTraffic }
  }
}
