extension IPv6Address {
  private var groups: [UInt16] {
    (0..<8).map { index in
      let half = index < 4 ? high : low
      return UInt16(truncatingIfNeeded: half >> UInt64(16 * (3 - index % 4)))
    }
  }

  /// The short form of RFC 5952, with a dotted end for an IPv4 address inside as inet_ntop(3)
  /// writes it: `2001:db8::1`, `::ffff:192.0.2.1`.
  public var text: Text {
    let groups = self.groups
    let gap = IPv6Address.longestGap(groups)
    let isDotted =
      gap.lowerBound == 0 && (gap.count == 6 || (gap.count == 5 && groups[5] == 0xFFFF))
    var text = Text()
    var index = 0
    while index < 8 {
      if index == gap.lowerBound, !gap.isEmpty {
        text.append("::")
        index = gap.upperBound
        continue
      }
      if index > 0, index != gap.upperBound { text.append(":") }
      if isDotted, index == 6 {
        text.append(IPv4Address(bits: UInt32(truncatingIfNeeded: low)).text)
        return text
      }
      text.append(Hex.digits(UInt32(groups[index])))
      index += 1
    }
    return text
  }

  /// The first of the longest runs of two or more zeros; empty if there is none.
  private static func longestGap(_ groups: [UInt16]) -> Range<Int> {
    var longest = 8..<8
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start >= 2, index - start > longest.count { longest = start..<index }
      start = index + 1
    }
    return longest
  }
}
