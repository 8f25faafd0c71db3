internal import EdgeTypes

/// What `edgepoint bench` measured; times in microseconds.
struct BenchReport {
  var threads = 0
  var target: UInt32 = 0
  var hashesPerSecond: UInt64 = 0
  /// The same for a second of processor time: what other programs take does not count.
  var hashesPerProcessorSecond: UInt64 = 0
  /// What libsodium's primitives alone would do in a second of processor time.
  var floorPerSecond: UInt64 = 0
  var jobTime: UInt64 = 0
  var startTime: UInt64 = 0
  var pauseTime: UInt64 = 0
  var resumeTime: UInt64 = 0
  var switchTime: UInt64 = 0
  var residentBytes: UInt64 = 0
  /// Soft nonces in a job, and hashes expected for one announcement, in thousandths.
  var noncesPerJob: UInt64 = 0
  var difficultyThousandths: UInt64 = 0

  /// Announcements in a million seconds, the building of tables included.
  var announcementsPerMegasecond: UInt64 {
    guard hashesPerSecond > 0, difficultyThousandths > 0 else { return 0 }
    let perJob = noncesPerJob * 1_000_000 / difficultyThousandths
    let jobMicroseconds = noncesPerJob * 1_000_000 / hashesPerSecond + jobTime
    return jobMicroseconds == 0 ? 0 : perJob * 1_000_000_000 / jobMicroseconds
  }

  var percentOfFloor: UInt64 {
    floorPerSecond == 0 ? 0 : hashesPerProcessorSecond * 100 / floorPerSecond
  }

  var text: Text {
    """
    hashes           \(hashesPerSecond) a second with \(threads) thread(s), work bits \(hex(target))
    on one core      \(hashesPerProcessorSecond) a second of processor time, \(percentOfFloor) % of the floor
    floor            \(floorPerSecond) a second for the same bytes in libsodium's primitives alone
    table            \(fixed(jobTime / 2, 6, 3)) s; a job takes two tables and a tree: \(fixed(jobTime, 6, 3)) s
    announcements    \(fixed(announcementsPerMegasecond, 6, 3)) a second, tables included
    start            \(fixed(startTime, 3, 1)) ms from the request to the first piece of work done
    pause            \(fixed(pauseTime, 3, 1)) ms until no thread works
    resume           \(fixed(resumeTime, 3, 1)) ms until a piece of work is done
    switch           \(fixed(switchTime, 3, 1)) ms until the new job is worked on
    resident memory  \(fixed((residentBytes * 1_000) >> 20, 3, 1)) MiB

    """
  }

  /// One object; every number is an integer in a base unit.
  var json: Text {
    var text: Text = "{\"work_bits\":\"\(hex(target))\",\"threads\":\(threads)"
    text.append(
      ",\"hashes_per_second\":\(hashesPerSecond),\"floor_hashes_per_second\":\(floorPerSecond)"
        as Text)
    text.append(",\"job_microseconds\":\(jobTime),\"table_microseconds\":\(jobTime / 2)" as Text)
    text.append(
      ",\"announcements_per_megasecond\":\(announcementsPerMegasecond)" as Text)
    text.append(
      ",\"start_microseconds\":\(startTime),\"pause_microseconds\":\(pauseTime)" as Text)
    text.append(
      ",\"resume_microseconds\":\(resumeTime),\"switch_microseconds\":\(switchTime)" as Text)
    text.append(",\"resident_bytes\":\(residentBytes)}\n" as Text)
    return text
  }

  private func hex(_ value: UInt32) -> [UInt8] {
    Hex.encode([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }

  /// `value`, whose last `scale` digits are decimals, with the first `shown` of these.
  private func fixed(_ value: UInt64, _ scale: Int, _ shown: Int) -> Text {
    let unit = (0..<scale).reduce(UInt64(1)) { result, _ in result * 10 }
    let step = (shown..<scale).reduce(UInt64(1)) { result, _ in result * 10 }
    var decimals: [UInt8] = []
    var rest = value % unit / step
    for _ in 0..<shown {
      decimals.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    return "\(value / unit).\(Array(decimals.reversed()))"
  }
}
