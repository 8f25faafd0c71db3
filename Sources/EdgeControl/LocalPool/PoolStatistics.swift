public import EdgeTypes

/// What the pool has seen since it started; counts of announcements unless the name says more.
public struct PoolStatistics: Sendable {
  public internal(set) var accepted: UInt64 = 0
  public internal(set) var duplicates: UInt64 = 0
  public internal(set) var overloaded: UInt64 = 0
  /// Refused announcements by reason, in the order of first sight.
  public internal(set) var rejected: [(reason: Text, count: UInt64)] = []
  public internal(set) var batches: UInt64 = 0
  /// Bytes of announcements received.
  public internal(set) var bytes: UInt64 = 0
  public internal(set) var configRequests: UInt64 = 0
  public internal(set) var notModified: UInt64 = 0
  public internal(set) var blockInfoRequests: UInt64 = 0
  public internal(set) var submitRequests: UInt64 = 0
  public internal(set) var otherRequests: UInt64 = 0
  /// Replies that a fault has spoiled.
  public internal(set) var spoiled: UInt64 = 0
  /// The most spoiled replies within one second of the clock.
  public internal(set) var spoiledPeak: UInt64 = 0
  private var spoiledSecond: (second: UInt64, count: UInt64) = (0, 0)

  public var rejectedTotal: UInt64 { rejected.reduce(0) { $0 &+ $1.count } }

  mutating func countRejected(_ count: Int, _ reason: Text) {
    let count = UInt64(max(0, count))
    for index in rejected.indices where rejected[index].reason == reason {
      rejected[index].count &+= count
      return
    }
    rejected.append((reason, count))
  }

  mutating func countSpoiled(at milliseconds: UInt64) {
    let second = milliseconds / 1000
    if second != spoiledSecond.second { spoiledSecond = (second, 0) }
    spoiledSecond.count &+= 1
    spoiled &+= 1
    spoiledPeak = max(spoiledPeak, spoiledSecond.count)
  }

  /// The line that the pool writes every few seconds.
  public func line(height: UInt32) -> Text {
    var text: Text =
      "height=\(height) accepted=\(accepted) dup=\(duplicates) rejected=\(rejectedTotal)"
    for entry in rejected where entry.count > 0 {
      text.append(" rejected[\(entry.reason)]=\(entry.count)" as Text)
    }
    text.append(" overloaded=\(overloaded) batches=\(batches) bytes=\(bytes)" as Text)
    return text
  }

  /// The document at `/stats.json`.
  func document(height: UInt32, uptimeMilliseconds: UInt64, queued: Int) -> PoolDocument {
    var stats = RawJSONObject()
    stats.set("uptimeMs", number: uptimeMilliseconds)
    stats.set("height", number: height)
    stats.set("accepted", number: accepted)
    stats.set("dup", number: duplicates)
    stats.set("rejected", number: rejectedTotal)
    var reasons = RawJSONObject()
    for entry in rejected { reasons.set(entry.reason, number: entry.count) }
    stats.set("rejectedByReason", reasons.text)
    stats.set("overloaded", number: overloaded)
    stats.set("batches", number: batches)
    stats.set("bytes", number: bytes)
    stats.set("queuedBatches", number: queued)
    stats.set("configRequests", number: configRequests)
    stats.set("configNotModified", number: notModified)
    stats.set("blkinfoRequests", number: blockInfoRequests)
    stats.set("submitRequests", number: submitRequests)
    stats.set("otherRequests", number: otherRequests)
    stats.set("spoiled", number: spoiled)
    stats.set("spoiledPeakPerSecond", number: spoiledPeak)
    return PoolDocument(json: stats.text).with("cache-control", "no-store")
  }
}
