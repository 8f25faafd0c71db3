import EdgeTypes
import Testing

@testable import NetlinkPort

@Suite struct LinkMessageTests {
  @Test func upLinkWithCarrier_isRead() {
    let (links, end) = linkInfo(in: message(type: 16, flags: 0x1_0041, name: "wan0"))
    #expect(
      links == [LinkInfo(index: 7, name: Array("wan0".utf8), isUp: true, hasCarrier: true)])
    #expect(end == .open)
    #expect(links.first?.carriesTraffic == true)
  }

  @Test func deletedLink_carriesNothing() {
    let (links, _) = linkInfo(in: message(type: 17, flags: 0x1_0041, name: "wan0"))
    #expect(links.first?.isDeleted == true)
    #expect(links.first?.carriesTraffic == false)
  }

  @Test func doneAndError_endTheDump() {
    #expect(linkInfo(in: message(type: 3, flags: 0, name: "")).end == .done)
    var error = ByteWriter()
    error.write(UInt32(20))
    error.write(UInt16(2))
    error.write(bytes: [UInt8](repeating: 0, count: 10))
    error.write(UInt32(bitPattern: -1))
    #expect(linkInfo(in: error.bytes).end == .failed(1))
  }

  @Test func everyPrefixAndEveryChangedByte_isSurvived() {
    let whole = message(type: 16, flags: 1, name: "wan0")
    for count in 0...whole.count {
      #expect(linkInfo(in: Array(whole.prefix(count))).links.count <= 1)
    }
    for position in whole.indices {
      for value in [UInt8(0), 1, 0x7F, 0x80, 0xFF] {
        var changed = whole
        changed[position] = value
        #expect(linkInfo(in: changed).links.count <= 1)
      }
    }
  }

  @Test func interfaceRenamedAway_isDownUnderItsOldName() {
    var table = LinkTable()
    table.take(message(type: 16, flags: 0x1_0041, name: "wan0"))
    #expect(!table.isComplete)
    table.take(message(type: 3, flags: 0, name: ""))
    #expect(table.isComplete)
    #expect(table.carriesTraffic(Array("wan0".utf8)))
    table.take(message(type: 16, flags: 0x1_0041, name: "old0"))
    #expect(!table.carriesTraffic(Array("wan0".utf8)))
    #expect(table.carriesTraffic(Array("old0".utf8)))
  }

  @Test func linkMissingFromANewDump_isForgotten() {
    var table = LinkTable()
    table.take(message(type: 16, flags: 0x1_0041, name: "wan0"))
    table.take(message(type: 3, flags: 0, name: ""))
    table.beginDump()
    table.take(message(type: 3, flags: 0, name: ""))
    #expect(!table.carriesTraffic(Array("wan0".utf8)))
  }

  /// One netlink message as the kernel writes it: header, `ifinfomsg`, IFLA_IFNAME.
  private func message(type: UInt16, flags: UInt32, name: String) -> [UInt8] {
    var text = Array(name.utf8) + [0]
    let attribute = UInt16(4 + text.count)
    while text.count % 4 != 0 { text.append(0) }
    var writer = ByteWriter()
    writer.write(UInt32(16 + 16 + 4 + text.count))
    writer.write(type)
    writer.write(bytes: [UInt8](repeating: 0, count: 10))
    writer.write(bytes: [0, 0, 1, 0])
    writer.write(UInt32(7))
    writer.write(flags)
    writer.write(UInt32(0))
    writer.write(attribute)
    writer.write(UInt16(3))
    writer.write(bytes: text)
    return writer.bytes
  }
}

/// The end of a dump, or why there is none.
enum DumpEnd: Equatable, Sendable {
  /// More messages follow.
  case open
  case done
  /// The kernel's error number, positive.
  case failed(Int32)
}

/// The interfaces in one datagram of the route family; messages of other kinds are passed over.
///
/// Total: a message that contradicts its own lengths ends the reading.
func linkInfo(in datagram: [UInt8]) -> (links: [LinkInfo], end: DumpEnd) {
  var links: [LinkInfo] = []
  for message in netlinkMessages(in: datagram) {
    if let code = message.errorCode { return (links, .failed(code)) }
    if message.type == NetlinkType.done { return (links, .done) }
    if let link = LinkInfo(message) { links.append(link) }
  }
  return (links, .open)
}

extension LinkTable {
  /// Takes one datagram: events and pieces of a dump alike.
  mutating func take(_ datagram: [UInt8]) {
    for message in netlinkMessages(in: datagram) { take(message) }
  }
}
