internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort

/// A command's way to the running service, and what to tell a person when there is none.
struct ServiceConnection: ~Copyable {
  private static let patience = Interval.seconds(10)
  private var client: UnixClient
  private let path: [UInt8]

  /// What went wrong, for a person, and the exit code that goes with it.
  struct Failure: Error {
    let text: Text
    let code: ExitCode
  }

  init(path: [UInt8]) throws(Failure) {
    self.path = path
    do throws(Errno) {
      client = try UnixClient(path: path)
    } catch {
      throw Self.noService(path, error)
    }
  }

  private static func noService(_ path: [UInt8], _ error: Errno) -> Failure {
    switch error {
    case .notFound, .connectionRefused:
      Failure(
        text: """
          no service answers at \(path)
          start one with 'edgepoint run', or name its socket with --socket PATH
          (option 'socket' of section 'status' in its config)
          """, code: .osError)
    case .accessDenied, .notPermitted:
      Failure(
        text: "\(path): permission denied; root and members of the group 'edgepoint' may ask",
        code: .permission)
    default: Failure(text: "\(path): \(error.text)", code: .osError)
    }
  }

  /// Calls a method of `org.edgepoint` and waits for its reply's parameters.
  mutating func call(_ method: StaticString) throws(Failure) -> JSONValue? {
    let reply: [UInt8]
    do throws(Errno) {
      try client.send(VarlinkClientReply.call(method).dropLast(), timeout: Self.patience)
      reply = try client.receive(atMost: VarlinkClientReply.longest, timeout: Self.patience)
    } catch {
      throw Failure(
        text: error == .again
          ? "the service at \(path) does not answer" : "\(path): \(error.text)",
        code: .osError)
    }
    switch VarlinkClientReply(reply) {
    case .parameters(let parameters, continues: _): return parameters
    case .failure(let name, let parameters): throw Self.refusal(name, parameters)
    case .nonsense: throw Failure(text: "\(path): the answer is not Varlink", code: .badData)
    }
  }

  private static func refusal(_ name: [UInt8], _ parameters: JSONValue?) -> Failure {
    switch Text(name) {
    case "org.edgepoint.PermissionDenied":
      return Failure(
        text: "permission denied: the group 'edgepoint' may look, only root may change",
        code: .permission)
    case "org.edgepoint.ConfigInvalid":
      var text: Text = "the config is invalid and nothing was changed:"
      for problem in parameters?.member("problems")?.elements ?? [] {
        text.append("\n  \(problem.string ?? [])")
      }
      return Failure(text: text, code: .config)
    default: return Failure(text: "the service refuses: \(name)", code: .software)
    }
  }

  mutating func status() throws(Failure) -> StatusDocument {
    guard let status = try call("GetStatus")?.member("status") else {
      throw Failure(text: "\(path): the answer holds no status", code: .badData)
    }
    return StatusDocument(json: status)
  }
}
