import EdgeTypes

@testable import LinuxPort

/// A client that sends any bytes and keeps what comes back.
final class RawClient {
  enum End: Equatable { case open, ended, reset }
  private(set) var received: [UInt8] = []
  private(set) var end = End.open
  private let stream: SocketStream

  init(_ loop: EventLoop, port: UInt16) {
    stream = SocketStream(on: loop, descriptor: -1, inputLimit: 1 << 20)
    stream.onBytes = { [self] in received += stream.take() }
    stream.onEvent = { [self] event in
      switch event {
      case .connected: return
      case .ended: finish(.ended)
      case .failed: finish(.reset)
      }
    }
    stream.start()
    _ = stream.connect(to: SocketAddress.home(port))
  }

  private func finish(_ how: End) {
    received += stream.take()
    end = how
    stream.close()
  }

  func send(_ text: String) { stream.write(Array(text.utf8)) }
  func send(_ bytes: [UInt8]) { stream.write(bytes) }
  func endOutput() { stream.endOutput() }
  func close() { stream.close() }
  var text: String { String(decoding: received, as: UTF8.self) }
}

extension EventLoop {
  /// Serves events until `condition` holds, and at most for five seconds.
  func run(until condition: @escaping () -> Bool) {
    let check = LinuxPort.Timer(on: self, every: .milliseconds(1)) {
      if condition() { self.stop() }
    }
    if !condition() { run(atMost: .seconds(5)) }
    check.cancel()
  }
}

extension SocketAddress {
  static func home(_ port: UInt16) -> SocketAddress {
    guard let address = SocketAddress(bytes: [127, 0, 0, 1], port: port) else {
      preconditionFailure("four bytes are an address")
    }
    return address
  }
}
