internal import CLinux
internal import EdgeTypes

/// The memory that this process holds now; opened before a sandbox forbids opening anything.
struct ResidentMemory {
  private let statm: Int32

  init() { statm = ep_open("/proc/self/statm", O_RDONLY | O_CLOEXEC, 0) }

  /// Zero if /proc is not there. Resident pages are the second field (proc_pid_statm(5)).
  var bytes: UInt64 {
    guard statm >= 0, lseek(statm, 0, SEEK_SET) == 0 else { return 0 }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = CLinux.read(statm, &buffer, buffer.count)
    guard count > 0 else { return 0 }
    let fields = buffer.prefix(count).split(separator: 0x20)
    guard fields.count > 1 else { return 0 }
    let pages = UInt64(decimalDigits: fields[1]) ?? 0
    return pages &* UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
  }
}
