internal import EdgeConfig
internal import EdgeTypes

/// The ledger in the journal: each record is a whole picture, the last one counts.
///
/// Layout, little-endian: kind (1 byte, 2), version (1 byte), flags (1 byte: bit 0 = a reading
/// was taken, bit 1 = the clock was believed, bit 2 = it was synchronised), the reading's boot, the
/// clock (seconds, monotonic microseconds, boot), a pair of totals for each scope, the mask of known
/// counters (16 bit) and the counters, number of meters (16 bit); then for each meter scope, period,
/// reset day, whether its period is known (1 byte each), the period and four amounts. Integers
/// without a size are 64 bits wide.
extension Ledger {
  /// The first byte of the record.
  public static let recordKind: UInt8 = 2
  /// How many scopes and counters a record of each version has, from 1 on. What an older one lacks
  /// begins at nothing.
  private static let versions: [(scopes: Int, counters: Int)] = [(3, 12)]
  /// More than `CapConfig.periodNumber` gives for any date.
  private static let latestPeriod = 12 * 10_000 * 32

  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.recordKind)
    writer.write(UInt8(clamping: Self.versions.count))
    let flags: UInt8 =
      (boot == nil ? 0 : 1) | (clock == nil ? 0 : 2) | (clock?.isSynchronised == true ? 4 : 0)
    writer.write(flags)
    writer.write(boot ?? 0)
    writer.write(UInt64(bitPattern: clock?.wallSeconds ?? 0))
    writer.write(clock?.monotonic.microseconds ?? 0)
    writer.write(clock?.boot ?? 0)
    for total in totals { writer.write(total) }
    var mask: UInt16 = 0
    for (index, value) in last.enumerated() where value != nil { mask |= 1 << UInt16(index) }
    writer.write(mask)
    for value in last { writer.write(value ?? 0) }
    writer.write(UInt16(clamping: meters.count))
    for meter in meters { writer.write(meter) }
    return writer.bytes
  }

  /// Nil for a record of another kind, a newer version, or bytes that are not a record.
  public init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard reader.readByte() == Self.recordKind, let version = reader.readByte(),
      Self.versions.indices.contains(Int(version) - 1), let flags = reader.readByte(),
      let boot = reader.readInteger(UInt64.self),
      let seconds = reader.readInteger(UInt64.self),
      let monotonic = reader.readInteger(UInt64.self),
      let clockBoot = reader.readInteger(UInt64.self)
    else { return nil }
    self.init()
    if flags & 1 != 0 { self.boot = boot }
    if flags & 2 != 0 {
      clock = ClockReading(
        wallSeconds: Int64(bitPattern: seconds), monotonic: Instant(microseconds: monotonic),
        boot: clockBoot, isSynchronised: flags & 4 != 0)
    }
    guard read(Self.versions[Int(version) - 1], from: &reader), reader.remaining == 0 else {
      return nil
    }
  }

  private mutating func read(
    _ layout: (scopes: Int, counters: Int), from reader: inout ByteReader
  ) -> Bool {
    for index in totals.indices.prefix(layout.scopes) {
      guard let total = reader.readObserved() else { return false }
      totals[index] = total
    }
    guard let mask = reader.readInteger(UInt16.self) else { return false }
    for index in last.indices.prefix(layout.counters) {
      guard let value = reader.readInteger(UInt64.self) else { return false }
      last[index] = mask & 1 << UInt16(index) == 0 ? nil : value
    }
    guard let count = reader.readInteger(UInt16.self), Int(count) <= Self.mostMeters else {
      return false
    }
    for _ in 0..<count {
      guard let meter = Self.readMeter(from: &reader) else { return false }
      meters.append(meter)
    }
    return true
  }

  private static func readMeter(from reader: inout ByteReader) -> CapMeter? {
    guard let scope = reader.readByte().flatMap({ CapScope(rawValue: $0) }),
      let period = reader.readByte().flatMap({ CapPeriod(rawValue: $0) }),
      let day = reader.readByte(), let isKnown = reader.readByte(),
      let number = reader.readInteger(UInt64.self), number <= UInt64(latestPeriod),
      let used = reader.readObserved(), let undated = reader.readObserved()
    else { return nil }
    let resetDay = Int(Int8(bitPattern: day))
    guard resetDay == -1 || (1...31).contains(resetDay) else { return nil }
    var meter = CapMeter(scope: scope, period: period, resetDay: resetDay)
    meter.number = isKnown == 1 ? Int(number) : nil
    (meter.used, meter.undated) = (used, undated)
    return meter
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ amount: Observed) {
    write(amount.byQueues)
    write(amount.byOthers)
  }

  fileprivate mutating func write(_ meter: CapMeter) {
    write(meter.scope.rawValue)
    write(meter.period.rawValue)
    write(UInt8(bitPattern: Int8(clamping: meter.resetDay)))
    write(UInt8(meter.number == nil ? 0 : 1))
    write(UInt64(clamping: meter.number ?? 0))
    write(meter.used)
    write(meter.undated)
  }
}

extension ByteReader {
  fileprivate mutating func readObserved() -> Observed? {
    guard let queues = readInteger(UInt64.self), let others = readInteger(UInt64.self) else {
      return nil
    }
    return Observed(byQueues: queues, byOthers: others)
  }
}
