internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Reads values of options; the first that is wrong stays as the problem.
struct OptionReader {
  private let options: Options
  private(set) var problem: Text?

  init(_ options: Options) { self.options = options }

  var failure: PoolOptions.Problem {
    PoolOptions.Problem(text: problem ?? "an option is missing")
  }

  /// A numeric address with a port; names would need a resolver.
  mutating func address(_ name: Text) -> SocketAddress? {
    guard let text = required(name, "ADDR:PORT, such as 127.0.0.1:8080") else { return nil }
    let colon = text.lastIndex(of: 0x3A)
    if let colon, let port = UInt64(decimalDigits: text[(colon + 1)...]), port <= 65_535,
      let address = SocketAddress(host: Array(text[..<colon]), port: UInt16(port))
    {
      return address
    }
    note("--\(name) \(text): expected ADDR:PORT, such as 127.0.0.1:8080 or [::1]:8080")
    return nil
  }

  /// A compact target that some hash can meet (packetcrypt.md section 11.3).
  mutating func target(_ name: Text) -> UInt32? {
    guard let text = required(name, "HEX, such as 207fffff") else { return nil }
    guard text.count == 8, let bytes = Hex.decode(text) else {
      note("--\(name) \(text): expected eight hexadecimal digits, such as 207fffff")
      return nil
    }
    let value = bytes.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    guard value <= 0x207f_ffff, value & 0x0080_0000 == 0, value & 0x007f_ffff != 0,
      value >> 24 >= 3
    else {
      note("--\(name) \(text): no hash can meet it; expected 03000001 to 207fffff, sign bit clear")
      return nil
    }
    return value
  }

  mutating func number(
    _ name: Text, _ range: ClosedRange<UInt32>, else fallback: UInt32
  ) -> UInt32 {
    guard let text = options.value(name) else { return fallback }
    if let value = UInt64(decimalDigits: text), let number = UInt32(exactly: value),
      range.contains(number)
    {
      return number
    }
    note(
      "--\(name) \(text): expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    return fallback
  }

  /// An http URL without its trailing slashes.
  mutating func url(_ name: Text) -> [UInt8]? {
    guard var text = options.value(name) else { return nil }
    while text.last == 0x2F { text.removeLast() }
    let scheme = Text("http://").bytes
    if text.starts(with: scheme), text.count > scheme.count { return text }
    note("--\(name) \(text): expected http://HOST or http://HOST:PORT")
    return nil
  }

  mutating func faultPlan() -> FaultPlan? {
    guard let name = options.value("fault") else { return nil }
    guard let fault = Fault.named(name) else {
      note("--fault \(name): no such fault; --fault list shows them")
      return nil
    }
    var plan = FaultPlan(fault)
    if let place = options.value("fault-at") {
      guard let known = FaultPlace.named(place) else {
        note("--fault-at \(place): expected all, config, blkinfo or submit")
        return nil
      }
      plan.place = known
    }
    plan.after = .seconds(UInt64(number("fault-after", 0...86_400, else: 0)))
    if options.has("fault-for") {
      plan.duration = .seconds(UInt64(number("fault-for", 0...86_400, else: 0)))
    }
    plan.target = url("fault-target") ?? plan.target
    plan.privateTarget = url("fault-private") ?? plan.privateTarget
    return plan
  }

  private mutating func required(_ name: Text, _ expected: Text) -> [UInt8]? {
    if let value = options.value(name) { return value }
    note("--\(name) is missing; expected \(expected)")
    return nil
  }

  private mutating func note(_ text: Text) { if problem == nil { problem = text } }
}
