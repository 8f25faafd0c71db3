internal import EdgeTypes

/// Message types and flags that all netlink families share (netlink(7), linux/netlink.h).
enum NetlinkMessage {
  static let error: UInt16 = 2
  static let done: UInt16 = 3

  static let request: UInt16 = 0x001
  static let acknowledge: UInt16 = 0x004
  /// The dump met a change on its way (NLM_F_DUMP_INTR, in answers).
  static let interrupted: UInt16 = 0x010
  static let dump: UInt16 = 0x300
}

/// One message as it came: the header's fields and what follows.
struct NetlinkRecord {
  var type: UInt16
  var flags: UInt16
  var sequence: UInt32
  var port: UInt32
  var body: ArraySlice<UInt8>

  /// The kernel's error number of an error message, positive; 0 is an acknowledgement,
  /// nil another kind of message. One that is cut short is an error too.
  var errorCode: Int32? {
    guard type == NetlinkMessage.error else { return nil }
    var reader = ByteReader(body)
    guard let raw = reader.readInteger(UInt32.self) else { return .max }
    let code = Int32(bitPattern: raw)
    return code == .min ? .max : -code
  }
}

/// The messages of one datagram; total: one that contradicts its own length ends the reading.
func netlinkRecords(in datagram: [UInt8]) -> [NetlinkRecord] {
  var reader = ByteReader(datagram)
  var records: [NetlinkRecord] = []
  while let length = reader.readInteger(UInt32.self), let type = reader.readInteger(UInt16.self),
    let flags = reader.readInteger(UInt16.self), let sequence = reader.readInteger(UInt32.self),
    let port = reader.readInteger(UInt32.self), length >= 16,
    let body = reader.readBytes(Int(clamping: length) - 16)
  {
    _ = reader.readBytes((4 - body.count % 4) % 4)
    records.append(
      NetlinkRecord(type: type, flags: flags, sequence: sequence, port: port, body: body))
  }
  return records
}

/// The attributes of a message or of a nest, in order; total like `netlinkRecords`.
struct NetlinkAttributes {
  private(set) var list: [(type: UInt16, value: ArraySlice<UInt8>)] = []

  init(_ bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes)
    while let length = reader.readInteger(UInt16.self), let type = reader.readInteger(UInt16.self),
      length >= 4, let value = reader.readBytes(Int(length) - 4)
    {
      _ = reader.readBytes((4 - Int(length) % 4) % 4)
      list.append((type & 0x3FFF, value))  // NLA_TYPE_MASK
    }
  }

  /// The first of this type.
  subscript(_ type: UInt16) -> ArraySlice<UInt8>? {
    for attribute in list where attribute.type == type { return attribute.value }
    return nil
  }

  /// In the machine's byte order.
  func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: UInt16, _: Value.Type = Value.self
  ) -> Value? {
    guard let value = self[type] else { return nil }
    var reader = ByteReader(value)
    return reader.readInteger(Value.self)
  }

  func nest(_ type: UInt16) -> NetlinkAttributes? {
    guard let value = self[type] else { return nil }
    return NetlinkAttributes(value)
  }

  /// A name up to its NUL.
  func name(_ type: UInt16) -> [UInt8]? {
    guard let value = self[type] else { return nil }
    return Array(value.prefix { $0 != 0 })
  }

  /// All names of this type.
  func names(_ type: UInt16) -> [[UInt8]] {
    list.filter { $0.type == type }.map { Array($0.value.prefix { $0 != 0 }) }
  }
}
