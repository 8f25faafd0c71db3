internal import CLinux
internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint miner`: the process without privileges that mines and talks to pools.
///
/// The supervisor starts it with one end of a SOCK_SEQPACKET connection as descriptor 3; nobody
/// else has a reason to.
enum MinerCommand {
  private static let channel: Int32 = 3
  /// Who mines, where the service is root and this user exists.
  static let user: StaticString = "edgepoint-miner"
  /// Table, tree, queues and connections take under 14 MB; the rest is room for the allocator and
  /// the address space of thread stacks.
  private static let memoryLimit = ByteCount(256 << 20)

  static func run(_ words: [[UInt8]]) -> ExitCode {
    guard words.count == 1, isSocket(channel) else {
      StandardStream.error.write(
        "edgepoint: 'miner' is started by 'edgepoint run', with its orders on descriptor 3\n")
      return .usage
    }
    ep_keep_heap_small()
    // Whatever reads files or asks for random numbers for the first time does so before the sandbox.
    JSONValue.prepare()
    guard Sodium.start() else {
      StandardStream.error.write("err: miner: no source of random bytes\n")
      return .osError
    }
    Signal.ignoreBrokenPipes()
    let resident = ResidentMemory()
    do throws(SandboxError) {
      warn(about: try Sandbox.enter(user: Text(user).bytes, memoryLimit: memoryLimit))
    } catch {
      StandardStream.error.write("err: miner: cannot enter the sandbox reason=\(error.text)\n")
      return .permission
    }
    do throws(LoopError) {
      let miner = try MinerProcess(channel: FileDescriptor(taking: channel), resident)
      miner.run()
      return .ok
    } catch {
      StandardStream.error.write("err: miner: cannot start reason=\(error.text)\n")
      return .osError
    }
  }

  /// What is weaker here than it should be; an old kernel must not keep the owner from mining.
  private static func warn(about report: SandboxReport) {
    if let error = report.filterMissing {
      StandardStream.error.write("warning: miner: no system call filter reason=\(error.text)\n")
    }
    if let error = report.idleMissing {
      StandardStream.error.write("warning: miner: not at idle priority reason=\(error.text)\n")
    }
  }

  private static func isSocket(_ descriptor: Int32) -> Bool {
    var type: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0
  }
}
