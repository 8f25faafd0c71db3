internal import CNetlink
internal import LinuxPort

/// Hears the events of any groups of a netlink family; the one monitor of all families.
final class NetlinkMonitor {
  /// What has happened since the last call.
  enum News: Equatable {
    /// At least one message was of interest.
    case events
    /// Messages were lost: whoever keeps what they say must read everything again.
    case everything
  }

  /// A bounded number of datagrams a turn: the loop calls again while there are more.
  private static let datagramsPerTurn = 256

  /// For requests whose answers are to arrive among the events.
  let connection: NetlinkConnection
  private let isOfInterest: (NetlinkMessage) -> Bool
  private let onNews: (News) -> Void
  private var watch: DescriptorWatch?

  /// - Parameters:
  ///   - groups: their numbers, such as RTNLGRP_LINK.
  ///   - isOfInterest: called with each message.
  ///   - onNews: called once for all messages that were waiting.
  /// - Throws: `.unavailable` if there is no such socket or it cannot be watched.
  convenience init(
    on loop: EventLoop, _ family: NetlinkFamily, groups: [UInt32],
    isOfInterest: @escaping (NetlinkMessage) -> Bool, onNews: @escaping (News) -> Void
  ) throws(NetlinkError) {
    let connection = try NetlinkConnection(family, groups: groups)
    self.init(over: connection, isOfInterest: isOfInterest, onNews: onNews)
    do throws(LoopError) {
      watch = try DescriptorWatch(on: loop, descriptor: connection.descriptor, for: .read) {
        [unowned(unsafe) self] _ in self.readAll()
      }
    } catch {
      throw .unavailable(ENOMEM)
    }
  }

  init(
    over connection: NetlinkConnection, isOfInterest: @escaping (NetlinkMessage) -> Bool,
    onNews: @escaping (News) -> Void
  ) {
    self.connection = connection
    (self.isOfInterest, self.onNews) = (isOfInterest, onNews)
  }

  /// Takes what is waiting.
  func readAll() {
    var news: News?
    do throws(NetlinkError) {
      var datagrams = 0
      try connection.receive(until: nil) { messages in
        for message in messages where isOfInterest(message) { news = .events }
        datagrams += 1
        return datagrams == NetlinkMonitor.datagramsPerTurn
      }
    } catch {
      // Lost, or unreadable for a reason that the next reading will show.
      news = .everything
    }
    if let news { onNews(news) }
  }
}
