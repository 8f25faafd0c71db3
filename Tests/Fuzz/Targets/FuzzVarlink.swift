import EdgeControl
import EdgeTypes
import JSON

/// What a client sends to the status socket, and what a service answers to `edgepoint status`.
///
/// The first byte chooses the rights, and the pieces in which the requests arrive.
func fuzzVarlink(_ bytes: [UInt8]) {
  guard let choice = bytes.first else { return }
  var rest = bytes.dropFirst()
  let rights = [VarlinkRights.none, .read, .change][Int(choice % 3)]
  var connection = VarlinkConnection(rights: rights)
  let size = Int(choice >> 2) + 1
  while !rest.isEmpty {
    connection.receive(rest.prefix(size))
    rest = rest.dropFirst(size)
    while let step = connection.next() {
      if !take(step, rights, connection) { return }
    }
  }
  checkReply(Array(bytes.dropFirst()))
}

/// False once the connection is closed.
private func take(
  _ step: VarlinkStep, _ rights: VarlinkRights, _ connection: VarlinkConnection
) -> Bool {
  switch step {
  case .close: return false
  case .send(let reply): checkMessage(reply)
  case .perform(let request):
    require(rights != .none, "nothing done without rights")
    var outcome = VarlinkOutcome.done
    switch request {
    case .status, .monitor: outcome = .status(StatusDocument())
    case .reload, .pause, .resume: require(rights == .change, "no change without the right to")
    }
    if let reply = connection.answer(outcome) { checkMessage(reply) }
  }
  return true
}

private func checkMessage(_ message: [UInt8]) {
  require(message.last == 0 && !message.dropLast().contains(0), "one message ended by NUL")
  let limits = JSONLimits(bytes: message.count)
  require((try? JSONValue.parse(Array(message.dropLast()), limits: limits)) != nil, "valid JSON")
}

private func checkReply(_ bytes: [UInt8]) {
  switch VarlinkClientReply(bytes) {
  case .parameters(let json?, _): _ = StatusDocument(json: json)
  case .parameters(nil, _), .failure, .nonsense: break
  }
}
