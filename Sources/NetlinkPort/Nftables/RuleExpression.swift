internal import EdgeTypes

/// One step of the kernel's own form of a rule; each goes on to the next step or ends the rule.
///
/// Steps work on registers: one loads, another reads. Ours use the first one (NFT_REG_1), and a
/// concatenation as many words of 32 bits behind its beginning as it needs.
enum RuleExpression: Equatable {
  /// `word`: where in the registers, counted in 32 bits.
  case load(Load, word: UInt32)
  case store(Store)
  /// Replaces the register's first bytes by `value & and ^ xor`.
  case bitwise(and: [UInt8], xor: [UInt8])
  /// Sets the register.
  case set([UInt8])
  /// Ends the rule unless the register holds these bytes, or with `isInverted` if it does.
  case compare([UInt8], isInverted: Bool)
  /// Ends the rule unless, or if, the set has the key in the register.
  case lookup(set: [UInt8], isInverted: Bool)
  /// Does what the map has for the key.
  case verdictMap([UInt8])
  /// Uses a counter (NFT_OBJECT_COUNTER, 1) or a quota (NFT_OBJECT_QUOTA, 2).
  case object(type: UInt32, name: [UInt8])
  /// Uses the object that the map has for the key.
  case objectMap([UInt8])
  /// NFT_DYNSET_OP_UPDATE; the timeout in milliseconds.
  case update(set: [UInt8], timeout: UInt64?)
  /// A verdict's number, and the chain that it names.
  case verdict(Int32, chain: [UInt8]?)

  /// What fills a register.
  enum Load: Equatable {
    /// Of enum nft_meta_keys.
    case meta(UInt32)
    /// Of enum nft_ct_keys.
    case ct(UInt32)
    /// Bytes of a header: of the link (0), of IP (1).
    case payload(base: UInt32, offset: UInt32, length: UInt32)
  }

  /// Where the register goes.
  enum Store: Equatable {
    case meta(UInt32)
    case ct(UInt32)
  }

  static let counterType: UInt32 = 1
  static let quotaType: UInt32 = 2
}

/// Numbers of linux/netfilter/nf_tables.h.
enum RuleKey {
  static let metaProtocol: UInt32 = 1
  static let metaPriority: UInt32 = 2
  static let metaMark: UInt32 = 3
  static let metaIifname: UInt32 = 6
  static let metaOifname: UInt32 = 7
  static let metaIiftype: UInt32 = 8
  static let metaSkuid: UInt32 = 10
  static let metaNfproto: UInt32 = 15
  static let ctMark: UInt32 = 3
  static let linkHeader: UInt32 = 0
  static let networkHeader: UInt32 = 1
  /// NFT_LOOKUP_F_INV
  static let inverted: UInt32 = 1
  static let update: UInt32 = 1
  static let drop: Int32 = 0
  static let accept: Int32 = 1
  static let jump: Int32 = -3
  static let goto: Int32 = -4
}

/// NFT_REG_1, and NFT_REG32_00 from which words within it are named.
enum RuleRegister {
  static let first: UInt32 = 1

  /// As the kernel names it: whole registers of 16 bytes by their own numbers.
  static func number(word: UInt32) -> UInt32 { word % 4 == 0 ? first &+ word / 4 : 8 &+ word }

  /// The other way; nil for the verdict register and for numbers that do not exist.
  static func word(_ number: UInt64) -> UInt32? {
    switch number {
    case 1...4: UInt32(number - 1) * 4
    case 8...23: UInt32(number - 8)
    default: nil
    }
  }
}

/// The bytes of a literal.
func bytes(of text: StaticString) -> [UInt8] {
  Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
}
