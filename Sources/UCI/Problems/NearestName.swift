internal import EdgeTypes

/// The name that `word` was probably meant to be, if any is close enough to say so.
///
/// One slip is allowed in short words, one in three letters in longer ones; case does not count.
public func nearestName(to word: [UInt8], among names: [[UInt8]]) -> [UInt8]? {
  guard (1...40).contains(word.count) else { return nil }
  let lowered = ASCII.lowercased(word)
  let allowed = max(1, word.count / 3)
  var best: (name: [UInt8], distance: Int)?
  for name in names {
    let distance = editDistance(lowered, ASCII.lowercased(name))
    if distance <= allowed, distance < (best?.distance ?? .max) { best = (name, distance) }
  }
  return best?.name
}

/// Insertions, deletions, changes and swaps of neighbours between two short words
/// (optimal string alignment).
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var next = [row + 1]
    for column in 0..<right.count {
      let change = last[column] + (left[row] == right[column] ? 0 : 1)
      var distance = min(change, last[column + 1] + 1, next[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      next.append(distance)
    }
    (beforeLast, last) = (last, next)
  }
  return last[right.count]
}
