internal import EdgeTypes

/// Users and groups from /etc/passwd and /etc/group.
///
/// Read by hand: a static glibc cannot load the modules that getpwnam asks.
public enum Accounts {
  public struct User: Equatable, Sendable {
    public let uid: UInt32
    public let gid: UInt32
  }

  public static func user(named name: [UInt8]) -> User? {
    guard let file = try? Files.read(Array("/etc/passwd".utf8), atMost: 1 << 20) else { return nil }
    return user(named: name, in: file)
  }

  public static func group(named name: [UInt8]) -> UInt32? {
    guard let file = try? Files.read(Array("/etc/group".utf8), atMost: 1 << 20) else { return nil }
    return group(named: name, in: file)
  }

  /// passwd(5): name:password:UID:GID:…
  static func user(named name: [UInt8], in file: [UInt8]) -> User? {
    guard let fields = line(of: name, in: file, fields: 4),
      let uid = number(fields[2]), let gid = number(fields[3])
    else { return nil }
    return User(uid: uid, gid: gid)
  }

  /// group(5): name:password:GID:members
  static func group(named name: [UInt8], in file: [UInt8]) -> UInt32? {
    line(of: name, in: file, fields: 3).flatMap { number($0[2]) }
  }

  private static func line(
    of name: [UInt8], in file: [UInt8], fields: Int
  ) -> [ArraySlice<UInt8>]? {
    guard !name.isEmpty else { return nil }
    for line in file.split(separator: 0x0A) {
      let parts = line.split(separator: 0x3A, omittingEmptySubsequences: false)
      if parts.count >= fields, parts[0].elementsEqual(name) { return parts }
    }
    return nil
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
    UInt64(decimalDigits: digits, atMost: 10).flatMap { UInt32(exactly: $0) }
  }
}
