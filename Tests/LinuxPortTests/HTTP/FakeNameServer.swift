import CLinux
import EdgeTypes

@testable import LinuxPort

/// Answers A questions for pool.example with 127.0.0.1, everything else with "no such name".
final class FakeNameServer {
  let port: UInt16
  private let socket: FileDescriptor
  private var watch: DescriptorWatch?

  init(_ loop: EventLoop) throws {
    let raw = CLinux.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    socket = FileDescriptor(taking: raw)
    _ = SocketAddress.home(0).withKernelForm { ep_bind(raw, $0, socklen_t($1)) }
    port = ep_local_port(raw)
    watch = try DescriptorWatch(on: loop, descriptor: raw, for: .read) { _ in Self.answer(raw) }
  }

  private static func answer(_ raw: Int32) {
    var question = [UInt8](repeating: 0, count: 512)
    var peer = sockaddr()
    var size = socklen_t(MemoryLayout<sockaddr>.size)
    let count = ep_receive_from(raw, &question, question.count, &peer, &size)
    guard count > 17 else { return }
    var reply = Array(question[..<count])
    // 4pool7example0 on the wire; the case of letters is random, as a check against forgers.
    let name = reply[12..<(count - 4)].map { $0 > 0x40 ? $0 | 0x20 : $0 }
    let isKnown = name == [4] + Array("pool".utf8) + [7] + Array("example".utf8) + [0]
    let isAddress = reply[count - 3] == 1
    (reply[2], reply[3]) = (0x81, isKnown ? 0x80 : 0x83)
    if isKnown, isAddress {
      reply[7] = 1
      reply += [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]
    }
    _ = ep_send_to(raw, reply, reply.count, &peer, size)
  }
}
