import EdgeTypes

/// Keeps what strangers wrote from breaking the one-line-an-event format.
enum LogLine {
  /// Control characters become `?`, so that nobody can forge a line or move the cursor.
  static func clean(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x3F : $0 }
  }

  /// Quoted if it is empty or has a space, a quote or `=`; quotes and backslashes are escaped.
  static func value(_ bytes: [UInt8]) -> [UInt8] {
    let special: (UInt8) -> Bool = { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x7F }
    guard bytes.isEmpty || bytes.contains(where: special) else { return bytes }
    var quoted: [UInt8] = [0x22]
    for byte in clean(bytes) {
      if byte == 0x22 || byte == 0x5C { quoted.append(0x5C) }
      quoted.append(byte)
    }
    quoted.append(0x22)
    return quoted
  }
}

/// Lets each message pass ten times a minute and says afterwards how often it was left out.
///
/// The message counts, not its values: a flood that carries a counter is a flood too.
struct LineFolder {
  static let perWindow = 10
  static let window = Interval.seconds(60)
  /// Bounds the memory; the message that was quiet for longest makes room.
  static let maximumMessages = 64

  private struct Entry {
    let head: Text
    var started: Instant
    var passed = 0
    var folded = 0
    var last: Text
  }
  private var entries: [Entry] = []

  /// The lines to write now for one event.
  mutating func take(head: Text, line: Text, at now: Instant) -> [Text] {
    var lines = closeWindows(at: now)
    guard let index = entries.firstIndex(where: { $0.head == head }) else {
      if entries.count >= Self.maximumMessages { lines += report(entries.removeFirst()) }
      entries.append(Entry(head: head, started: now, passed: 1, last: line))
      return lines + [line]
    }
    if entries[index].passed < Self.perWindow {
      entries[index].passed += 1
      return lines + [line]
    }
    entries[index].folded += 1
    entries[index].last = line
    return lines
  }

  private mutating func closeWindows(at now: Instant) -> [Text] {
    var lines: [Text] = []
    var open: [Entry] = []
    for entry in entries {
      if now.since(entry.started) < Self.window {
        open.append(entry)
      } else {
        lines += report(entry)
      }
    }
    entries = open
    return lines
  }

  private func report(_ entry: Entry) -> [Text] {
    entry.folded == 0 ? [] : ["\(entry.last) repeated=\(entry.folded)"]
  }
}
