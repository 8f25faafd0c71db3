internal import EdgeTypes
internal import JSON

/// Builds replies: one JSON object and the NUL that ends it.
enum VarlinkReply {
  static func parameters(
    continues: Bool = false, _ body: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    message { json in
      json.member("parameters", object: body)
      if continues { json.member("continues", boolean: true) }
    }
  }

  static func error(_ name: Text, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    message { json in
      json.member("error", string: name)
      json.member("parameters", object: body)
    }
  }

  /// An error of `org.varlink.service` with its one parameter.
  static func serviceError(
    _ name: StaticString, _ parameter: StaticString, _ value: [UInt8]
  ) -> [UInt8] {
    error("org.varlink.service.\(name)") { $0.member(parameter, string: value) }
  }

  static var denied: [UInt8] { error("org.edgepoint.PermissionDenied") { _ in } }

  static var info: [UInt8] {
    parameters { json in
      json.member("vendor", string: "EdgePoint" as StaticString)
      json.member("product", string: "EdgePoint" as StaticString)
      json.member("version", string: edgePointVersion)
      json.member("url", string: "" as StaticString)
      json.member(
        "interfaces", array: { json in for name in VarlinkInterface.names { json.string(name) } })
    }
  }

  static func outcome(_ outcome: VarlinkOutcome, continues: Bool) -> [UInt8] {
    switch outcome {
    case .status(let document):
      parameters(continues: continues) { json in
        json.name("status")
        document.write(to: &json)
      }
    case .reloaded(let changed):
      parameters { json in
        json.member("changed", array: { json in for name in changed { json.string(name) } })
      }
    case .configInvalid(let problems):
      error("org.edgepoint.ConfigInvalid") { json in
        json.member("problems", array: { json in for line in problems { json.string(line) } })
      }
    case .done: parameters { _ in }
    }
  }

  private static func message(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.object(body)
    return json.bytes + [0]
  }
}
