public import EdgeTypes
internal import UCI

/// One guest with a share of its own.
public struct LeaseConfig: Equatable, Sendable {
  public var name: [UInt8]
  /// At least one of the addresses is there.
  public var address: IPv4Address?
  public var address6: IPv6Address?
  /// Of the line, in each direction.
  public var guarantee: Share?
  public var ceiling: Share?
  public init(name: [UInt8]) { self.name = name }
}

extension SectionType {
  static var lease: SectionType { SectionType("lease", isRepeated: true) { $0.readLease(&$1) } }
}

extension ConfigDecoder {
  fileprivate mutating func readLease(_ reader: inout SectionReader) {
    var lease = LeaseConfig(name: reader.section.name.bytes)
    let word = reader.word(
      "address", .ipv4Host, default: "none: one of the two must be given",
      help: "the guest's address")
    let word6 = reader.word("address6", .ipv6Host, default: "none", help: "the guest's address")
    lease.address = word.flatMap { reader.decode($0, "address", .ipv4Host) }
    lease.address6 = word6.flatMap { reader.decode($0, "address6", .ipv6Host) }
    let guaranteeWord = reader.word(
      "guarantee", .share, default: "none",
      help: "a share of the line that this guest always gets, in each direction")
    lease.guarantee = guaranteeWord.flatMap { reader.decode($0, "guarantee", .share) }
    reader.read(
      "ceiling", .share, into: &lease.ceiling,
      default: "the guests' `rate_up` and `rate_down`, or the ceiling of their class",
      help: "a share of the line that this guest never exceeds")
    guard word != nil || word6 != nil else {
      reader.missing("address", expected: "option address '10.77.0.20', option address6, or both")
      return
    }
    for other in config.leases {
      if let word, lease.address != nil, lease.address == other.address {
        addTwice(&reader, word, other)
      }
      if let word6, lease.address6 != nil, lease.address6 == other.address6 {
        addTwice(&reader, word6, other)
      }
    }
    config.leases.append(lease)
    leaseGuarantees.append(
      GivenGuarantee(
        word: guaranteeWord ?? reader.section.name, share: lease.guarantee,
        ceiling: lease.ceiling, trafficClass: .guest))
  }

  private func addTwice(_ reader: inout SectionReader, _ word: UCIWord, _ other: LeaseConfig) {
    reader.problems.add(
      .error, at: word,
      "this address belongs to the lease '\(ProblemList.excerpt(other.name))' already",
      expected: "an address that no other lease has")
  }
}
