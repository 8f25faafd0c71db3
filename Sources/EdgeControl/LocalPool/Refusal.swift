public import EdgeTypes

/// Why a handler refuses a whole batch; the texts are those of packetcrypt.md section 15.
public enum Refusal: Equatable, Sendable {
  case serverNotReady
  case heightOutOfRange(expected: Int64, got: Int64)
  case heightMoved
  case invalidPayTo([UInt8])
  case payToTooLong
  case unevenSize
  case wrongSigningKey
  case unexpectedSignature
  case wrongParentHeight(want: Int64, got: Int64)
  case notEnoughWork
  case zeroOrFullHash
  case submitElsewhere
  case unsupportedVersion
  case invalid(ProofCheck)
  case overloaded

  public var text: Text {
    switch self {
    case .serverNotReady: "server not ready"
    case .heightOutOfRange(let expected, let got):
      "block number out of range, expect \(expected) got \(got)"
    case .heightMoved: "block number out of range"
    case .invalidPayTo(let payTo): "invalid payto \(payTo)"
    case .payToTooLong: "payto too long"
    case .unevenSize: "size not an even multiple of 1024"
    case .wrongSigningKey: "wrong signing key"
    case .unexpectedSignature: "unexpected signed ann"
    case .wrongParentHeight(let want, let got):
      "wrong parent block height, want \(want) got \(got)"
    case .notEnoughWork: "not enough work"
    case .zeroOrFullHash: "zero or fff hash"
    case .submitElsewhere: "submit elsewhere"
    case .unsupportedVersion: "unsupported ann version"
    case .invalid(let check): "check_ann() -> \(check.name)"
    case .overloaded: "overloaded"
    }
  }

  /// The reason without numbers and names, to count by.
  public var kind: Text {
    switch self {
    case .heightOutOfRange, .heightMoved: "block number out of range"
    case .invalidPayTo: "invalid payto"
    case .wrongParentHeight: "wrong parent block height"
    default: text
    }
  }
}
