import EdgeControl
import EdgeTypes
import JSON
import Testing

@Suite struct VarlinkInterfaceTests {
  @Test func description_namesEveryMemberOfTheDocument() throws {
    let text = string(try #require(VarlinkInterface.description(of: bytes("org.edgepoint"))))
    let words = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    func check(_ json: JSONValue) {
      for (name, value) in json.members ?? [] {
        #expect(words.contains(string(name)), "\(string(name))")
        check(value)
      }
      for element in json.elements ?? [] { check(element) }
    }
    check(try parsed(busyDocument().json))
  }

  @Test func everyInterfaceOfGetInfo_canBeDescribed() {
    for name in VarlinkInterface.names {
      #expect(VarlinkInterface.description(of: Text(name).bytes) != nil)
    }
    #expect(VarlinkInterface.description(of: bytes("org.example")) == nil)
  }

  @Test func clientReplies_areDecoded() {
    guard case .failure(let name, _) = VarlinkClientReply(bytes(#"{"error":"a.B"}"#)) else {
      Issue.record("no failure")
      return
    }
    #expect(string(name) == "a.B")
    guard case .parameters(nil, continues: true) = VarlinkClientReply(bytes(#"{"continues":true}"#))
    else {
      Issue.record("no parameters")
      return
    }
    guard case .nonsense = VarlinkClientReply(bytes("[]")) else {
      Issue.record("nonsense was understood")
      return
    }
    #expect(
      string(VarlinkClientReply.call("GetStatus"))
        == "{\"method\":\"org.edgepoint.GetStatus\",\"parameters\":{}}\0")
  }
}
