internal import EdgeTypes
internal import NetModel

/// The scheduler's clock: /proc/net/psched says 64 ns a tick on every kernel since 2.6.31.
private let nanosecondsPerTick: UInt64 = 64

/// How long `bytes` take at a rate, in ticks rounded up, so that reading them back gives `bytes`.
func ticks(bytes: UInt32, bytesPerSecond: UInt64) -> UInt32 {
  let (perTick, tooFast) = max(bytesPerSecond, 1).multipliedReportingOverflow(
    by: nanosecondsPerTick)
  if tooFast { return bytes == 0 ? 0 : 1 }
  let (quotient, rest) = (UInt64(bytes) * 1_000_000_000).quotientAndRemainder(dividingBy: perTick)
  return UInt32(clamping: quotient &+ (rest == 0 ? 0 : 1))
}

/// How many bytes pass in so many ticks, rounded down, saturating.
func bytes(ticks: UInt32, bytesPerSecond: UInt64) -> UInt32 {
  let (product, overflow) = bytesPerSecond.multipliedReportingOverflow(
    by: UInt64(ticks) * nanosecondsPerTick)
  return overflow ? .max : UInt32(clamping: product / 1_000_000_000)
}

extension MessageBuilder {
  /// TCA_KIND and TCA_OPTIONS of one class: `tc_htb_opt`, and the rates again with 64 bits.
  func putClass(_ htbClass: HTBClass) {
    // The kernel refuses a rate of nothing; a byte a second is the nearest.
    let rate = max(htbClass.rate.bytesPerSecond, 1)
    let ceiling = max(htbClass.ceiling.bytesPerSecond, 1)
    var settings = ByteWriter()
    settings.write(rateSpecification: rate)
    settings.write(rateSpecification: ceiling)
    settings.write(ticks(bytes: htbClass.burst, bytesPerSecond: rate))
    settings.write(ticks(bytes: htbClass.ceilingBurst, bytesPerSecond: ceiling))
    settings.write(htbClass.quantum)
    settings.write(UInt32(0))  // level: the kernel's to say
    settings.write(htbClass.priority)
    put(TrafficAttribute.kind, name: "htb")
    nest(TrafficAttribute.options) {
      put(HTBAttribute.parameters, settings.bytes)
      put(HTBAttribute.rate64, number: rate)
      put(HTBAttribute.ceiling64, number: ceiling)
    }
  }
}

extension ByteWriter {
  /// `tc_ratespec`: no overhead, no smallest packet; the rate in bytes a second, at most 32 bits.
  fileprivate mutating func write(rateSpecification rate: UInt64) {
    write(UInt8(0))
    write(HTBAttribute.ethernet)
    write(UInt16(0))
    write(UInt32(0))
    write(UInt32(clamping: rate))
  }
}

extension HTBClass {
  /// Nil for classes of other disciplines. A class below the qdisc itself has it as parent.
  init?(_ record: TrafficRecord) {
    guard record.kind == "htb", let options = record.attributes.nest(TrafficAttribute.options),
      let settings = options[HTBAttribute.parameters]
    else { return nil }
    var reader = ByteReader(settings)
    guard reader.readBytes(8) != nil, let shortRate = reader.readInteger(UInt32.self),
      reader.readBytes(8) != nil, let shortCeiling = reader.readInteger(UInt32.self),
      let burst = reader.readInteger(UInt32.self), let wide = reader.readInteger(UInt32.self),
      let quantum = reader.readInteger(UInt32.self), reader.readBytes(4) != nil,
      let priority = reader.readInteger(UInt32.self)
    else { return nil }
    let rate = options.number(HTBAttribute.rate64) ?? UInt64(shortRate)
    let ceiling = options.number(HTBAttribute.ceiling64) ?? UInt64(shortCeiling)
    self.init(
      parent: record.parent == .root ? TrafficHandle(record.handle.major) : record.parent,
      handle: record.handle, rate: BitRate(bytesPerSecond: rate),
      ceiling: BitRate(bytesPerSecond: ceiling))
    self.burst = bytes(ticks: burst, bytesPerSecond: rate)
    ceilingBurst = bytes(ticks: wide, bytesPerSecond: ceiling)
    (self.priority, self.quantum) = (priority, quantum)
  }
}

extension BitRate {
  fileprivate init(bytesPerSecond: UInt64) {
    let (bits, overflow) = bytesPerSecond.multipliedReportingOverflow(by: 8)
    self.init(bitsPerSecond: overflow ? .max : bits)
  }
}

extension TrafficCounters {
  /// TCA_STATS2 of a class or a qdisc; what is missing counts as nothing.
  init?(_ record: TrafficRecord) {
    guard let statistics = record.attributes.nest(TrafficAttribute.statistics),
      let basic = statistics[TrafficAttribute.basic]
    else { return nil }
    var reader = ByteReader(basic)
    guard let bytes = reader.readInteger(UInt64.self), let packets = reader.readInteger(UInt32.self)
    else { return nil }
    var queue = ByteReader(statistics[TrafficAttribute.queue] ?? [])
    _ = queue.readBytes(4)  // packets waiting
    let backlog = queue.readInteger(UInt32.self) ?? 0
    let drops = queue.readInteger(UInt32.self) ?? 0
    self.init(
      handle: record.handle, bytes: bytes,
      packets: statistics.number(TrafficAttribute.packets64) ?? UInt64(packets),
      drops: UInt64(drops), backlog: UInt64(backlog))
  }
}
