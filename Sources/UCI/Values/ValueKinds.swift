public import EdgeTypes

// The kinds of values that any section can have.

extension ValueKind where Value == Bool {
  public static var boolean: ValueKind { ValueKind(ManualText("yes or no"), NameValue.boolean) }
}

extension ValueKind where Value == BitRate {
  public static var rate: ValueKind { ValueKind(ManualText("rate"), Measure.rate) }
}

extension ValueKind where Value == ByteCount {
  public static var size: ValueKind { ValueKind(ManualText("size"), Measure.size) }
}

extension ValueKind where Value == Int {
  public static var minuteOfDay: ValueKind {
    ValueKind(ManualText("time of day"), Measure.minuteOfDay)
  }

  public static func integer(_ range: ClosedRange<Int>) -> ValueKind {
    ValueKind(ManualText("\(range.lowerBound) to \(range.upperBound)")) {
      (text) throws(ValueFault) in try NameValue.integer(text, range)
    }
  }
}

extension ValueKind where Value == [UInt8] {
  /// A name that the kernel can give to a network device or a radio.
  public static var device: ValueKind {
    ValueKind(ManualText("name, 1 to 15 characters"), NameValue.device)
  }

  public static func path(limit: Int) -> ValueKind {
    ValueKind(ManualText("path, at most \(limit) bytes")) {
      (text) throws(ValueFault) in try NameValue.path(text, limit: limit)
    }
  }

  /// `what` completes "cannot be".
  public static func text(_ range: ClosedRange<Int>, what: StaticString) -> ValueKind {
    ValueKind(ManualText("text, \(range.lowerBound) to \(range.upperBound) bytes")) {
      (text) throws(ValueFault) in try NameValue.text(text, range, what: what)
    }
  }

  public static var passphrase: ValueKind {
    ValueKind(ManualText("key"), isSecret: true, NameValue.passphrase)
  }
}

extension ValueKind where Value == IPv4Address {
  public static var ipv4Host: ValueKind {
    ValueKind(ManualText("IPv4 address"), AddressValue.host4)
  }
}

extension ValueKind where Value == IPv6Address {
  public static var ipv6Host: ValueKind {
    ValueKind(ManualText("IPv6 address"), AddressValue.host6)
  }
}

extension ValueKind where Value == InterfaceAddress<IPv4Address> {
  public static var ipv4WithPrefix: ValueKind {
    ValueKind(ManualText("IPv4 address, prefix from /16 to /29"), AddressValue.ipv4)
  }
}

extension ValueKind where Value == InterfaceAddress<IPv6Address> {
  public static var ipv6WithPrefix: ValueKind {
    ValueKind(ManualText("IPv6 address, prefix of /64"), AddressValue.ipv6)
  }
}
