extension StatusDocument {
  /// What the LEDs show: of everything that holds, the most urgent (the order of `LEDCode`).
  ///
  /// Trouble that the owner must remove comes before trouble that passes by itself.
  public var ledCode: LEDCode {
    var found: [LEDCode] = [.healthy]
    if config.verdict != .valid || !storage.writable { found.append(.configTrouble) }
    if !wan.up { found.append(.noWAN) }
    if let reason = miner.reason {
      found.append(reason.led)
    } else if poolsInTrouble {
      found.append(.poolTrouble)
    } else if miner.activity != .idle {
      found.append(.mining)
    }
    return found.min { $0.rawValue < $1.rawValue } ?? .healthy
  }

  /// One pool is given up, or none can be reached; a single pool that backs off for a moment while
  /// another works is no news.
  private var poolsInTrouble: Bool {
    let states = miner.pools.map { $0.state }
    return states.contains(.disabled)
      || (!states.isEmpty && states.allSatisfy { $0 == .backingOff })
  }
}
