import EdgeControl
import EdgeTypes
import JSON
import Testing

@Suite struct VarlinkConnectionTests {
  /// `|` stands for the NUL that ends a message.
  private func steps(_ text: String, rights: VarlinkRights = .change) -> [VarlinkStep] {
    var connection = VarlinkConnection(rights: rights)
    connection.receive(text.utf8.map { $0 == 0x7C ? 0 : $0 })
    var steps: [VarlinkStep] = []
    while let step = connection.next() { steps.append(step) }
    return steps
  }

  /// The reply's error and the value of its one parameter.
  private func error(_ text: String, rights: VarlinkRights = .change) throws -> [String] {
    guard case .send(let reply) = steps(text, rights: rights).first, reply.last == 0 else {
      return []
    }
    let json = try parsed(reply.dropLast())
    let parameter = json.member("parameters")?.members?.first?.value.string
    return [string(json.member("error")?.string ?? []), string(parameter ?? [])]
  }

  @Test func methods_becomeRequestsInOrder() {
    let text = """
      {"method":"org.edgepoint.GetStatus"}|{"method":"org.edgepoint.Pause","parameters":{}}|\
      {"method":"org.edgepoint.Resume","parameters":null}|{"method":"org.edgepoint.Reload"}|\
      {"method":"org.edgepoint.Monitor"}|
      """
    #expect(
      steps(text) == [
        .perform(.status), .perform(.pause), .perform(.resume), .perform(.reload),
        .perform(.monitor(more: false)),
      ])
  }

  @Test func requestInPieces_isOneRequest() {
    var connection = VarlinkConnection(rights: .read)
    let message = bytes("{\"method\":\"org.edgepoint.GetStatus\"}\0")
    for byte in message.dropLast() {
      connection.receive([byte])
      #expect(connection.next() == nil)
    }
    connection.receive([0])
    #expect(connection.next() == .perform(.status))
    #expect(connection.next() == nil)
  }

  @Test func monitor_marksRepliesAndHoldsFurtherCalls() throws {
    var connection = VarlinkConnection(rights: .read)
    connection.receive(
      bytes("{\"method\":\"org.edgepoint.Monitor\",\"more\":true}\0{\"method\":\"x\"}\0"))
    #expect(connection.next() == .perform(.monitor(more: true)))
    #expect(connection.isMonitoring && connection.next() == nil)
    let reply = try #require(connection.answer(.status(busyDocument())))
    let json = try parsed(reply.dropLast())
    #expect(json.member("continues")?.boolean == true)
    let status = try #require(json.member("parameters")?.member("status"))
    #expect(StatusDocument(json: status).miner.pools.count == 2)
  }

  @Test func oneway_isDoneWithoutAnAnswer() {
    var connection = VarlinkConnection(rights: .change)
    connection.receive(bytes("{\"method\":\"org.edgepoint.Pause\",\"oneway\":true}\0"))
    #expect(connection.next() == .perform(.pause))
    #expect(connection.answer(.done) == nil)
    #expect(steps("{\"method\":\"org.edgepoint.No\",\"oneway\":true}|").isEmpty)
    #expect(steps("{\"method\":\"org.edgepoint.Pause\",\"oneway\":true}|", rights: .read).isEmpty)
  }

  @Test func errors_nameWhatIsWrong() throws {
    #expect(
      try error("{\"method\":\"org.edgepoint.Nope\"}|")
        == ["org.varlink.service.MethodNotFound", "org.edgepoint.Nope"])
    #expect(
      try error("{\"method\":\"com.example.Get\"}|")
        == ["org.varlink.service.InterfaceNotFound", "com.example"])
    #expect(try error("{\"method\":\"\"}|") == ["org.varlink.service.InterfaceNotFound", ""])
    #expect(
      try error("{\"method\":\"org.edgepoint.Pause\",\"parameters\":{\"hours\":\"1\"}}|")
        == ["org.varlink.service.InvalidParameter", "hours"])
    #expect(
      try error("{\"method\":\"org.varlink.service.GetInterfaceDescription\"}|")
        == ["org.varlink.service.InvalidParameter", "interface"])
  }

  @Test func rights_readersMayNotChange_strangersMayNothing() throws {
    #expect(
      try error("{\"method\":\"org.edgepoint.Pause\"}|", rights: .read)
        == ["org.edgepoint.PermissionDenied", ""])
    #expect(steps("{\"method\":\"org.edgepoint.GetStatus\"}|", rights: .read).count == 1)
    #expect(
      try error("{\"method\":\"org.edgepoint.GetStatus\"}|", rights: .none)
        == ["org.edgepoint.PermissionDenied", ""])
  }

  @Test(arguments: [
    "not json|", "|", "[]|", "{}|", "{\"method\":7}|", "{\"method\":\"a\",\"more\":1}|",
    "{\"method\":\"a\",\"parameters\":[]}|", "{\"method\":\"a\",\"method\":\"b\"}|",
    "{\"method\":\"a\\u0000\"}|",
  ])
  func talkThatIsNotVarlink_hangsUp(_ text: String) {
    #expect(steps(text + "{\"method\":\"org.edgepoint.GetStatus\"}|") == [.close])
  }

  @Test func endlessRequest_hangsUpAtTheLimit() {
    var connection = VarlinkConnection(rights: .change)
    connection.receive([UInt8](repeating: 0x20, count: VarlinkConnection.longestRequest - 1))
    #expect(connection.next() == nil)
    connection.receive([0x20])
    #expect(connection.next() == .close)
    connection.receive(bytes("{\"method\":\"org.edgepoint.GetStatus\"}\0"))
    #expect(connection.next() == nil)
  }

  @Test func floodWhileMonitoring_hangsUpAtTheLimit() {
    var connection = VarlinkConnection(rights: .read)
    connection.receive(bytes("{\"method\":\"org.edgepoint.Monitor\",\"more\":true}\0"))
    _ = connection.next()
    connection.receive([UInt8](repeating: 0, count: VarlinkConnection.longestRequest))
    #expect(connection.next() == .close)
  }

  @Test func everyOneByteChange_neverTraps() {
    let message = bytes("{\"method\":\"org.edgepoint.Monitor\",\"more\":true,\"parameters\":{}}\0")
    for index in message.indices {
      for value: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x80, 0xFF] {
        var changed = message
        changed[index] = value
        var connection = VarlinkConnection(rights: .change)
        connection.receive(changed)
        while connection.next() != nil {}
      }
    }
  }
}
