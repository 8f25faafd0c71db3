import EdgeTypes
import Foundation
import NetModel
import Testing

@testable import NetlinkPort

/// What a kernel has said, recorded from Linux 6.18 in a namespace with an interface `wan0`: whole, cut
/// short anywhere, and with any byte changed.
@Suite struct RecordedMessagesTests {
  static let names = [
    "links", "qdiscs", "classes", "filters", "redirect", "refusal", "chains", "rules", "counters",
    "rules-refusal",
  ]
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Corpus/netlink").standardizedFileURL

  private func recorded(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
  }

  @Test func links_areRead() throws {
    let (links, end) = linkInfo(in: try recorded("links"))
    #expect(end == .done)
    let wan = try #require(links.first { $0.name == Array("wan0".utf8) })
    #expect(wan.isUp)
    #expect(wan.traffic != nil)
  }

  @Test func refusals_areExplainedInTheKernelsWords() throws {
    let message = try #require(netlinkMessages(in: try recorded("refusal")).first)
    #expect(message.errorCode == 17)
    #expect(
      message.refusal(17).text
        == "the kernel refuses: File exists (NLM_F_REPLACE needed to override)")
    let rules = try #require(netlinkMessages(in: try recorded("rules-refusal")).first)
    #expect(rules.errorCode == 2)
    // The message is 20 bytes, the table's name another 16: what is wrong is the chain's name.
    #expect(rules.explanation?.offset == 36)
  }

  /// The first messages of each recording, each in a datagram of its own; they are alike.
  private func samples(_ name: String) throws -> [[UInt8]] {
    let messages = netlinkMessages(in: try recorded(name))
    #expect(!messages.isEmpty)
    return messages.prefix(2).map {
      netlinkMessage(type: $0.type, flags: $0.flags, sequence: $0.sequence, body: Array($0.body))
    }
  }

  @Test(arguments: names)
  func everyPrefix_isSurvived(name: String) throws {
    for whole in try samples(name) {
      #expect(readEverything(whole) == 1)
      for count in whole.indices {
        let cut = Array(whole[..<count])
        #expect(readEverything(cut) <= 1)
        _ = NetlinkTrace(.route).text(of: cut, isSent: false)
      }
    }
  }

  /// Each byte becomes the least, the greatest, the next one, and one with its top bit turned.
  @Test(arguments: names)
  func everyChangedByte_isSurvived(name: String) throws {
    for var whole in try samples(name) {
      for position in whole.indices {
        let original = whole[position]
        for value in [0, 0xFF, original &+ 1, original ^ 0x80] {
          whole[position] = value
          // A shorter first message leaves room for others, of 16 bytes at least.
          let count = readEverything(whole)
          if count > whole.count / 16 { Issue.record("\(count) messages") }
        }
        whole[position] = original
      }
    }
  }

  /// Every decoder of every family on one datagram; how many messages it held.
  private func readEverything(_ datagram: [UInt8]) -> Int {
    let messages = netlinkMessages(in: datagram)
    let links = LinkTable(links: linkInfo(in: datagram).links)
    for one in messages {
      _ = (one.errorCode, one.dumpCode, one.explanation, LinkInfo(one.body))
      _ = (one.flowTable, one.counter, one.isAboutOurTable)
      _ = (one.chain(of: Ruleset.ours), one.rule(of: Ruleset.ours))
      guard let record = TrafficRecord(one.body) else { continue }
      _ = (Qdisc(record), HTBClass(record), TrafficCounters(record))
      _ = sortFilters([record], parent: record.parent, devices: links)
    }
    return messages.count
  }
}
