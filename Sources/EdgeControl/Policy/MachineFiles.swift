internal import EdgeTypes

/// What the small text files of /proc and /sys say; total decoders, nil for anything odd.
public enum MachineFiles {
  /// `MemAvailable` of /proc/meminfo in bytes; the file gives KiB.
  public static func availableBytes(meminfo: [UInt8]) -> UInt64? {
    bytes(of: "MemAvailable:", meminfo: meminfo)
  }

  /// `MemTotal`, likewise.
  public static func totalBytes(meminfo: [UInt8]) -> UInt64? {
    bytes(of: "MemTotal:", meminfo: meminfo)
  }

  private static func bytes(of name: StaticString, meminfo: [UInt8]) -> UInt64? {
    let key = Text(name).bytes
    for line in meminfo.split(separator: 0x0A) where line.starts(with: key) {
      let digits = line.dropFirst(key.count).drop(while: ASCII.isBlank)
      guard let kibibytes = number(digits.prefix(while: ASCII.isDigit)) else { return nil }
      let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }

  /// Whether /proc/PID/stat shows state R; the state follows the name, which may hold anything and
  /// ends with the last closing bracket.
  public static func isRunnable(stat: [UInt8]) -> Bool {
    guard let end = stat.lastIndex(of: 0x29) else { return false }
    return stat[end...].dropFirst().starts(with: " R ".utf8)
  }

  /// A sensor's `temp` file: thousandths of a degree Celsius. Values that no processor can have
  /// while it runs this program are a broken sensor's.
  public static func milliCelsius(_ file: [UInt8]) -> Int? {
    var text = file[...]
    while let last = text.last, last == 0x0A || last == 0x20 { text.removeLast() }
    let negative = text.first == 0x2D
    guard let magnitude = number(negative ? text.dropFirst() : text), magnitude <= 150_000 else {
      return nil
    }
    let value = negative ? -Int(magnitude) : Int(magnitude)
    return value >= -40_000 ? value : nil
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    UInt64(decimalDigits: digits, atMost: 18)
  }
}
