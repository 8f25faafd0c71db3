internal import EdgeTypes

/// A handler's answer to one batch (packetcrypt.md 14.9); its status code says nothing.
public struct UploadReply: Equatable, Sendable {
  /// No longer answer is read, in bytes.
  public static let maximumBytes = 64 * 1024

  public struct Result: Equatable, Sendable {
    public var accepted: UInt32
    public var payTo: [UInt8]
    /// In lower case.
    public var eventID: [UInt8]
  }

  public var errors: [[UInt8]]
  public var result: Result?

  public init(decoding bytes: [UInt8]) throws(PoolProtocolError) {
    let answer = try JSONObjectReader(parsing: bytes, limit: Self.maximumBytes)
    _ = try answer.strings("warn", atMost: 64, limit: 1024)
    errors = try answer.strings("error", atMost: 64, limit: 1024)
    guard let object = answer.optional("result") else { return }
    let members = try JSONObjectReader(object, named: "result", prefix: "result.")
    guard Text(try members.string("type", limit: 64)) == "anns" else {
      throw PoolProtocolError("result.type: expected 'anns'")
    }
    let counters: [StaticString] = [
      "dup", "inval", "badHash", "runt", "internalErr", "unsigned", "totalLen", "target",
    ]
    for name in counters { _ = try members.integer(name, in: 0...UInt32.max) }
    _ = try members.integer("time", in: 0...Int64.max)
    result = Result(
      accepted: try members.integer("accepted", in: 0...UInt32.max),
      payTo: try members.string("payTo", limit: 256),
      eventID: Hex.encode(try members.hex("eventId", count: 16)))
  }

  public var isOverloaded: Bool { errors.contains { $0.elementsEqual("overloaded".utf8) } }
}
