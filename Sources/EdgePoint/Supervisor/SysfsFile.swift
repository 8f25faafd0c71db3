internal import CLinux
internal import LinuxPort

/// The attribute files of /sys: written in place with one write, as the kernel expects.
enum SysfsFile {
  static func write(_ path: [UInt8], _ bytes: [UInt8]) throws(Errno) {
    let name = path.map { CChar(bitPattern: $0) } + [0]
    let raw = ep_open(name, O_WRONLY | O_TRUNC | O_CLOEXEC, 0)
    guard raw >= 0 else { throw .last }
    let file = FileDescriptor(taking: raw)
    try file.writeAll(bytes + [0x0A])
  }
}
