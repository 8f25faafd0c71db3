internal import CSodium

/// The cryptographic library's start.
public enum Sodium {
  /// Chooses the fastest code for this processor; call once, before threads and before a sandbox.
  ///
  /// Hashing and ciphers work without it (slowly) and never open a file.
  /// False if the library finds no source of random bytes.
  public static func start() -> Bool { sodium_init() >= 0 }
}
