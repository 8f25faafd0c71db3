internal import EdgeConfig
internal import EdgeTypes

/// The limits and the frame of the messages between supervisor and miner.
///
/// A frame is one datagram: version, kind, fields. Both sides are the same binary, so any other
/// version is refused rather than translated.
public enum MinerMessage {
  /// No message is longer, in bytes.
  public static let maximumBytes = 16 * 1024
  static let version: UInt8 = 1
  static let maximumPools = 16
  static let maximumNameServers = 8
  static let maximumURLBytes = 512
  static let maximumTextBytes = 200

  enum Kind: UInt8 { case orders = 1, report }

  static func begin(_ kind: Kind) -> ByteWriter {
    var writer = ByteWriter()
    writer.write(version)
    writer.write(kind.rawValue)
    return writer
  }

  static func open(_ bytes: [UInt8], _ kind: Kind) -> ByteReader? {
    guard bytes.count <= maximumBytes else { return nil }
    var reader = ByteReader(bytes)
    guard reader.readByte() == version, reader.readByte() == kind.rawValue else { return nil }
    return reader
  }
}

extension MinerOrders {
  /// The orders as one datagram; what exceeds a limit of `MinerMessage` is cut.
  public func encoded() -> [UInt8] {
    var writer = MinerMessage.begin(.orders)
    writer.write(flag: hashing)
    writer.write(flag: networkUp)
    writer.write(UInt16(clamping: threads))
    writer.write(counted: paymentAddress.prefix(MinerMessage.maximumTextBytes))
    writer.write(flag: uploadLimit != nil)
    writer.write(uploadLimit?.bitsPerSecond ?? 0)
    writer.write(list: pools.prefix(MinerMessage.maximumPools))
    writer.write(list: nameServers.prefix(MinerMessage.maximumNameServers))
    writer.write(logLevel.rawValue)
    return writer.bytes
  }

  /// The orders in `bytes`, nil unless every byte of them has its place.
  public static func decode(_ bytes: [UInt8]) -> MinerOrders? {
    guard var reader = MinerMessage.open(bytes, .orders) else { return nil }
    var orders = MinerOrders()
    guard let hashing = reader.readFlag(), let networkUp = reader.readFlag(),
      let threads = reader.readInteger(UInt16.self),
      let address = reader.readText(limit: MinerMessage.maximumTextBytes),
      let isLimited = reader.readFlag(), let limit = reader.readInteger(UInt64.self),
      isLimited || limit == 0,
      let pools = reader.readList(limit: MinerMessage.maximumPools),
      let nameServers = reader.readList(limit: MinerMessage.maximumNameServers),
      let level = reader.readByte().flatMap({ LogLevel(rawValue: $0) }), reader.remaining == 0
    else { return nil }
    (orders.hashing, orders.networkUp, orders.threads) = (hashing, networkUp, Int(threads))
    orders.paymentAddress = address
    orders.uploadLimit = isLimited ? BitRate(bitsPerSecond: limit) : nil
    (orders.pools, orders.nameServers, orders.logLevel) = (pools, nameServers, level)
    return orders
  }
}

extension ByteWriter {
  mutating func write(flag: Bool) { write(flag ? 1 as UInt8 : 0) }
  mutating func write(counted text: ArraySlice<UInt8>) { write(counted: Array(text)) }
  mutating func write(list: ArraySlice<[UInt8]>) {
    write(UInt8(clamping: list.count))
    for text in list { write(counted: text.prefix(MinerMessage.maximumURLBytes)) }
  }
}

extension ByteReader {
  mutating func readFlag() -> Bool? {
    switch readByte() {
    case 0: false
    case 1: true
    default: nil
    }
  }

  mutating func readText(limit: Int) -> [UInt8]? {
    guard let text = readCountedBytes(), text.count <= limit else { return nil }
    return Array(text)
  }

  mutating func readList(limit: Int) -> [[UInt8]]? {
    guard let count = readByte(), Int(count) <= limit else { return nil }
    var list: [[UInt8]] = []
    for _ in 0..<Int(count) {
      guard let text = readText(limit: MinerMessage.maximumURLBytes) else { return nil }
      list.append(text)
    }
    return list
  }
}
