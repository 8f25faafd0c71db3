internal import EdgeTypes

/// One pool's waiting announcements, in one lane for each handler.
///
/// Pure bookkeeping: bounded in bytes, the oldest goes first when it is full, the newest is sent
/// first (packetcrypt.md 14.7).
struct UploadQueue {
  /// 4 MiB.
  static let capacity = 4096

  struct Entry {
    let announcement: QueuedAnnouncement
    let arrival: Instant
  }

  private(set) var lanes: [[Entry]] = []
  private(set) var count = 0
  /// The parent height of the newest announcement: batches of any other are closed.
  private var newestHeight: UInt32 = 0

  /// Replaces the lanes; what waited is returned, oldest first, to be put in anew.
  mutating func replaceLanes(count laneCount: Int) -> [Entry] {
    let waiting = lanes.joined().sorted { $0.arrival < $1.arrival }
    lanes = [[Entry]](repeating: [], count: laneCount)
    count = 0
    return waiting
  }

  /// Appends; true if the oldest announcement had to go for it.
  mutating func append(_ entry: Entry, lane: Int) -> Bool {
    guard lanes.indices.contains(lane) else { return false }
    let isFull = count >= Self.capacity
    if isFull { dropOldest() }
    lanes[lane].append(entry)
    newestHeight = entry.announcement.parentHeight
    count += 1
    return isFull
  }

  private mutating func dropOldest() {
    var oldest: (lane: Int, arrival: Instant)?
    for (lane, entries) in lanes.enumerated() {
      guard let first = entries.first else { continue }
      if oldest.map({ first.arrival < $0.arrival }) ?? true { oldest = (lane, first.arrival) }
    }
    guard let oldest else { return }
    lanes[oldest.lane].removeFirst()
    count -= 1
  }

  /// Takes the newest announcements of a lane, all of one parent height.
  mutating func take(lane: Int, atMost limit: Int) -> [QueuedAnnouncement] {
    guard let height = lanes[lane].last?.announcement.parentHeight else { return [] }
    var taken: [QueuedAnnouncement] = []
    while taken.count < limit, let last = lanes[lane].last,
      last.announcement.parentHeight == height
    {
      taken.append(last.announcement)
      lanes[lane].removeLast()
    }
    count -= taken.count
    return taken
  }

  /// Removes what `isUseless` says; how many those were.
  mutating func drop(where isUseless: (QueuedAnnouncement) -> Bool) -> UInt64 {
    let before = count
    for lane in lanes.indices { lanes[lane].removeAll { isUseless($0.announcement) } }
    count = lanes.reduce(0) { $0 + $1.count }
    return UInt64(before - count)
  }

  /// Whether a lane holds a batch that cannot grow, because another block is mined on now.
  func isClosed(lane: Int) -> Bool {
    lanes[lane].first.map { $0.announcement.parentHeight != newestHeight } ?? false
  }
}
