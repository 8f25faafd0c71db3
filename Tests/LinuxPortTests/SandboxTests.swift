import CLinux
import EdgeTypes
import Testing

@testable import LinuxPort

extension EventLoopTests {
  /// What a process can still do inside, tried by a real one; in the serialised suite because of
  /// SIGCHLD.
  @Suite(.serialized) struct SandboxTests {
    private let loop: EventLoop
    init() throws { loop = try EventLoop() }

    /// Runs the probe; `during` gets its process number once it has spoken, and may end it.
    private func probe(
      _ words: [String], during: @escaping (ChildProcess) -> Void = { _ in }
    ) throws -> (said: String, end: ChildEnd.Cause?) {
      let numbers = try SeqPacketPair().release()
      var (said, end): (String, ChildEnd.Cause?) = ("", nil)
      var child: ChildProcess?
      let channel = try SeqPacket(
        on: loop, taking: FileDescriptor(taking: numbers.ours),
        onMessage: {
          said += String(decoding: $0, as: UTF8.self)
          if let child { during(child) }
        }, onClose: {})
      child = try ChildProcess(
        on: loop, program: Text(Self.program.utf8),
        words: (["probe"] + words).map { Array($0.utf8) },
        channel: FileDescriptor(taking: numbers.theirs)
      ) { end = $0.cause }
      loop.run { end != nil }
      loop.run(atMost: .milliseconds(5))
      _ = channel
      return (said, end)
    }

    /// Beside the test bundle.
    private static var program: String {
      let words = Swift.CommandLine.arguments
      let bundle = words.firstIndex(of: "--test-bundle-path").map { words[$0 + 1] } ?? words[0]
      return bundle.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/SandboxProbe"
    }

    @Test(arguments: [
      ("open", "Permission denied"), ("fork", "Operation not permitted"),
      ("unix", "Address family not supported by protocol"),
      ("netlink", "Address family not supported by protocol"),
      ("listen", "Operation not permitted"), ("executable", "Operation not permitted"),
      ("memory", "Cannot allocate memory"),
    ])
    func whatIsNotNeeded_isRefused(what: String, answer: String) throws {
      let (said, end) = try probe([what])
      #expect(said == answer)
      #expect(end == .exited(0))
    }

    @Test(arguments: ["exec", "chroot", "unshare", "signal"])
    func whatNobodyNeeds_kills(what: String) throws {
      let (said, end) = try probe([what])
      #expect(said.isEmpty)
      #expect(end == .signalled(SIGSYS))
    }

    @Test func theWorkOfAMiner_runsInside() throws {
      let names = try FakeNameServer(loop)
      let server = try HTTPServer(on: loop, address: .home(0)) { $0.reply(status: 200) }
      let (said, end) = try probe(["work", "\(server.port)", "\(names.port)"])
      #expect(said == "200 200")
      #expect(end == .exited(0))
    }

    @Test func fromOutside_everyProtectionIsSeen() throws {
      var (status, stat, score) = ("", "", "")
      let (said, _) = try probe(["hold"]) { child in
        let read = { (file: String) -> String in
          let path = Array("/proc/\(child.pid)/\(file)".utf8)
          return (try? Files.read(path, atMost: 65_536)).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
        }
        (status, stat, score) = (read("status"), read("stat"), read("oom_score_adj"))
        child.send(.kill)
      }
      let isRoot = getuid() == 0
      #expect(said == (isRoot ? "identity=nobody" : "identity=kept") + " filter=enforced")
      for field in ["CapInh", "CapPrm", "CapEff", "CapAmb"] + (isRoot ? ["CapBnd"] : []) {
        #expect(status.contains("\(field):\t0000000000000000\n"))
      }
      #expect(status.contains("NoNewPrivs:\t1\n") && status.contains("Seccomp:\t2\n"))
      if isRoot { #expect(status.contains("Uid:\t65534\t65534\t65534\t65534\n")) }
      if isRoot { #expect(status.contains("Groups:\t \n")) }
      // proc(5): the 41st field is the policy; 5 = SCHED_IDLE. The 19th is the nice value.
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      #expect(fields.count > 38 && fields[38] == "5" && fields[16] == "19")
      #expect(score == "800\n")
    }
  }
}

@Suite struct SeccompFilterTests {
  private static let machine: UInt32 = 0xC000_003E

  /// Runs the filter as the kernel would.
  private func verdict(
    _ program: [sock_filter], machine: UInt32 = machine, _ number: UInt32,
    _ arguments: [UInt64] = []
  ) -> UInt32? {
    var data = [number, machine, 0, 0]
    for index in 0..<6 {
      let value = index < arguments.count ? arguments[index] : 0
      data += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    }
    var (accumulator, counter): (UInt32, Int) = (0, 0)
    while counter < program.count {
      let op = program[counter]
      counter += 1
      switch op.code {
      case 0x20: accumulator = data[Int(op.k) / 4]
      case 0x54: accumulator &= op.k
      case 0x15: counter += Int(accumulator == op.k ? op.jt : op.jf)
      case 0x35: counter += Int(accumulator >= op.k ? op.jt : op.jf)
      case 0x06: return op.k
      default: return nil
      }
    }
    return nil
  }

  private let program = SeccompFilter.program(
    machine: machine, foreignCalls: 0x4000_0000,
    [
      CallRule(number: 1, verdict: .allow), CallRule(number: 2, verdict: .fail(13)),
      CallRule(
        number: 3, verdict: .allowIf(argument: 0, mask: ~0, value: 2, otherwise: 97)),
      CallRule(
        number: 3, verdict: .allowIf(argument: 0, mask: ~0, value: 10, otherwise: 97)),
      CallRule(number: 4, verdict: .allowIf(argument: 2, mask: 4, value: 0, otherwise: 1)),
    ])

  @Test func eachRule_hasItsVerdict() {
    #expect(verdict(program, 1) == 0x7FFF_0000)
    #expect(verdict(program, 2) == 0x0005_000D)
    #expect(verdict(program, 3, [2]) == 0x7FFF_0000)
    #expect(verdict(program, 3, [10]) == 0x7FFF_0000)
    #expect(verdict(program, 3, [1]) == 0x0005_0061)
    #expect(verdict(program, 4, [0, 0, 3]) == 0x7FFF_0000)
    #expect(verdict(program, 4, [0, 0, 5]) == 0x0005_0001)
  }

  @Test func everythingElse_kills() {
    for number: UInt32 in [0, 5, 59, 0x4000_0001, 0xFFFF_FFFF] {
      #expect(verdict(program, number) == 0x8000_0000)
    }
    #expect(verdict(program, machine: 0x4000_0003, 1) == 0x8000_0000)
  }

  @Test func ownList_fitsTheKernel_andForbidsWhatMatters() {
    let own = SeccompFilter.program(
      machine: ep_sandbox_machine(), foreignCalls: ep_sandbox_foreign_calls(),
      SeccompFilter.ownRules())
    #expect(own.count < 4_096)
    let machine = ep_sandbox_machine()
    for number in [SYS_execve, SYS_ptrace, SYS_mount, SYS_bpf, SYS_setuid, SYS_kill, SYS_unshare] {
      #expect(verdict(own, machine: machine, UInt32(number)) == 0x8000_0000)
    }
    for number in [SYS_read, SYS_futex, SYS_epoll_ctl, SYS_sendto, SYS_exit_group] {
      #expect(verdict(own, machine: machine, UInt32(number)) == 0x7FFF_0000)
    }
  }
}
