internal import CLinux

/// The two ends of a fresh SOCK_SEQPACKET connection; messages keep their boundaries.
@frozen public struct SeqPacketPair: ~Copyable {
  private let first: FileDescriptor
  private let second: FileDescriptor

  /// - Throws: the kernel's error, in practice that no descriptor is left.
  public init() throws(Errno) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last }
    first = FileDescriptor(taking: ends[0])
    second = FileDescriptor(taking: ends[1])
  }

  /// The two numbers; each must be handed to an owner (`FileDescriptor(taking:)`) at once.
  public consuming func release() -> (ours: Int32, theirs: Int32) {
    (first.release(), second.release())
  }
}

/// What became of a message.
public enum SendOutcome: Equatable, Sendable {
  case sent
  /// The other side does not read fast enough; the message was not sent.
  case full
  /// Longer than the limit or empty; never sent.
  case refused
  case closed
}

/// One end of a SOCK_SEQPACKET connection on the loop: small messages, size-limited.
///
/// What arrives is a stranger's bytes and is to be decoded as such.
public final class SeqPacket {
  private let channel: PacketChannel
  private let watch: DescriptorWatch

  /// - Parameters:
  ///   - limit: the longest message in bytes either way; a longer one that arrives is dropped.
  ///   - onClose: called once when the other side is gone; nothing follows it.
  public init(
    on loop: EventLoop, taking descriptor: consuming FileDescriptor, limit: Int = 65_536,
    onMessage: @escaping ([UInt8]) -> Void, onClose: @escaping () -> Void
  ) throws(LoopError) {
    let channel = PacketChannel(descriptor.release(), limit, onMessage, onClose)
    let watch = try DescriptorWatch(on: loop, descriptor: channel.raw, for: .read) { _ in
      channel.serve()
    }
    channel.pause = { watch.pause() }
    (self.channel, self.watch) = (channel, watch)
  }

  deinit {
    channel.isOpen = false
    channel.pause = {}  // Breaks the circle from watch to channel to watch.
  }

  /// Messages that arrived but were longer than the limit.
  public var oversized: Int { channel.oversized }

  /// Sends without waiting.
  public func send(_ message: [UInt8]) -> SendOutcome { channel.send(message) }
}

/// The part that the callback may keep, so that dropping the `SeqPacket` ends everything.
private final class PacketChannel {
  /// Messages served before other events get their turn.
  static let messagesPerTurn = 16

  let raw: Int32
  var isOpen = true
  var pause: () -> Void = {}
  private(set) var oversized = 0
  private let limit: Int
  private let onMessage: ([UInt8]) -> Void
  private let onClose: () -> Void

  init(
    _ raw: Int32, _ limit: Int, _ onMessage: @escaping ([UInt8]) -> Void,
    _ onClose: @escaping () -> Void
  ) {
    (self.raw, self.limit) = (raw, max(1, limit))
    (self.onMessage, self.onClose) = (onMessage, onClose)
  }

  deinit { _ = close(raw) }

  func serve() {
    var buffer = [UInt8](repeating: 0, count: limit)
    for _ in 0..<Self.messagesPerTurn where isOpen {
      let flags = Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC)
      let count = recv(raw, &buffer, limit, flags)
      if count > limit {
        oversized += 1
      } else if count > 0 {
        onMessage(Array(buffer[..<count]))
      } else if count == 0 || !Self.isTemporary(.last) {
        hangUp()
      } else {
        return
      }
    }
  }

  private static func isTemporary(_ error: Errno) -> Bool {
    error == .again || error == .interrupted
  }

  private func hangUp() {
    isOpen = false
    pause()
    onClose()
  }

  func send(_ message: [UInt8]) -> SendOutcome {
    guard isOpen else { return .closed }
    guard !message.isEmpty, message.count <= limit else { return .refused }
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    while CLinux.send(raw, message, message.count, flags) < 0 {
      switch Errno.last {
      case .interrupted: continue
      case .again, Errno(code: ENOBUFS): return .full
      case Errno(code: EMSGSIZE): return .refused
      default: return .closed
      }
    }
    return .sent
  }
}
