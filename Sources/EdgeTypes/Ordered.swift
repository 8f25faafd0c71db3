extension Sequence {
  /// The elements in the order that `precedes` says; equal ones stay as they stand.
  ///
  /// By insertion, for short or nearly ordered lists: the time grows with the square of their
  /// length. The standard library's sort costs 1.7 KB of program for each type that it sorts.
  public func ordered(by precedes: (Element, Element) -> Bool) -> [Element] {
    var result: [Element] = []
    for element in self {
      var place = result.count
      while place > 0, precedes(element, result[place - 1]) { place -= 1 }
      result.insert(element, at: place)
    }
    return result
  }
}
