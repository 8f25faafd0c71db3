import LinuxPort

/// An HTTP message, which must mean the same in whatever pieces it arrives.
///
/// The first byte chooses between requests and replies and the size of the pieces.
func fuzzHTTP(_ bytes: [UInt8]) {
  guard let choice = bytes.first else { return }
  let message = bytes.dropFirst()
  let limits = HTTPLimits(headBytes: 512, bodyBytes: 2048)
  func parser() -> HTTPParser {
    choice & 1 == 0
      ? .request(limits) : .reply(toHead: choice & 2 != 0, limits)
  }
  var whole = parser()
  whole.feed(message)
  whole.end()
  var pieces = parser()
  let size = Int(choice >> 2) + 1
  var rest = message
  while !rest.isEmpty {
    pieces.feed(rest.prefix(size))
    rest = rest.dropFirst(size)
  }
  pieces.end()
  require(whole.body.count <= limits.bodyBytes, "a bounded body")
  require((whole.state == .complete) == (pieces.state == .complete), "one end, however it arrives")
  guard whole.state == .complete else { return }
  require(whole.body == pieces.body && whole.status == pieces.status, "one message")
}
