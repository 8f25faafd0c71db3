import EdgeTypes
import NetModel
import Testing

@testable import NetlinkPort

@Suite struct KernelExplanationTests {
  private func decoded(_ bytes: [UInt8]) -> NetlinkMessage? { netlinkMessages(in: bytes).first }

  @Test func words_standInTheTextOfTheError() throws {
    let bytes = errorMessage(2, to: 1) { attributes in
      attributes.write(1, name: Array("Specified qdisc kind is unknown".utf8))
      attributes.write(2, bytes: [36, 0, 0, 0])
    }
    let error = try #require(decoded(bytes)).refusal(2)
    #expect(
      error.text == """
        the kernel refuses: No such file or directory (Specified qdisc kind is unknown, \
        at byte 36 of the message)
        """)
    #expect(error == .refused(2), "words differ from version to version")
    #expect(error != .refused(3))
  }

  @Test func missingAttribute_isNamed() throws {
    let bytes = errorMessage(22, to: 1) { $0.write(5, bytes: [7, 0, 0, 0]) }
    let message = try #require(decoded(bytes))
    #expect(message.explanation == KernelExplanation(message: "", missingAttribute: 7))
    #expect(
      message.refusal(22).text
        == "the kernel refuses: Invalid argument (attribute 7 is missing)")
  }

  @Test func refusalWithoutWords_readsAsBefore() throws {
    let message = try #require(decoded(errorMessage(17, to: 1)))
    #expect(message.explanation == nil)
    #expect(message.refusal(17).text == "the kernel refuses: File exists")
  }

  /// Kernels and sockets without NETLINK_CAP_ACK repeat the request before the explanation.
  @Test func requestRepeated_isPassedOver() throws {
    var attributes = AttributeWriter()
    attributes.write(1, name: Array("no".utf8))
    let request = try setUp(1, sequence: 1) + [0xAA, 0xBB, 0, 0]
    var body = ByteWriter()
    body.write(UInt32(bitPattern: -22))
    body.write(UInt32(request.count - 2))
    body.write(bytes: request.dropFirst(4))
    body.write(bytes: attributes.bytes)
    let bytes = netlinkMessage(
      type: NetlinkType.error, flags: NetlinkFlag.isExplained, sequence: 1, body: body.bytes)
    #expect(decoded(bytes)?.explanation == KernelExplanation(message: "no"))
  }

  @Test func endOfADump_canBeExplained() throws {
    var attributes = AttributeWriter()
    attributes.write(1, name: Array("too bad".utf8))
    var body = ByteWriter()
    body.write(UInt32(bitPattern: -22))
    body.write(bytes: attributes.bytes)
    let bytes = netlinkMessage(
      type: NetlinkType.done, flags: NetlinkFlag.isExplained, sequence: 1, body: body.bytes)
    let message = try #require(decoded(bytes))
    #expect(message.dumpCode == 22)
    #expect(message.explanation == KernelExplanation(message: "too bad"))
  }

  /// Against the running kernel, in a network namespace of its own.
  @Test func refusal_carriesTheKernelsOwnWords() {
    _ = onPrivateThread {
      do {
        let (socket, device) = (try TrafficSocket(), Array("ep-wan".utf8))
        let queue = Qdisc(
          parent: .root, handle: TrafficHandle(0x77),
          discipline: .other(Array("nonsense".utf8)))
        let failures = socket.apply([.addIFB(device), .addQdisc(device: device, queue)])
        #expect(failures == [TrafficFailure(index: 1, error: .refused(2))])
        guard case .refused(_, let explanation?)? = failures.first?.error else {
          Issue.record("no extended acknowledgement")
          return
        }
        let words = String(decoding: explanation.message.bytes, as: UTF8.self)
        #expect(words.lowercased().contains("qdisc kind"), "\(words)")
      } catch { Issue.record(error) }
    }
  }
}
