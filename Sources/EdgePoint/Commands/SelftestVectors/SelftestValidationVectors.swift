internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `validate_valid.json` and `validate_invalid.json`.
enum ValidationVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    guard let announcement = Announcement(try vector.bytes("announcement")) else {
      throw VectorProblem("member 'announcement' is not 1024 bytes")
    }
    let check = announcement.check(parentHash: try vector.bytes("parent_hash"))
    if vector.member("any_rejection")?.boolean == true {
      return try expect(check.verdict != .ok, "accepted, although it must be rejected")
    }
    let wanted = try vector.text("verdict")
    guard Text(check.verdict.name).bytes == wanted else {
      throw VectorProblem("found \(check.verdict.name), expected \(wanted)")
    }
    if let hash = try vector.optionalBytes("work_hash") {
      try expect(check.workHash ?? [], hash, "work hash")
    }
  }
}
