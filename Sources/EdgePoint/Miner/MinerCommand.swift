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

  static func run(_ words: [[UInt8]]) -> ExitCode {
    guard words.count == 1, isSocket(channel) else {
      StandardStream.error.write(
        "edgepoint: 'miner' is started by 'edgepoint run', with its orders on descriptor 3\n")
      return .usage
    }
    // Whatever reads files or asks for random numbers for the first time does so before the sandbox.
    JSONValue.prepare()
    guard Sodium.start() else {
      StandardStream.error.write("err: miner: no source of random bytes\n")
      return .osError
    }
    Signal.ignoreBrokenPipes()
    let resident = ResidentMemory()
    do throws(LoopError) {
      let miner = try MinerProcess(channel: FileDescriptor(taking: channel), resident)
      miner.run()
      return .ok
    } catch {
      StandardStream.error.write("err: miner: cannot start reason=\(error.text)\n")
      return .osError
    }
  }

  private static func isSocket(_ descriptor: Int32) -> Bool {
    var type: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0
  }
}
