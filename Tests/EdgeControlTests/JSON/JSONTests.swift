import EdgeTypes
import JSON
import Testing

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(Array(text.utf8), limits: JSONLimits(bytes: 65536))
  }

  @Test func object_givesTypedMembers() throws {
    let value = try parse(#"{"a":1,"b":"x\n","c":[1,2,3],"d":null,"e":1.5,"f":true,"g":{}}"#)
    #expect(value.member("a")?.integer(UInt8.self) == 1)
    #expect(value.member("b")?.string == Array("x\n".utf8))
    #expect(value.member("c")?.count == 3)
    #expect(value.member("c")?.element(2)?.integer(Int.self) == 3)
    #expect(value.member("c")?.element(3) == nil)
    #expect(value.member("c")?.element(-1) == nil)
    #expect(value.member("d")?.isNull == true)
    #expect(value.member("e")?.number == 1.5)
    #expect(value.member("f")?.boolean == true)
    #expect(value.member(Array("g".utf8))?.members?.isEmpty == true)
    #expect(value.member("missing") == nil)
    #expect(
      value.members?.map(\.name) == ["a", "b", "c", "d", "e", "f", "g"].map { Array($0.utf8) })
  }

  @Test func integer_thatDoesNotFit_isNil() throws {
    let value = try parse(#"[256,-1,1.0,9223372036854775807,"1",true]"#)
    #expect(value.element(0)?.integer(UInt8.self) == nil)
    #expect(value.element(0)?.integer(UInt16.self) == 256)
    #expect(value.element(1)?.integer(UInt32.self) == nil)
    #expect(value.element(1)?.integer(Int32.self) == -1)
    #expect(value.element(2)?.integer(Int.self) == nil)
    #expect(value.element(3)?.integer(UInt64.self) == 9_223_372_036_854_775_807)
    #expect(value.element(4)?.integer(Int.self) == nil)
    #expect(value.element(5)?.integer(Int.self) == nil)
  }

  @Test func valueOutlivesItsParent() throws {
    var child = try parse(#"{"a":{"b":["kept"]}}"#).member("a")?.member("b")
    child = child?.element(0)
    #expect(child?.string == Array("kept".utf8))
  }

  @Test(arguments: [
    "", "{", "nonsense", "1", "\"x\"", "{\"a\":1,\"a\":2}", "[1,]", "[\"\\u0000\"]",
    "[99999999999999999999]", "[1]x", "[\"\u{1}\"]", "[1e999]",
  ])
  func badText_isRefusedWithAReason(_ text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test func badText_namesItsPosition() throws {
    do {
      _ = try parse("{\n  \"a\": oops}")
      Issue.record("parsed")
    } catch let error as JSONError {
      #expect(error.line == 2)
      #expect(error.column > 5)
      #expect(!error.reason.bytes.isEmpty)
    }
  }

  @Test func invalidUTF8_isRefused() {
    #expect(throws: JSONError.self) {
      try JSONValue.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D], limits: JSONLimits(bytes: 100))
    }
  }

  @Test func textOverTheLimit_isRefusedBeforeItIsParsed() {
    let deep = [UInt8](repeating: 0x5B, count: 10_000)
    #expect(throws: JSONError.self) { try JSONValue.parse(deep, limits: JSONLimits(bytes: 65536)) }
    #expect(throws: JSONError.self) { try JSONValue.parse(deep, limits: JSONLimits(bytes: 9_999)) }
  }

  @Test func bracketsInStrings_areNotDepth() throws {
    let value = try parse("[\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]")
    #expect(value.count == 1)
  }

  @Test func nul_isAllowedOnRequest() throws {
    var limits = JSONLimits(bytes: 100)
    limits.allowsNUL = true
    let value = try JSONValue.parse(Array("[\"a\\u0000b\"]".utf8), limits: limits)
    #expect(value.element(0)?.string == [0x61, 0, 0x62])
  }

  @Test func writer_roundTrips() throws {
    var writer = JSONWriter()
    writer.object {
      $0.member("name", string: Array("a\"\\\n\u{1}é€😀".utf8))
      $0.member("broken", string: [0x41, 0xFF, 0xE2, 0x82, 0x42])
      $0.member("big", integer: Int64.min)
      $0.member("none", integer: UInt32?.none)
      $0.member(
        "list",
        array: {
          $0.integer(1)
          $0.array { _ in }
          $0.object { $0.member("yes", boolean: true) }
          $0.null()
        })
    }
    let value = try JSONValue.parse(writer.bytes, limits: JSONLimits(bytes: 1000))
    #expect(value.member("name")?.string == Array("a\"\\\n\u{1}é€😀".utf8))
    #expect(value.member("broken")?.string == Array("A\u{FFFD}\u{FFFD}\u{FFFD}B".utf8))
    #expect(value.member("big")?.integer(Int64.self) == Int64.min)
    #expect(value.member("none")?.isNull == true)
    #expect(value.member("list")?.count == 4)
    #expect(value.member("list")?.element(2)?.member("yes")?.boolean == true)
  }
}
