import EdgeTypes
import NetModel
import Testing

@Suite struct ClassIDTests {
  @Test func numbers_areThoseOfEveryVersion() {
    #expect(ClassID.line.handle(.up) == TrafficHandle(0xED0, 0x1))
    #expect(ClassID.guests.handle(.down) == TrafficHandle(0xED1, 0x20))
    #expect(ClassID.guestRest.queue == TrafficHandle(0x1021))
    #expect(ClassID(lease: 1).handle(.up).text == "ed0:101")
    #expect(ClassID.miner.mark == 0xED00_0030)
  }

  @Test func leases_areBehindAllClasses() {
    #expect(ClassID(lease: 0).isLease)
    for one in TrafficClass.allCases {
      #expect(!ClassID(of: one).isLease && !ClassID(leafOf: one).isLease)
    }
  }

  @Test func mark_keepsTheClassInBitsThatAreOurs() {
    for minor in [UInt16(0), 1, 0x30, .max] {
      #expect(ClassID(minor).mark & ~ConnectionMark.mask == 0)
      #expect(UInt16(truncatingIfNeeded: ClassID(minor).mark) == minor)
    }
  }

  @Test func trees_areOursAndNothingElseIs() {
    #expect(Direction.allCases.allSatisfy { TrafficHandle.tree($0).isOurTree })
    #expect(!TrafficHandle.ingressQdisc.isOurTree && !TrafficHandle(0xED2).isOurTree)
  }
}
