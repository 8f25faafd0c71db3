/// The addresses that pools credit and the chain can pay (packetcrypt.md section 16).
public enum PaymentAddress {
  /// Handlers refuse longer ones.
  static let maximumLength = 63

  /// Says whether `address` may be mined for, and if not, why.
  public static func check(_ address: [UInt8]) -> PaymentAddressVerdict {
    guard !address.isEmpty else { return .empty }
    if let position = address.firstIndex(where: { !isAlphanumeric($0) }) {
      return .badCharacter(position: position + 1)
    }
    guard address.count <= maximumLength else { return .tooLong(length: address.count) }
    let lower = address.map { isCapital($0) ? $0 | 0x20 : $0 }
    if lower.starts(with: [0x70, 0x6B, 0x74, 0x31]) {
      return lower == address ? checkSegwit(address) : .upperCase
    }
    if let foreign = Bech32(lower), [Bech32.constant, Bech32.constantM].contains(foreign.residue) {
      return .otherNetwork
    }
    return checkBase58(address)
  }

  /// Whether an announcement handler takes `address` in `x-pc-payto` (section 15.3); it looks at the
  /// characters only.
  public static func isTakenByHandlers(_ address: [UInt8]) -> Bool {
    !address.isEmpty && address.count <= maximumLength && address.allSatisfy(isAlphanumeric)
  }

  /// Whether pool accounting credits `address`: it looks at checksum and prefix only, so that some
  /// addresses are credited that the chain cannot pay.
  public static func isCredited(_ address: [UInt8]) -> Bool {
    guard address.count <= 64 else { return false }
    if address.starts(with: [0x70, 0x6B, 0x74, 0x31]) {
      return address.allSatisfy { !isCapital($0) } && Bech32(address)?.residue == Bech32.constant
    }
    guard address.first == 0x70, let bytes = Base58.decode(address) else { return false }
    return Base58.hasChecksum(bytes) && bytes[0] == 0x75
  }

  private static func checkSegwit(_ address: [UInt8]) -> PaymentAddressVerdict {
    if let wrong = address[4...].firstIndex(where: { Bech32.value(of: $0) == nil }) {
      return .badCharacter(position: wrong + 1)
    }
    guard let text = Bech32(address), let version = text.groups.first else { return .tooShort }
    guard text.residue == Bech32.constant else {
      return text.residue == Bech32.constantM ? .bech32m : .badChecksum
    }
    guard version == 0 else { return .witnessVersion(version) }
    guard let program = text.program else { return .badPadding }
    guard program.count == 20 || program.count == 32 else {
      return .programLength(program.count)
    }
    return .ok
  }

  private static func checkBase58(_ address: [UInt8]) -> PaymentAddressVerdict {
    if let wrong = address.firstIndex(where: { Base58.value(of: $0) == nil }) {
      return .badCharacter(position: wrong + 1)
    }
    guard let bytes = Base58.decode(address), Base58.hasChecksum(bytes) else { return .badChecksum }
    guard bytes.count == 25 else { return .programLength(max(0, bytes.count - 5)) }
    switch bytes[0] {
    case 0x75: return .ok
    case 0x38: return .scriptHash
    default: return .otherVersion(bytes[0])
    }
  }

  private static func isCapital(_ character: UInt8) -> Bool { (0x41...0x5A).contains(character) }

  private static func isAlphanumeric(_ character: UInt8) -> Bool {
    switch character {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
