public import EdgeTypes

/// Whether an address may be mined for; every refusal says what is wrong with it.
public enum PaymentAddressVerdict: Hashable, Sendable {
  case ok
  case empty
  /// Longer than the 63 characters that handlers take.
  case tooLong(length: Int)
  case tooShort
  /// The position is counted from 1.
  case badCharacter(position: Int)
  /// Bech32 with capitals, which pools do not credit.
  case upperCase
  /// Right for bech32, but another human-readable part than `pkt`.
  case otherNetwork
  /// A typing error somewhere.
  case badChecksum
  case bech32m
  case witnessVersion(UInt8)
  /// Neither 20 nor 32 bytes (bech32), or not 20 (Base58Check).
  case programLength(Int)
  case badPadding
  /// Known to the chain, but not credited by pools.
  case scriptHash
  /// A Base58Check version byte that means another coin.
  case otherVersion(UInt8)

  /// What is wrong and what is expected, for a person; `ok` says so too.
  public var text: Text {
    switch self {
    case .ok: "valid payment address"
    case .empty: "the address is empty; expected one that begins with pkt1q or p"
    case .tooLong(let length): "the address has \(length) characters, expected at most 63"
    case .tooShort: "the address ends too early; an address pkt1q… has 43 or 63 characters"
    case .badCharacter(let position):
      "character \(position) cannot be part of an address; check it against the original"
    case .upperCase: "capital letters in an address that begins with pkt1; write it in lower case"
    case .otherNetwork: "an address of another network; expected one that begins with pkt1q or p"
    case .badChecksum: "the checksum does not match; a character is wrong, missing or extra"
    case .bech32m: "a bech32m address; expected bech32 with witness version 0 (pkt1q…)"
    case .witnessVersion(let version):
      "witness version \(version); the chain pays only version 0 (pkt1q…)"
    case .programLength(let length):
      "a program of \(length) bytes; expected 20 or 32 (pkt1q…) or 20 (p…)"
    case .badPadding: "the bits left over are not zero; check the address against the original"
    case .scriptHash: "a script address (P…), which pools do not credit; use pkt1q… or p…"
    case .otherVersion(let version):
      "version byte \(version) belongs to another coin; expected an address pkt1q… or p…"
    }
  }
}
