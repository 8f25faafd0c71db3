internal import CLinux
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// What the machine says about itself; the roots are changed in tests only.
struct Machine {
  var procRoot: [UInt8] = Array("/proc".utf8)
  var sysfsRoot: [UInt8] = Array("/sys".utf8)
  var resolvConf: [UInt8] = Array("/etc/resolv.conf".utf8)

  var processID: Int32 { getpid() }
  var userID: UInt32 { geteuid() }
  var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Bytes that programs could have, and the RAM of the machine; nil if the kernel does not say.
  var memory: (available: UInt64?, total: UInt64?) {
    let file = try? Files.read(procRoot + Array("/meminfo".utf8), atMost: 65_536)
    return (
      file.flatMap { MachineFiles.availableBytes(meminfo: $0) },
      file.flatMap { MachineFiles.totalBytes(meminfo: $0) }
    )
  }

  /// Whether the process's main thread runs or waits for a processor (state R of proc_pid_stat(5)).
  func isRunnable(_ pid: Int32) -> Bool {
    let file = try? Files.read(procRoot + Text("/\(pid)/stat").bytes, atMost: 4_096)
    return file.map { MachineFiles.isRunnable(stat: $0) } ?? false
  }

  /// The hottest thermal zone, thousandths of a degree Celsius.
  var milliCelsius: Int? {
    let folder = sysfsRoot + Array("/class/thermal".utf8)
    var hottest: Int?
    for name in (try? Files.names(in: folder)) ?? [] where name.starts(with: "thermal_zone".utf8) {
      let path = folder + [0x2F] + name + Array("/temp".utf8)
      guard let file = try? Files.read(path, atMost: 64),
        let value = MachineFiles.milliCelsius(file)
      else { continue }
      hottest = max(hottest ?? value, value)
    }
    return hottest
  }

  /// What traffic control must know of it.
  func describe(to inputs: inout PlanInputs) {
    inputs.memoryBytes = memory.total
    inputs.minerUser = Accounts.user(named: Text(MinerCommand.user).bytes)?.uid
  }

  var nameServers: [[UInt8]] {
    (try? Files.read(resolvConf, atMost: 65_536)).map { NameServers.parse($0) } ?? []
  }
}
