internal import CLinux
internal import EdgeTypes

/// Tells a service manager that speaks sd_notify(3) how the service stands; without one, nothing.
struct ServiceManager {
  private let address: [UInt8]?
  /// How often the manager wants a sign of life; nil = never.
  let watchdogMicroseconds: UInt64?

  /// Reads NOTIFY_SOCKET and WATCHDOG_USEC; an abstract address starts with `@`.
  init() {
    address = Self.environment("NOTIFY_SOCKET").flatMap { name in
      name.first == 0x2F || name.first == 0x40 ? name : nil
    }
    let digits = Self.environment("WATCHDOG_USEC")?.prefix(while: ASCII.isDigit) ?? []
    watchdogMicroseconds = UInt64(decimalDigits: digits).flatMap { $0 > 0 ? $0 : nil }
  }

  /// `READY=1`, `RELOADING=1`, `STOPPING=1`, `WATCHDOG=1` or `STATUS=` with a text.
  func tell(_ state: Text) {
    guard let address, address.count < 108 else { return }
    let socket = CLinux.socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &target.sun_path) { path in
      for (index, byte) in address.enumerated() { path[index] = byte }
      if address.first == 0x40 { path[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
    let connected = withUnsafePointer(to: &target) {
      ep_connect(socket, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), length)
    }
    guard connected == 0 else { return }
    _ = send(socket, state.bytes, state.bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  private static func environment(_ name: StaticString) -> [UInt8]? {
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let value = getenv(key) else { return nil }
    return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }
}
