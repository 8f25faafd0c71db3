public import EdgeTypes
internal import UCI

public struct MinerConfig: Equatable, Sendable {
  public var enabled = false
  /// Nil or invalid: nothing is mined. There is no default payee and no developer share.
  public var paymentAddress: [UInt8]?
  /// Master URLs without a trailing slash; the first decides what is mined.
  public var pools: [[UInt8]] = []
  /// Nil = `auto`: one less than the processors, at least one.
  public var threads: Int?
  /// What the miner may put on the wire, headers of every layer included.
  public var uploadLimit: BitRate?
  public var stopCelsius = 80
  public var resumeCelsius = 70
  public init() {}
}

extension SectionType {
  static var miner: SectionType { SectionType("miner") { $0.readMiner(&$1) } }
}

/// More than one section is an error; the options of a second one are read on top of the first.
extension ConfigDecoder {
  fileprivate mutating func readMiner(_ reader: inout SectionReader) {
    config.miner.enabled = false
    reader.read(
      "enabled", .boolean, into: &config.miner.enabled, default: "`0`", help: "`1`: mine")
    readPaymentAddress(&reader)
    readPools(&reader)
    config.miner.threads = nil
    reader.read(
      "threads", .threads, into: &config.miner.threads, default: "`auto`",
      help: "how many workers; `auto` leaves one processor free")
    readUploadLimit(&reader)
    readTemperatures(&reader)
  }

  private mutating func readPaymentAddress(_ reader: inout SectionReader) {
    let word = reader.word(
      "payment_address", unit: "address of a wallet", default: "none: nothing is mined",
      help:
        "who is paid, `pkt1q…` or `p…`; no address is built in, and there is no developer's share")
    if let word, let fault = fault(ofAddress: word.bytes) {
      reader.problems.add(
        .error, at: word, "payment_address '\(ProblemList.excerpt(word.bytes))': \(fault)",
        expected: "an address of your own wallet, as the wallet shows it")
      return
    }
    config.miner.paymentAddress = word?.bytes
    if word == nil, config.miner.enabled {
      reader.missing(
        "payment_address", severity: .partial,
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
    let words = reader.words(
      "pool", unit: "list of URLs, at most \(ConfigDecoder.mostPools)",
      default: "none: nothing is mined",
      help:
        "the pools' master URLs, `http://` only until TLS comes; the first decides what is mined")
    for word in words {
      guard let url = reader.decode(word, "pool", .poolURL) else { continue }
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
        "pool", severity: .partial,
        expected: "list pool 'http://pool.example'; without one nothing is mined")
    }
  }

  private mutating func readUploadLimit(_ reader: inout SectionReader) {
    let word = reader.word(
      "upload_limit", .rate, default: "none: the line",
      help: "what mining may put on the wire, headers of every layer included")
    guard let word else { return }
    uploadLimitWord = word
    config.miner.uploadLimit = reader.decode(word, "upload_limit", .rate)
  }

  private mutating func readTemperatures(_ reader: inout SectionReader) {
    reader.read(
      "stop_celsius", .integer(30...120), into: &config.miner.stopCelsius, default: "`80`",
      help: "mining stops at this temperature")
    let resumeWord = reader.word(
      "resume_celsius", .resumeCelsius,
      default: "`70`, or 5 below `stop_celsius` if that is less",
      help: "mining goes on below this temperature")
    let resume = resumeWord.flatMap { reader.decode($0, "resume_celsius", .resumeCelsius) }
    // A lower stop alone must not end up below the default for resuming.
    config.miner.resumeCelsius = resume ?? min(70, config.miner.stopCelsius - 5)
    if let word = resumeWord, let resume, resume >= config.miner.stopCelsius {
      reader.problems.add(
        .error, at: word, "resume_celsius '\(resume)' is not below stop_celsius",
        expected: "less than \(config.miner.stopCelsius), or mining would start and stop at once")
    }
  }
}

extension ValueKind where Value == Int {
  fileprivate static var resumeCelsius: ValueKind { integer(20...119) }
}

extension ValueKind where Value == Int? {
  /// A number of workers; nil = `auto`.
  fileprivate static var threads: ValueKind {
    ValueKind(ManualText("`auto`, or 1 to 64")) { (text) throws(ValueFault) -> Int? in
      if Text(text) == "auto" { return nil }
      do throws(ValueFault) {
        return try NameValue.integer(text, 1...64)
      } catch {
        throw ValueFault(
          error.what, expected: "auto, or a number of threads from 1 to 64",
          nearest: nearestName(to: text, among: [Array("auto".utf8)]))
      }
    }
  }
}
