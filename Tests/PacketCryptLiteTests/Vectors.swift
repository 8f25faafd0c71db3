import EdgeTypes
import JSON
import LinuxPort

/// The committed vector files.
enum Vectors {
  static let folder =
    String(#filePath.dropLast("PacketCryptLiteTests/Vectors.swift".count)) + "Vectors"

  static func contents(of kind: VectorKind) throws -> [UInt8] {
    let path = Text("\(folder)/\(kind.name).json")
    return try Files.read(path.bytes, atMost: 64 << 20)
  }

  /// The vectors of a file that is a list.
  static func list(_ kind: VectorKind) throws -> [JSONValue] {
    let limits = JSONLimits(bytes: 64 << 20, depth: 64)
    return try JSONValue.parse(contents(of: kind), limits: limits).elements ?? []
  }
}
