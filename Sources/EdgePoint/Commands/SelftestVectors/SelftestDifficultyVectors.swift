internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `difficulty.json`: targets, work and what follows from them.
enum DifficultyVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    switch Text(try vector.text("kind")) {
    case "decode": try checkDecoding(vector)
    case "min_ann_ok": try checkUsability(vector, try vector.flag("ok"))
    case "encode":
      let encoded = CompactTarget(encoding: try vector.natural("value"))
      try expect(encoded.bits, try vector.word("compact"), "encoded target")
    case "work":
      let work = Work.hashes(for: try vector.natural("target"))
      try expect(work, try vector.natural("work"), "work")
      try expect(Work.target(for: work), try vector.natural("target_of_work"), "target of work")
    case "target_of_work":
      let target = Work.target(for: try vector.natural("work"))
      try expect(target, try vector.natural("target"), "target of work")
    case "effective_target": try checkEffectiveTarget(vector)
    case "degrade":
      let aged = CompactTarget(try vector.word("ann")).degraded(age: try vector.integer("age"))
      try expect(aged.bits, try vector.word("result"), "aged target")
    case "work_ok":
      let target = CompactTarget(try vector.word("compact"))
      let isMet = target.isMet(by: try vector.bytes("hash"))
      try expect(isMet == (try vector.flag("ok")), "whether the hash meets the target")
    case let kind: throw VectorProblem("unknown kind '\(kind)'")
    }
  }

  private static func checkDecoding(_ vector: JSONValue) throws(VectorProblem) {
    let target = CompactTarget(try vector.word("compact"))
    guard let value = target.value else { throw VectorProblem("the target has a sign") }
    try expect(value, try vector.natural("value"), "decoded target")
    let encoded = CompactTarget(encoding: value)
    try expect(encoded.bits, try vector.word("reencoded"), "canonical target")
    try checkUsability(vector, try vector.flag("min_ann_ok"))
    guard let limit = vector.member("soft_nonce_max"), !limit.isNull else { return }
    try expect(
      target.softNonceLimit ?? .max, try vector.integer("soft_nonce_max"), "soft nonce limit")
  }

  private static func checkUsability(
    _ vector: JSONValue, _ isUsable: Bool
  ) throws(VectorProblem) {
    let target = CompactTarget(try vector.word("compact"))
    try expect(target.isUsable == isUsable, "whether announcements may use the target")
    guard let wanted = try vector.field("difficulty").number else {
      throw VectorProblem("member 'difficulty' is not a number")
    }
    // The last digit of a decimal fraction is a matter of how it was printed.
    try expect(abs(target.difficulty - wanted) <= wanted * 1e-15, "difficulty")
  }

  private static func checkEffectiveTarget(_ vector: JSONValue) throws(VectorProblem) {
    let announcement = CompactTarget(try vector.word("ann"))
    let count = try vector.decimal("count")
    let target = Work.effectiveTarget(
      block: CompactTarget(try vector.word("block")), announcement: announcement, count: count)
    try expect(target.bits, try vector.word("result"), "effective target")
    if vector.member("multiplier") != nil {
      let multiplier = Work.multiplier(announcement: announcement, count: count)
      try expect(multiplier, try vector.decimal("multiplier"), "multiplier")
    }
  }

  private static func expect(
    _ found: Natural, _ wanted: Natural, _ what: StaticString
  ) throws(VectorProblem) {
    guard found == wanted else { throw VectorProblem("\(what) differs") }
  }

  private static func expect<Value: FixedWidthInteger>(
    _ found: Value, _ wanted: Value, _ what: StaticString
  ) throws(VectorProblem) {
    guard found == wanted else {
      throw VectorProblem("\(what): found \(found), expected \(wanted)")
    }
  }

  private static func expect(_ condition: Bool, _ what: StaticString) throws(VectorProblem) {
    guard condition else { throw VectorProblem("\(what): differs") }
  }
}

extension JSONValue {
  /// A string member of any number of hex digits, most significant first.
  fileprivate func natural(_ name: StaticString) throws(VectorProblem) -> Natural {
    let digits = try text(name)
    guard let bytes = Hex.decode(digits.count % 2 == 0 ? digits : [0x30] + digits) else {
      throw VectorProblem("member '\(name)' is not a hex number")
    }
    return Natural(bigEndian: bytes)
  }
}
