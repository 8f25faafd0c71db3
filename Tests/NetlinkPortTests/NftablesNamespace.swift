@testable import NetlinkPort

/// Whether this process may do what the tests need.
let mayMakeRules: Bool = {
  var isPossible = false
  try? inNamespaceOfItsOwn { isPossible = NftablesSocket.isAvailable(marking: true) }
  return isPossible
}()

/// Runs `body` in a new network namespace: only the calling thread is moved, and moved back.
func inNamespaceOfItsOwn(_ body: () throws -> Void) throws {
  let home = try NetworkNamespace()
  try NetworkNamespace.makeAndEnter()
  let result = Result { try body() }
  try home.enter()
  try result.get()
}
