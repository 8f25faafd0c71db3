internal import EdgeTypes
public import JSON

/// The client's side: one reply of the service, decoded.
public enum VarlinkClientReply {
  /// The reply's parameters, and whether more replies follow.
  case parameters(JSONValue?, continues: Bool)
  /// The error's name and its parameters.
  case failure([UInt8], JSONValue?)
  /// Not a Varlink reply.
  case nonsense

  /// More than any status; a service that sends more is not ours.
  public static let longest = 1024 * 1024

  /// `message` without its NUL.
  public init(_ message: [UInt8]) {
    guard let root = try? JSONValue.parse(message, limits: JSONLimits(bytes: Self.longest)),
      root.kind == .object
    else {
      self = .nonsense
      return
    }
    let parameters = root.member("parameters")
    if let name = root.member("error")?.string {
      self = .failure(name, parameters)
    } else {
      self = .parameters(parameters, continues: root.member("continues")?.boolean ?? false)
    }
  }

  /// A call as it goes over the socket.
  public static func call(_ method: StaticString, more: Bool = false) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("method", string: "org.edgepoint.\(method)" as Text)
      json.member("parameters", object: { _ in })
      if more { json.member("more", boolean: true) }
    }
    return json.bytes + [0]
  }
}
