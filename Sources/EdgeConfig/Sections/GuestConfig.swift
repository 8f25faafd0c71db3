public import EdgeTypes
internal import UCI

/// How a guest network is protected on the air.
public enum GuestEncryption: UInt8, Sendable { case open, owe, psk2, sae }

/// Which guests may go on line: all of them, or those with a voucher.
public enum GuestAdmission: UInt8, Sendable { case open, voucher }

/// The guests' network; no guest is let in by default.
public struct GuestConfig: Equatable, Sendable {
  public var enabled = false
  /// The radio, as listed in /sys/class/ieee80211.
  public var radio: [UInt8]?
  /// An interface that the router has already and that only guests are behind.
  public var device: [UInt8]?
  /// 1 to 32 bytes.
  public var ssid: [UInt8] = Array("EdgePoint Guest".utf8)
  public var encryption = GuestEncryption.owe
  /// For `psk2` and `sae` only.
  public var key: [UInt8]?
  public var address = InterfaceAddress(
    address: IPv4Address(bits: 0x0A4D_0001), prefixLength: 24)
  public var address6: InterfaceAddress<IPv6Address>?
  public var admission = GuestAdmission.open
  /// Of each guest; nil = only the class's share limits them.
  public var rateDown: BitRate?
  public var rateUp: BitRate?
  public var maxGuests = 32
  public init() {}

  /// The interface that guests are behind; nil = there are none.
  public var interface: [UInt8]? { device ?? (enabled ? Array("ep-guest".utf8) : nil) }
}

extension SectionType {
  static var guest: SectionType { SectionType("guest") { $0.config.guest.read(&$1) } }
}

extension GuestConfig {
  fileprivate mutating func read(_ reader: inout SectionReader) {
    self = GuestConfig()
    reader.read("enabled", .boolean, into: &enabled, default: "`0`", help: "`1`: let guests in")
    reader.read(
      "radio", .device, into: &radio, default: "none: must be given when enabled",
      help: "the radio, as listed in `/sys/class/ieee80211`")
    reader.read(
      "device", .device, into: &device, default: "none",
      help: """
        a network device that the router has already and that only guests are behind: what comes \
        from it is shaped as guests' traffic
        """)
    reader.read(
      "ssid", .text(1...32, what: "the name of a network"), into: &ssid,
      default: "`EdgePoint Guest`", help: "the name of the network")
    let encryptions: Choices<GuestEncryption> = [
      ("open", .open), ("owe", .owe), ("psk2", .psk2), ("sae", .sae),
    ]
    reader.read(
      "encryption", .choice(encryptions), into: &encryption, default: "`owe`",
      help: "how the network is protected on the air")
    readKey(&reader)
    readAddresses(&reader)
    readLimits(&reader)
    if enabled, !reader.has("radio") {
      reader.missing("radio", expected: "option radio 'phy0', as listed in /sys/class/ieee80211")
    }
  }

  private mutating func readKey(_ reader: inout SectionReader) {
    let word = reader.word(
      "key", .passphrase, default: "none: must be given with `psk2` and `sae`",
      help: "8 to 63 printable characters, or 64 hexadecimal digits; never logged")
    switch encryption {
    case .psk2, .sae:
      guard let word else {
        reader.missing("key", expected: "option key '...': this encryption needs one")
        return
      }
      key = reader.decode(word, "key", .passphrase)
    case .open, .owe:
      guard let word else { return }
      reader.problems.add(
        .error, at: word, "a key, but the encryption does not use one",
        expected: "encryption 'psk2' or 'sae', or no key", isSecret: true)
    }
  }

  private mutating func readAddresses(_ reader: inout SectionReader) {
    reader.read(
      "address", .ipv4WithPrefix, into: &address, default: "`10.77.0.1/24`",
      help: "the router's address for guests")
    reader.read(
      "address6", .ipv6WithPrefix, into: &address6, default: "none", help: "the same for IPv6")
  }

  private mutating func readLimits(_ reader: inout SectionReader) {
    let admissions: Choices<GuestAdmission> = [("open", .open), ("voucher", .voucher)]
    reader.read(
      "admission", .choice(admissions), into: &admission, default: "`open`",
      help: "which guests may go on line: all, or those with a voucher")
    reader.read(
      "rate_down", .rate, into: &rateDown, default: "none",
      help: "the most that one guest gets downwards")
    reader.read(
      "rate_up", .rate, into: &rateUp, default: "none",
      help: "the most that one guest gets upwards")
    reader.read(
      "max_guests", .integer(1...1000), into: &maxGuests, default: "`32`",
      help: "how many at a time")
  }
}
