internal import CLinux

/// The local time zone: the variable TZ, else /etc/localtime, else OpenWrt's /etc/TZ, else UTC.
public enum LocalTime {
  private static let zoneFile = Array("/etc/localtime".utf8)
  private static let ruleFile = Array("/etc/TZ".utf8)
  private static let longestRule = 128

  /// Reads the zone; call it at the start, and again when the owner may have changed it.
  ///
  /// It may set the variable TZ, so no other thread may read the environment meanwhile.
  public static func load() {
    if let rule = openWrtRule() { setenv("TZ", rule, 0) }
    tzset()
  }

  /// Seconds to add to UTC at that moment, east positive, summer time included; 0 if unknown.
  public static func offset(at unixSeconds: Int64) -> Int64 {
    var moment = time_t(clamping: unixSeconds)
    var fields = tm()
    guard localtime_r(&moment, &fields) != nil else { return 0 }
    return Int64(fields.tm_gmtoff)
  }

  /// The rule as in POSIX, such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil where there is a zone file.
  private static func openWrtRule() -> [CChar]? {
    guard !Files.exists(zoneFile) else { return nil }
    do throws(FileError) {
      let line = try Files.read(ruleFile, atMost: longestRule).prefix { $0 > 0x20 && $0 < 0x7F }
      return line.isEmpty ? nil : Array(line).cString
    } catch {
      return nil
    }
  }
}
