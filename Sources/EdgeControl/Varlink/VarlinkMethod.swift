internal import EdgeTypes
internal import JSON

/// What a method's name and parameters come to, before rights are looked at.
enum VarlinkMethod {
  case read(VarlinkRequest)
  case change(VarlinkRequest)
  /// The whole answer, known without asking the service.
  case answered([UInt8])
  case denied

  init(_ method: [UInt8], _ parameters: JSONValue?) {
    switch Text(method) {
    case "org.varlink.service.GetInterfaceDescription":
      self = .answered(Self.describe(parameters))
    case "org.varlink.service.GetInfo": self = Self.bare(parameters, .answered(VarlinkReply.info))
    case "org.edgepoint.GetStatus": self = Self.bare(parameters, .read(.status))
    case "org.edgepoint.Monitor": self = Self.bare(parameters, .read(.monitor(more: false)))
    case "org.edgepoint.Reload": self = Self.bare(parameters, .change(.reload))
    case "org.edgepoint.Pause": self = Self.bare(parameters, .change(.pause))
    case "org.edgepoint.Resume": self = Self.bare(parameters, .change(.resume))
    default: self = .answered(Self.unknown(method))
    }
  }

  /// `method` if there are no parameters, which these methods do not take.
  private static func bare(_ parameters: JSONValue?, _ method: VarlinkMethod) -> VarlinkMethod {
    guard let extra = parameters?.members?.first else { return method }
    return .answered(VarlinkReply.serviceError("InvalidParameter", "parameter", extra.name))
  }

  private static func describe(_ parameters: JSONValue?) -> [UInt8] {
    for member in parameters?.members ?? [] where Text(member.name) != "interface" {
      return VarlinkReply.serviceError("InvalidParameter", "parameter", member.name)
    }
    guard let name = parameters?.member("interface")?.string else {
      return VarlinkReply.serviceError("InvalidParameter", "parameter", Text("interface").bytes)
    }
    guard let description = VarlinkInterface.description(of: name) else {
      return VarlinkReply.serviceError("InterfaceNotFound", "interface", name)
    }
    return VarlinkReply.parameters { $0.member("description", string: description) }
  }

  /// The method's interface is what stands before its last dot.
  private static func unknown(_ method: [UInt8]) -> [UInt8] {
    let interface = method.lastIndex(of: 0x2E).map { Array(method[..<$0]) } ?? []
    guard VarlinkInterface.description(of: interface) == nil else {
      return VarlinkReply.serviceError("MethodNotFound", "method", method)
    }
    return VarlinkReply.serviceError("InterfaceNotFound", "interface", interface)
  }
}
