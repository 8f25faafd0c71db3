internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `pool.json`: which handler an announcement goes to, and what a handler calls an upload.
enum PoolVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    switch Text(try vector.text("kind")) {
    case "handler_choice": try checkHandlerChoice(vector)
    case "event_id":
      var body: [UInt8] = []
      for announcement in try vector.byteLists("body_announcements") { body += announcement }
      try expect(EventID.of(body: body), try vector.bytes("event_id"), "event id")
    case let kind: throw VectorProblem("unknown kind '\(kind)'")
    }
  }

  private static func checkHandlerChoice(_ vector: JSONValue) throws(VectorProblem) {
    guard let announcement = Announcement(try vector.bytes("announcement")) else {
      throw VectorProblem("member 'announcement' is not 1024 bytes")
    }
    try expect(announcement.dedupHash, try vector.decimal("dedup_hash"), "dedup hash")
    guard let choices = try vector.field("handler_index").members else {
      throw VectorProblem("member 'handler_index' is not an object")
    }
    for (name, value) in choices {
      guard let count = UInt64(decimalDigits: name), let wanted = value.integer(Int.self) else {
        throw VectorProblem("'\(name)' in 'handler_index' is not a number of handlers")
      }
      let found = announcement.handlerIndex(of: Int(clamping: count))
      try expect(found ?? -1, wanted, "handler")
    }
  }
}
