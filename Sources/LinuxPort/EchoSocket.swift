internal import CLinux
public import EdgeTypes

/// Measures the round trip to one host with echo requests, without waiting.
///
/// Each request carries a random token, so that nobody off the path can forge an answer; an answer
/// that has not come when 16 more requests have been sent is lost.
public final class EchoSocket {
  private struct Request {
    var message: EchoMessage
    var sentAt: Instant
  }

  private static let mostWaiting = 16

  public private(set) var sent: UInt64 = 0
  public private(set) var answered: UInt64 = 0
  private let address: SocketAddress
  private let socket: FileDescriptor
  private let isRaw: Bool
  private let identifier: UInt16
  private let onReply: (Interval) -> Void
  private var watch: DescriptorWatch?
  private var waiting: [Request] = []
  private var sequence: UInt16 = 0

  /// - Parameters:
  ///   - address: the host; its port means nothing.
  ///   - device: the interface to use whatever the routes say; needs CAP_NET_RAW before Linux 5.7.
  ///   - priority: which queue the requests take (SO_PRIORITY, socket(7)), where this process may
  ///     choose: above 6 that needs CAP_NET_ADMIN.
  ///   - onReply: called on the loop with the round trip of each answer.
  /// - Throws: `accessDenied` or `notPermitted` if this process may send no echo requests:
  ///   CAP_NET_RAW is missing and `net.ipv4.ping_group_range` does not name its group.
  public init(
    on loop: EventLoop, to address: SocketAddress, through device: [UInt8]? = nil,
    priority: UInt32? = nil, onReply: @escaping (Interval) -> Void
  ) throws(Errno) {
    let socket = try Self.open(isIPv6: address.isIPv6)
    if let device {
      let result = setsockopt(
        socket.raw, SOL_SOCKET, SO_BINDTODEVICE, device, socklen_t(device.count))
      guard result == 0 else { throw .last }
    }
    if var priority { setsockopt(socket.raw, SOL_SOCKET, SO_PRIORITY, &priority, 4) }
    (self.address, self.onReply) = (address, onReply)
    isRaw = Self.isRaw(socket.raw)
    identifier = UInt16(truncatingIfNeeded: Self.random())
    self.socket = socket
    do throws(LoopError) {
      watch = try DescriptorWatch(on: loop, descriptor: self.socket.raw, for: .read) {
        [unowned(unsafe) self] _ in
        let this = self  // The owner may drop the socket in `onReply`.
        withExtendedLifetime(this) { this.receive() }
      }
    } catch {
      throw .outOfMemory
    }
  }

  deinit { watch = nil }  // First: the loop must not wait for a closed descriptor.

  /// Sends one request.
  ///
  /// - Throws: what the kernel says at once, such as an unreachable network; the next may do.
  public func send() throws(Errno) {
    sequence &+= 1
    let message = EchoMessage(identifier: identifier, sequence: sequence, token: Self.random())
    let bytes = message.encoded(isIPv6: address.isIPv6)
    let now = MonotonicClock.now()
    let count = address.withKernelForm {
      ep_send_to(socket.raw, bytes, bytes.count, $0, UInt32($1))
    }
    guard count == bytes.count else { throw .last }
    sent &+= 1
    waiting.append(Request(message: message, sentAt: now))
    if waiting.count > Self.mostWaiting { waiting.removeFirst() }
  }

  /// How long the oldest request has waited for its answer; nil = none waits.
  public func silence(at now: Instant) -> Interval? { waiting.first.map { now.since($0.sentAt) } }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 256)
    for _ in 0..<32 {  // Then the loop's other events have their turn.
      let count = recv(socket.raw, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      take(Array(buffer[..<count]), at: MonotonicClock.now())
    }
  }

  private func take(_ datagram: [UInt8], at now: Instant) {
    guard
      let reply = EchoMessage(
        reply: datagram, isIPv6: address.isIPv6, hasHeader: isRaw && !address.isIPv6),
      // The kernel has put an identifier of its own on datagram sockets, and looks after it.
      !isRaw || reply.identifier == identifier,
      let index = waiting.firstIndex(where: {
        $0.message.sequence == reply.sequence && $0.message.token == reply.token
      })
    else { return }
    let roundTrip = now.since(waiting[index].sentAt)
    // What was sent before it is overtaken and lost.
    waiting.removeFirst(index + 1)
    answered &+= 1
    onReply(roundTrip)
  }

  /// A datagram socket for echo (icmp(7)) needs no capability; a raw one does.
  private static func open(isIPv6: Bool) throws(Errno) -> FileDescriptor {
    let family = isIPv6 ? AF_INET6 : AF_INET
    let transport = Int32(isIPv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP)
    let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let datagram = CLinux.socket(family, Int32(SOCK_DGRAM.rawValue) | flags, transport)
    if datagram >= 0 { return FileDescriptor(taking: datagram) }
    let raw = CLinux.socket(family, Int32(SOCK_RAW.rawValue) | flags, transport)
    guard raw >= 0 else { throw .last }
    return FileDescriptor(taking: raw)
  }

  private static func isRaw(_ socket: Int32) -> Bool {
    var (kind, size) = (Int32(0), socklen_t(4))
    return getsockopt(socket, SOL_SOCKET, SO_TYPE, &kind, &size) == 0
      && kind == Int32(SOCK_RAW.rawValue)
  }

  private static func random() -> UInt64 {
    var token: UInt64 = 0
    getrandom(&token, 8, UInt32(GRND_NONBLOCK))
    return token
  }
}
