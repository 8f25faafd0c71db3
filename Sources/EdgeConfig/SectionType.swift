internal import EdgeTypes
internal import UCI

/// A type of section: its name, whether a file may have several, and how one is read.
///
/// Each is declared in the file of its section.
struct SectionType: Sendable {
  let name: StaticString
  let isRepeated: Bool
  let read: @Sendable (inout ConfigDecoder, inout SectionReader) -> Void

  init(
    _ name: StaticString, isRepeated: Bool = false,
    _ read: @escaping @Sendable (inout ConfigDecoder, inout SectionReader) -> Void
  ) {
    (self.name, self.isRepeated, self.read) = (name, isRepeated, read)
  }

  /// In the order of the manual.
  static let all: [SectionType] = [
    .globals, .wan, .miner, .trafficClass, .cap, .schedule, .lease, .guest, .mesh, .led, .status,
  ]
}
