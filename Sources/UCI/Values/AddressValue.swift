public import EdgeTypes

/// Addresses that the router gives itself, with the length of the network's prefix.
public enum AddressValue {
  /// `10.77.0.1/24`: a host's address in a network of 4 to 65,534 hosts.
  public static func ipv4(
    _ text: [UInt8]
  ) throws(ValueFault) -> InterfaceAddress<IPv4Address> {
    let expected: Text = "an address with its prefix, such as 10.77.0.1/24"
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
      let address = IPv4Address(text: Array(text[..<slash])),
      let prefix = Int(decimalText: text[(slash + 1)...])
    else { throw ValueFault("is not an IPv4 address with a prefix", expected: expected) }
    guard (16...29).contains(prefix) else {
      throw ValueFault("has an unusable prefix length", expected: "a prefix from /16 to /29")
    }
    let hostMask = UInt32.max >> UInt32(prefix)
    let host = address.bits & hostMask
    guard host != 0, host != hostMask else {
      throw ValueFault(
        "is the address of the network itself or its broadcast address", expected: expected)
    }
    guard address.isUnicast else {
      throw ValueFault("is no address that a router can have", expected: expected)
    }
    return InterfaceAddress(address: address, prefixLength: prefix)
  }

  /// `fd77:0:0:1::1/64`: a unicast address; guests get theirs from a /64 (RFC 4862, section 5.5.3).
  public static func ipv6(
    _ text: [UInt8]
  ) throws(ValueFault) -> InterfaceAddress<IPv6Address> {
    let expected: Text = "an address with its prefix, such as fd77:0:0:1::1/64"
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
      let address = IPv6Address(text: Array(text[..<slash])),
      let prefix = Int(decimalText: text[(slash + 1)...])
    else { throw ValueFault("is not an IPv6 address with a prefix", expected: expected) }
    guard prefix == 64 else {
      throw ValueFault("has an unusable prefix length", expected: "a prefix of /64")
    }
    let isUsable = address.high >> 56 != 0xFF && !address.isLinkLocal && address.high != 0
    guard isUsable, address.low != 0 else {
      throw ValueFault(
        "is multicast, link-local or has no host part", expected: expected)
    }
    return InterfaceAddress(address: address, prefixLength: prefix)
  }

  /// `10.77.0.20`: one host.
  public static func host4(_ text: [UInt8]) throws(ValueFault) -> IPv4Address {
    guard let address = IPv4Address(text: text), address.isUnicast else {
      throw ValueFault(
        "is not the IPv4 address of a host", expected: "an address such as 10.77.0.20")
    }
    return address
  }

  /// `fd77:0:0:1::20`: one host, neither multicast nor link-local.
  public static func host6(_ text: [UInt8]) throws(ValueFault) -> IPv6Address {
    guard let address = IPv6Address(text: text), address.isUnicast, !address.isLinkLocal
    else {
      throw ValueFault(
        "is not the IPv6 address of a host", expected: "an address such as fd77:0:0:1::20")
    }
    return address
  }
}
