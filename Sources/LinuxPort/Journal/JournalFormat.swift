internal import EdgeTypes

/// The bytes of a journal: a first line, then records one after the other.
///
/// A record is a mark (0xE7 0x4A), the length of its body (16 bit), a CRC-32C of length and body
/// (32 bit), all little-endian, and the body, 1...65,535 bytes. The first byte of a body says what
/// the record is about; of each kind only the last record counts.
public enum JournalFormat {
  static let firstLine = Array("edgepoint journal 1\n".utf8)
  private static let mark: [UInt8] = [0xE7, 0x4A]
  private static let headBytes = 8
  public static let longestRecord = Int(UInt16.max)

  /// What a file held.
  public struct Contents: Equatable, Sendable {
    /// The last good record of each kind, in the order of the file.
    public var records: [[UInt8]] = []
    public var goodRecords = 0
    /// Bytes that belong to no good record.
    public var badBytes = 0
  }

  /// Total: after a broken record the search goes on byte by byte for the next good one.
  public static func decode(_ file: [UInt8]) -> Contents {
    var contents = Contents()
    var position = 0
    if file.starts(with: firstLine) { position = firstLine.count }
    while position < file.count {
      if let body = body(in: file, at: position) {
        contents.records.removeAll { $0.first == body.first }
        contents.records.append(Array(body))
        contents.goodRecords += 1
        position += headBytes + body.count
      } else {
        contents.badBytes += 1
        position += 1
      }
    }
    if !file.isEmpty, !file.starts(with: firstLine) {
      contents.badBytes = max(1, contents.badBytes)
    }
    return contents
  }

  static func encode(_ body: [UInt8]) -> [UInt8] {
    var length = ByteWriter()
    length.write(UInt16(clamping: body.count))
    var record = ByteWriter()
    record.write(bytes: mark + length.bytes)
    record.write(checksum(length.bytes + body))
    record.write(bytes: body)
    return record.bytes
  }

  private static func body(in file: [UInt8], at position: Int) -> ArraySlice<UInt8>? {
    guard file[position] == mark[0] else { return nil }
    var reader = ByteReader(file[position...])
    guard reader.readBytes(2)?.elementsEqual(mark) == true,
      let count = reader.readInteger(UInt16.self), count > 0,
      let expected = reader.readInteger(UInt32.self), let body = reader.readBytes(Int(count)),
      checksum(file[position + 2..<position + 4] + body) == expected
    else { return nil }
    return body
  }

  /// CRC-32C (Castagnoli), reflected, as in RFC 3720 appendix B.4.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
      }
    }
    return ~remainder
  }
}
