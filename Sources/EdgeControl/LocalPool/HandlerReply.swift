internal import EdgeTypes

/// The reply to an upload (packetcrypt.md sections 14.9 and 15.5).
struct HandlerReply {
  var accepted: UInt64
  var duplicates: UInt64
  var payTo: [UInt8]
  var unsigned: UInt32
  var target: UInt32
  /// Milliseconds since 1970.
  var time: UInt64
  /// 16 bytes.
  var eventID: [UInt8]

  /// The `result` member.
  var members: RawJSONObject {
    var result = RawJSONObject()
    result.set("type", "\"anns\"")
    result.set("accepted", number: accepted)
    result.set("dup", number: duplicates)
    for name: Text in ["inval", "badHash", "runt", "internalErr"] { result.set(name, number: 0) }
    result.set("payTo", string: payTo)
    result.set("unsigned", number: unsigned)
    result.set("totalLen", number: 0)
    result.set("target", number: target)
    result.set("time", number: time)
    result.set("eventId", string: Hex.encode(eventID))
    return result
  }

  static func good(_ result: Text) -> PoolDocument {
    PoolDocument(json: "{\"warn\":[],\"error\":[],\"result\":\(result)}")
  }

  static func refused(_ reason: Text, status: Int = 400) -> PoolDocument {
    let error = RawJSONObject.quoted(reason.bytes)
    return PoolDocument(
      status: status, json: "{\"warn\":[],\"error\":[\(error)],\"result\":null}")
  }
}
