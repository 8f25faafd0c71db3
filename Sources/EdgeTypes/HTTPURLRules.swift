/// What one reader of URLs takes and another refuses. Each set of rules is one judgement; where
/// they differ, they differ here and nowhere else.
public struct HTTPURLRules: Equatable, Sendable {
  /// What counts as a host beside an IPv6 address in brackets; 1 to 253 bytes always.
  public enum Host: Sendable {
    /// Letters, digits, `-`, `_` and dots in any order.
    case characters
    /// Likewise, but where the last label starts with a digit, a complete IPv4 address: resolvers
    /// disagree about `127.1`, `0x7f.1` and `2130706433`, and such a name can hide a private
    /// address. Empty labels are taken.
    case charactersOrAddress
    /// Labels of 1 to 63 bytes without `-` at their ends (RFC 1123, section 2.1); where the last is
    /// all digits, a complete IPv4 address.
    case labels
  }

  /// The longest URL, in bytes.
  public var maximumBytes: Int
  public var takesHTTPS: Bool
  public var takesQuery: Bool
  public var takesBackslash: Bool
  /// Whether `#` and what follows is left out; otherwise it is refused.
  public var cutsFragment: Bool
  /// How long a port may be with leading zeros.
  public var mostPortDigits: Int
  public var host: Host

  /// The master URL of a pool in the config: paths are appended to it.
  public static let config = HTTPURLRules(
    maximumBytes: 255, takesHTTPS: false, takesQuery: false, takesBackslash: true,
    cutsFragment: false, mostPortDigits: 9, host: .labels)
  /// What a pool names, a redirect included.
  public static let pool = HTTPURLRules(
    maximumBytes: 512, takesHTTPS: true, takesQuery: true, takesBackslash: false,
    cutsFragment: false, mostPortDigits: 5, host: .charactersOrAddress)
  /// What the HTTP client can ask for.
  public static let request = HTTPURLRules(
    maximumBytes: 2_048, takesHTTPS: false, takesQuery: true, takesBackslash: true,
    cutsFragment: true, mostPortDigits: 5, host: .characters)
}

/// Why bytes are no URL by the given rules; the first that holds, in this order.
public enum HTTPURLFault: UInt8, Error, Sendable {
  /// `https://`, which the rules do not take.
  case needsTLS
  case otherScheme
  /// A blank, a control or non-ASCII character, a backslash that is not taken, or too long.
  case characters
  case queryOrFragment
  case userName
  /// Brackets without an IPv6 address between them.
  case bracketedAddress
  /// A colon without a port from 1 to 65,535 after it.
  case port
  case host
}
