/// Writes netlink attributes: length, number, value, zeros up to four bytes; the one encoder of all
/// families.
struct AttributeWriter {
  private(set) var bytes: [UInt8] = []
  /// False once a value was longer than the 16 bits of its length can say.
  private(set) var isWhole = true

  mutating func write(_ number: UInt16, bytes value: [UInt8]) {
    let start = open(number)
    bytes += value
    close(start)
  }

  /// Text with the NUL that the kernel wants behind a name.
  mutating func write(_ number: UInt16, name: [UInt8]) {
    let start = open(number)
    bytes += name
    bytes.append(0)
    close(start)
  }

  /// An attribute that holds attributes (NLA_F_NESTED).
  mutating func write(_ number: UInt16, _ body: (inout AttributeWriter) -> Void) {
    let start = openNest(number)
    body(&self)
    close(start)
  }

  /// What stands before the attributes: of the message, or of a nest such as veth's peer.
  mutating func append(fixed value: [UInt8]) {
    bytes += value
    pad()
  }

  /// Begins an attribute that holds attributes; `close` takes what this returns.
  mutating func openNest(_ number: UInt16) -> Int { open(number | 0x8000) }

  private mutating func open(_ number: UInt16) -> Int {
    let start = bytes.count
    bytes += [0, 0, UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    return start
  }

  /// Fills in the length of what was begun at `start`.
  mutating func close(_ start: Int) {
    let length = bytes.count - start
    if length > Int(UInt16.max) { isWhole = false }
    bytes[start] = UInt8(truncatingIfNeeded: length)
    bytes[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
    pad()
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
