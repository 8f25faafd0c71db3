import EdgeControl
import EdgeTypes
import Foundation
import Testing

/// The pool against the recorded announcements; the hash is looked up in the vectors.
@Suite struct LocalPoolVectorTests {
  private struct Choice {
    let bytes: [UInt8]
    let hash: UInt64
    let handler: [Int: Int]
  }

  @Test func recordedAnnouncements_areAcceptedByTheirHandlerOnly() throws {
    for choice in try choices() {
      let height =
        UInt32(choice.bytes[12]) | UInt32(choice.bytes[13]) << 8
        | UInt32(choice.bytes[14]) << 16 | UInt32(choice.bytes[15]) << 24
      for (count, home) in choice.handler {
        let fixture = PoolFixture(
          { settings in
            settings.startHeight = height
            settings.handlers = count
            settings.target = 0x207f_ffff
          },
          hash32: { input in
            guard input == choice.bytes else { return toyHash(input) }
            var writer = ByteWriter()
            writer.write(choice.hash)
            return writer.bytes + [UInt8](repeating: 0, count: 24)
          })
        for index in 0..<count {
          let path = index == 0 ? "/submit" : "/submit\(index)"
          let reply = try fixture.document(fixture.submit([choice.bytes], path: path))
          #expect((reply.status == 200) == (index == home), "\(count) handlers, number \(index)")
        }
      }
    }
  }

  @Test func validation_getsTheAnnouncementAndTheParentInInternalOrder() throws {
    let rows = try #require(try vectorFile("validate_valid") as? [[String: Any]])
    let row = try #require(rows.first)
    let bytes = try #require(Hex.decode(Array((row["announcement"] as? String ?? "").utf8)))
    let parent = try #require(Hex.decode(Array((row["parent_hash"] as? String ?? "").utf8)))
    let height: UInt32 = 122
    let fixture = PoolFixture(
      { settings in
        settings.startHeight = height
        settings.target = 0x207f_ffff
      },
      hash32: { $0.starts(with: Array("block".utf8)) ? parent : toyHash($0) },
      check: { $0 == bytes && $1 == parent ? .ok : .inval })
    #expect(try fixture.document(fixture.submit([bytes])).status == 200)
    #expect(try fixture.tipHash() == Hex.encode(parent.reversed()).utf8Text)
    var changed = bytes
    changed[1000] ^= 1
    try expect(
      fixture.document(fixture.submit([changed])), refusedFor: "check_ann() -> INVAL")
  }

  private func choices() throws -> [Choice] {
    let rows = try #require(try vectorFile("pool") as? [[String: Any]])
    return try rows.filter { $0["kind"] as? String == "handler_choice" }.map { row in
      let text = try #require(row["announcement"] as? String)
      let hash = try #require((row["dedup_hash"] as? String).flatMap { UInt64($0) })
      let homes = try #require(row["handler_index"] as? [String: Int])
      return Choice(
        bytes: try #require(Hex.decode(Array(text.utf8))), hash: hash,
        handler: Dictionary(uniqueKeysWithValues: homes.map { (Int($0) ?? 1, $1) }))
    }
  }
}
