/// RandGen's stack of registers: what exists, in which scope, and what was read already
/// (packetcrypt.md sections 5.2 and 5.3).
///
/// A register number is a position in the stack; scope markers take a position of their own.
struct VariableSlots {
  private enum Slot: UInt8 { case mark, fresh, used }

  private var slots: [Slot] = []
  private(set) var depth: UInt32 = 0

  mutating func open() {
    depth += 1
    slots.append(.mark)
  }

  mutating func close() {
    depth -= 1
    while slots.popLast() != .mark, !slots.isEmpty {}
  }

  mutating func add() { slots.append(.fresh) }

  /// Chooses a variable to read and marks it; nil only outside every scope.
  ///
  /// A double is a pair of neighbours in one scope; the result names the upper one.
  mutating func pick(double: Bool, _ words: inout RandomWords) -> UInt32? {
    guard let frame = pickFrame(double: double, &words) else { return nil }
    let found = pick(in: frame, double: double, &words)
    slots[found] = .used
    if double { slots[found - 1] = .used }
    return UInt32(found)
  }

  /// The slots of one scope, innermost first; each outer scope has one chance in four.
  private func pickFrame(double: Bool, _ words: inout RandomWords) -> Range<Int>? {
    var end = slots.count
    while end > 0 {
      guard let mark = slots[..<end].lastIndex(of: .mark) else { return nil }
      let usable = end - 1 - mark >= (double ? 2 : 1)
      if usable, mark == 0 || !words.coin(4) { return mark + 1..<end }
      end = mark
    }
    return nil
  }

  /// Walks round the frame until a coin falls or a slot is fresh; the first candidate is the one
  /// after the draw.
  private func pick(in frame: Range<Int>, double: Bool, _ words: inout RandomWords) -> Int {
    var candidate = Int(words.range(UInt32(frame.lowerBound), UInt32(frame.upperBound))) + 1
    while true {
      if candidate >= frame.upperBound { candidate = frame.lowerBound }
      let hasPair = candidate > frame.lowerBound
      if !double || hasPair {
        if words.coin(8) { return candidate }
        if slots[candidate] == .fresh, !double || slots[candidate - 1] == .fresh {
          return candidate
        }
      }
      candidate += 1
    }
  }
}
