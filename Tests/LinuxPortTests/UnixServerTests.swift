import CLinux
import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct UnixServerTests {
  private let loop: EventLoop
  private let directory = TemporaryDirectory()
  private var path: [UInt8] { directory.file("s") }

  init() throws { loop = try EventLoop() }

  private func server(
    limits: UnixServerLimits = UnixServerLimits(), onConnect: @escaping (UnixConnection) -> Void
  ) throws -> UnixServer {
    try UnixServer(on: loop, path: path, limits: limits, onConnect: onConnect)
  }

  /// Sends on its own thread, so that the loop can serve meanwhile.
  private func ask(_ message: [UInt8]) throws -> RawUnixClient {
    let client = try RawUnixClient(loop, path)
    client.stream.write(message)
    return client
  }

  @Test func messages_areSplitAtTheDelimiter_andAnswered() throws {
    var seen: [[UInt8]] = []
    let server = try server { connection in
      connection.onMessage = {
        seen.append($0)
        connection.send($0.reversed())
      }
    }
    let client = try ask([1, 2, 0, 0, 3])
    loop.run { client.received.count == 4 }
    client.stream.write([4, 0])
    loop.run { seen.count == 3 }
    #expect(seen == [[1, 2], [], [3, 4]])
    loop.run { client.received.count == 7 }
    #expect(client.received == [2, 1, 0, 0, 4, 3, 0])
    client.stream.close()
    _ = server
  }

  @Test func peer_isKnownToTheKernel() throws {
    var peer: PeerCredentials?
    let server = try server { peer = $0.peer }
    let client = try ask([])
    loop.run { peer != nil }
    #expect(peer?.pid == getpid())
    #expect(peer?.uid == getuid())
    #expect(peer?.belongs(to: getgid()) == true)
    client.stream.close()
    _ = server
  }

  @Test func socketFile_hasItsMode_andGoesWithTheServer() throws {
    var server: UnixServer? = try server { _ in }
    var facts = stat()
    #expect(lstat(path.map { CChar(bitPattern: $0) } + [0], &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o660)
    #expect(server?.hasGroup == false)
    server = nil
    #expect(!Files.exists(path))
  }

  @Test func deadSocket_isReplaced_liveOneAndFilesAreNot() throws {
    do { _ = try UnixSocket.bind(path, mode: 0o600, gid: nil) }
    #expect(Files.exists(path))
    let first = try server { _ in }
    #expect(throws: Errno(code: EADDRINUSE)) { _ = try server { _ in } }
    let file = directory.file("file")
    try Files.replace(file, with: [1])
    #expect(throws: Errno.exists) { _ = try UnixServer(on: loop, path: file) { _ in } }
    #expect(try Files.read(file, atMost: 1) == [1])
    _ = first
  }

  @Test func pathTooLong_isAnError() {
    let long = directory.file(String(repeating: "x", count: 120))
    #expect(throws: Errno.self) { _ = try UnixServer(on: loop, path: long) { _ in } }
  }

  @Test func messageOverTheLimit_endsTheConnection() throws {
    var limits = UnixServerLimits()
    limits.messageBytes = 10
    var (seen, closes) = (0, 0)
    let server = try server(limits: limits) {
      $0.onMessage = { _ in seen += 1 }
      $0.onClose = { closes += 1 }
    }
    let fits = try ask([UInt8](repeating: 1, count: 10) + [0])
    let tooLong = try ask([UInt8](repeating: 1, count: 11) + [0])
    loop.run { closes == 1 && seen == 1 }
    #expect(closes == 1 && seen == 1 && tooLong.hasEnded && !fits.hasEnded)
    fits.stream.close()
    _ = server
  }

  @Test func clientThatNeverReads_isDropped_notBuffered() throws {
    var limits = UnixServerLimits()
    limits.backlogBytes = 100_000
    var connection: UnixConnection?
    let server = try server(limits: limits) { connection = $0 }
    let client = try UnixClient(path: path)
    loop.run { connection != nil }
    var sent = 0
    while connection?.send([UInt8](repeating: 1, count: 10_000)) == true { sent += 1 }
    #expect(sent == 9)
    #expect(connection?.isOpen == false)
    _ = client
    _ = server
  }

  @Test func nobodyListening_isToldApart() throws {
    #expect(throws: Errno.notFound) { _ = try UnixClient(path: path) }
    do { _ = try UnixSocket.bind(path, mode: 0o600, gid: nil) }
    #expect(throws: Errno.connectionRefused) { _ = try UnixClient(path: path) }
  }

  @Test func waitingClient_getsItsReplies_andGivesUpInTime() throws {
    let server = try server { connection in
      connection.onMessage = { connection.send($0) }
    }
    var client = try UnixClient(path: path)
    try client.send([1, 2], timeout: .seconds(1))
    try client.send([3], timeout: .seconds(1))
    loop.run(atMost: .milliseconds(30))
    #expect(try client.receive(atMost: 10, timeout: .seconds(1)) == [1, 2])
    #expect(try client.receive(atMost: 10, timeout: .seconds(1)) == [3])
    #expect(throws: Errno.again) { try client.receive(atMost: 10, timeout: .milliseconds(5)) }
    _ = server
  }
}

private final class RawUnixClient {
  let stream: SocketStream
  private(set) var received: [UInt8] = []
  private(set) var hasEnded = false

  init(_ loop: EventLoop, _ path: [UInt8]) throws {
    stream = SocketStream(
      on: loop, descriptor: try UnixSocket.connect(path).release(), inputLimit: 65_536)
    stream.onBytes = { [self] in received += stream.take() }
    stream.onEvent = { [self] _ in
      hasEnded = true
      stream.close()
    }
    stream.start()
  }
}
