internal import EdgeTypes

/// `lease`: guests with a share of their own.
extension ConfigDecoder {
  mutating func readLease(_ reader: inout SectionReader) {
    var lease = LeaseConfig(name: reader.section.name.bytes)
    let word = reader.word("address")
    let word6 = reader.word("address6")
    lease.address = word.flatMap { reader.decode($0, "address", AddressValue.host4) }
    lease.address6 = word6.flatMap { reader.decode($0, "address6", AddressValue.host6) }
    let guaranteeWord = reader.word("guarantee")
    lease.guarantee = guaranteeWord.flatMap { reader.decode($0, "guarantee", Measure.share) }
    lease.ceiling = reader.value("ceiling", Measure.share)
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
