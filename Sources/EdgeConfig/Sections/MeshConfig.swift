internal import EdgeTypes
internal import UCI

/// The mesh with other EdgePoints (IEEE 802.11s).
public struct MeshConfig: Equatable, Sendable {
  public var enabled = false
  public var radio: [UInt8]?
  /// 1 to 32 bytes.
  public var meshID: [UInt8] = Array("edgepoint".utf8)
  /// Every member needs the same one; there is no open mesh.
  public var key: [UInt8]?
  public var channel: Int?
  public init() {}
}

extension SectionType {
  static var mesh: SectionType { SectionType("mesh") { $0.config.mesh.read(&$1) } }
}

extension MeshConfig {
  fileprivate mutating func read(_ reader: inout SectionReader) {
    self = MeshConfig()
    reader.read("enabled", .boolean, into: &enabled, default: "`0`", help: "`1`: join the mesh")
    reader.read(
      "radio", .device, into: &radio, default: "none: must be given when enabled",
      help: "the radio, as listed in `/sys/class/ieee80211`")
    reader.read(
      "mesh_id", .text(1...32, what: "the name of a mesh"), into: &meshID,
      default: "`edgepoint`", help: "the name of the mesh")
    reader.read(
      "key", .passphrase, into: &key, default: "none: must be given when enabled",
      help: "as for guests; the same on every member")
    reader.read(
      "channel", .integer(1...233), into: &channel, default: "none: must be given when enabled",
      help: "the channel of the radio; the same on every member")
    let needed: [(StaticString, Text)] = [
      ("radio", "option radio 'phy1', as listed in /sys/class/ieee80211"),
      ("key", "option key '...', the same on every member: there is no open mesh"),
      ("channel", "option channel '36', the same on every member"),
    ]
    for (name, expected) in needed where enabled && !reader.has(name) {
      reader.missing(name, expected: expected)
    }
  }
}
