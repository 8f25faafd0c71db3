import CLinux
import EdgeTypes
import LinuxPort
import Testing

extension EventLoopTests {
  /// Inside the serialised suite: SIGCHLD belongs to one loop of the process at a time.
  @Suite(.serialized) struct ChildProcessTests {
    private func shell(
      _ script: String, stopAfter: Interval = .seconds(10),
      during: (ChildProcess, Int32) -> Void = { _, _ in }
    ) throws -> ChildEnd? {
      let loop = try EventLoop()
      let numbers = try SeqPacketPair().release()
      let ours = FileDescriptor(taking: numbers.ours)
      var end: ChildEnd?
      let child = try ChildProcess(
        on: loop, program: "/bin/sh", words: ["sh", "-c", script].map { Array($0.utf8) },
        environment: [Array("A=b".utf8)], channel: FileDescriptor(taking: numbers.theirs)
      ) {
        end = $0
        loop.stop()
      }
      during(child, ours.raw)
      loop.run(atMost: stopAfter)
      #expect(child.isRunning == (end == nil))
      return end
    }

    @Test func exitCode_isReported() throws {
      #expect(try shell("exit 3")?.cause == .exited(3))
      #expect(try shell("exit 3")?.text == "exit code 3")
    }

    @Test func signal_isReported_andLaterSignalsHitNobody() throws {
      let end = try shell("while :; do sleep 1; done") { child, _ in child.send(.kill) }
      #expect(end?.cause == .signalled(9))
      #expect(end?.text == "signal 9")
    }

    @Test func usage_isMeasured() throws {
      let end = try shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
      #expect((end?.processorTime ?? .zero) > .milliseconds(1))
      #expect((end?.maximumResident.bytes ?? 0) > 100_000)
    }

    /// Through the shell itself: what it can see is what a compromised child could use.
    @Test func child_seesNothingButItsChannel() throws {
      let leak = FileDescriptor(taking: ep_open("/dev/null", O_RDONLY, 0))
      var answer: [UInt8] = []
      let script = """
        seen=; for n in $(seq 0 99); do [ -e /proc/$$/fd/$n ] && seen=$seen$n; done
        printf '%s' "$seen" "$A" $(cut -d' ' -f5 /proc/$$/stat | grep -c "^$$") >&3
        """
      let end = try shell(script) { _, ours in
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = recv(ours, &buffer, buffer.count, 0)
        answer = Array(buffer.prefix(max(0, count)))
      }
      #expect(end?.cause == .exited(0))
      #expect(String(decoding: answer, as: UTF8.self) == "0123b1")
      _ = leak.raw
    }

    @Test func missingProgram_isTheKernelsError() throws {
      let loop = try EventLoop()
      let numbers = try SeqPacketPair().release()
      let ours = FileDescriptor(taking: numbers.ours)
      #expect(throws: Errno.notFound) {
        _ = try ChildProcess(
          on: loop, program: "/nonexistent/x", words: [[1]],
          channel: FileDescriptor(taking: numbers.theirs), onExit: { _ in })
      }
      _ = ours.raw
    }

    @Test func droppedHandle_killsAndReapsTheChild() throws {
      let loop = try EventLoop()
      let numbers = try SeqPacketPair().release()
      let ours = FileDescriptor(taking: numbers.ours)
      var child: ChildProcess? = try ChildProcess(
        on: loop, program: "/bin/sleep", words: ["sleep", "1000"].map { Array($0.utf8) },
        channel: FileDescriptor(taking: numbers.theirs), onExit: { _ in })
      let pid = try #require(child?.pid)
      child = nil
      #expect(kill(pid, 0) != 0)
      _ = ours.raw
    }
  }
}
