import Foundation

/// How often a test tries something, from `Tests/counts.txt`: its column `test`, or `soak` where
/// the environment has EDGEPOINT_SOAK. The count and the seed are printed, and appended to the file
/// that EDGEPOINT_COUNTS names.
public struct Count: Sendable {
  public let count: Int
  /// EDGEPOINT_SEED, or 1: the same run can be had again.
  public let seed: UInt64

  /// - Parameter name: a row of the table; one that is not there is a mistake in the test.
  public init(_ name: String) {
    let environment = ProcessInfo.processInfo.environment
    let column = environment["EDGEPOINT_SOAK"] == nil ? 1 : 2
    let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("counts.txt")
    let rows = ((try? String(contentsOf: table, encoding: .utf8)) ?? "").split(separator: "\n")
    let row = rows.map { $0.split(separator: " ") }.first { $0.first.map(String.init) == name }
    guard let row, row.count > 2, let count = Int(row[column]) else {
      fatalError("\(table.path) has no row '\(name)'")
    }
    self.count = count
    seed = environment["EDGEPOINT_SEED"].flatMap { UInt64($0) } ?? 1
    let line = "\(name) \(count) seed \(seed)"
    print("count: \(line)")
    if let log = environment["EDGEPOINT_COUNTS"], let file = fopen(log, "a") {
      fputs(line + "\n", file)
      fclose(file)
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): random numbers that a seed repeats.
public struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
