internal import EdgeTypes

/// `wan` and `miner`.
extension ConfigDecoder {
  mutating func readWAN(_ reader: inout SectionReader) {
    config.wan.device = reader.value("device", NameValue.device)
    config.wan.upload = reader.value("upload", Measure.rate)
    config.wan.download = reader.value("download", Measure.rate)
    config.wan.metered = reader.boolean("metered", default: false)
    config.wan.takeOver = reader.boolean("take_over", default: false)
    if let ping = reader.value("ping", AddressValue.latencyTarget) { config.wan.ping = ping }
  }

  mutating func readMiner(_ reader: inout SectionReader) {
    config.miner.enabled = reader.boolean("enabled", default: false)
    readPaymentAddress(&reader)
    readPools(&reader)
    readThreads(&reader)
    readUploadLimit(&reader)
    readTemperatures(&reader)
  }

  private mutating func readPaymentAddress(_ reader: inout SectionReader) {
    let word = reader.word("payment_address")
    if let word, let fault = fault(ofAddress: word.bytes) {
      reader.problems.add(
        .error, at: word, "payment_address '\(ProblemList.excerpt(word.bytes))': \(fault)",
        expected: "an address of your own wallet, as the wallet shows it")
      return
    }
    config.miner.paymentAddress = word?.bytes
    if word == nil, config.miner.enabled {
      reader.missing(
        "payment_address", severity: .noMining,
        expected: "option payment_address 'pkt1...'; without one nothing is mined")
    }
  }

  /// No address is longer than 90 bytes (BIP 173): more is not worth a closer look.
  private func fault(ofAddress address: [UInt8]) -> Text? {
    address.count <= 128 ? addressFault(address) : "the address is far too long"
  }

  /// More pools than this would only spread the same upload thinner.
  private static let mostPools = 16

  private mutating func readPools(_ reader: inout SectionReader) {
    let words = reader.words("pool")
    for word in words {
      guard let url = reader.decode(word, "pool", PoolURL.parse) else { continue }
      if config.miner.pools.contains(url) {
        reader.problems.add(
          .warning, at: word, "the pool '\(url)' is listed twice", expected: "each pool once")
        continue
      }
      config.miner.pools.append(url)
    }
    if words.count > ConfigDecoder.mostPools, let word = words.last {
      reader.problems.add(
        .error, at: word, "\(words.count) pools", expected: "at most \(ConfigDecoder.mostPools)")
    }
    if words.isEmpty, config.miner.enabled {
      reader.missing(
        "pool", severity: .noMining,
        expected: "list pool 'http://pool.example'; without one nothing is mined")
    }
  }

  private mutating func readThreads(_ reader: inout SectionReader) {
    config.miner.threads =
      reader.value("threads") { (text) throws(ValueFault) -> Int? in
        if Text(text) == "auto" { return nil }
        do throws(ValueFault) {
          return try NameValue.integer(text, 1...64)
        } catch {
          throw ValueFault(
            error.what, expected: "auto, or a number of threads from 1 to 64",
            nearest: nearestName(to: text, among: [Array("auto".utf8)]))
        }
      } ?? nil
  }

  private mutating func readUploadLimit(_ reader: inout SectionReader) {
    guard let word = reader.word("upload_limit") else { return }
    uploadLimitWord = word
    config.miner.uploadLimit = reader.decode(word, "upload_limit", Measure.rate)
  }

  private mutating func readTemperatures(_ reader: inout SectionReader) {
    let stop = reader.integer("stop_celsius", 30...120)
    let resumeWord = reader.word("resume_celsius")
    let resume = resumeWord.flatMap { word in
      reader.decode(word, "resume_celsius") { (text) throws(ValueFault) in
        try NameValue.integer(text, 20...119)
      }
    }
    if let stop { config.miner.stopCelsius = stop }
    // A lower stop alone must not end up below the default for resuming.
    config.miner.resumeCelsius = resume ?? min(70, config.miner.stopCelsius - 5)
    if let word = resumeWord, let resume, resume >= config.miner.stopCelsius {
      reader.problems.add(
        .error, at: word, "resume_celsius '\(resume)' is not below stop_celsius",
        expected: "less than \(config.miner.stopCelsius), or mining would start and stop at once")
    }
  }
}
