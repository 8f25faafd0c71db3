internal import CLinux
public import EdgeTypes

/// How a child ended and what it used.
public struct ChildEnd: Equatable, Sendable {
  public enum Cause: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }
  public let cause: Cause
  /// User and system time together.
  public let processorTime: Interval
  public let maximumResident: ByteCount

  init(status: Int32, usage: rusage) {
    cause =
      ep_wifexited(status) != 0
      ? .exited(ep_wexitstatus(status)) : .signalled(ep_wtermsig(status))
    processorTime = Interval(
      microseconds: Self.microseconds(usage.ru_utime) &+ Self.microseconds(usage.ru_stime))
    maximumResident = ByteCount(UInt64(clamping: usage.ru_maxrss) &* 1_024)
  }

  private static func microseconds(_ time: timeval) -> UInt64 {
    UInt64(clamping: time.tv_sec) &* 1_000_000 &+ UInt64(clamping: time.tv_usec)
  }

  /// "exit code 3" or "signal 9".
  public var text: Text {
    switch cause {
    case .exited(let code): "exit code \(code)"
    case .signalled(let number): "signal \(number)"
    }
  }
}

/// A child process: this program once more, with another subcommand.
///
/// It gets the standard streams (input is /dev/null) and one descriptor, number 3. It is killed
/// when the parent ends, and when this value goes away before it has ended.
public final class ChildProcess {
  public let pid: Int32
  private let reaper: Reaper
  private let watch: SignalWatch

  /// - Parameters:
  ///   - program: the file to run, this very program unless said otherwise.
  ///   - words: the command line; `words[0]` is the name that ps shows.
  ///   - channel: the child's end; closed here once the child has it.
  ///   - onExit: called once, on the loop.
  /// - Throws: the kernel's error, exec's included.
  public init(
    on loop: EventLoop, program: Text = "/proc/self/exe", words: [[UInt8]],
    environment: [[UInt8]] = [], channel: consuming FileDescriptor,
    onExit: @escaping (ChildEnd) -> Void
  ) throws(Errno) {
    let reaper = Reaper(onExit)
    let watch: SignalWatch
    do throws(LoopError) {
      // Before the child exists, so that no end can be missed.
      watch = try SignalWatch(on: loop, .child) { reaper.look() }
    } catch {
      throw .unsupported
    }
    pid = try spawn(program.bytes, words, environment, channel.raw)
    reaper.pid = pid
    (self.reaper, self.watch) = (reaper, watch)
  }

  deinit { reaper.abandon() }

  public var isRunning: Bool { reaper.isRunning }

  /// Sends a signal; without effect once the child has ended, so no stranger is ever hit.
  public func send(_ signal: Signal) {
    if reaper.isRunning { kill(pid, signal.number) }
  }
}

private func spawn(
  _ program: [UInt8], _ words: [[UInt8]], _ environment: [[UInt8]], _ channel: Int32
) throws(Errno) -> Int32 {
  var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0.cString) }
  var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0.cString) }
  arguments.append(nil)
  variables.append(nil)
  defer {
    for copy in arguments { free(copy) }
    for copy in variables { free(copy) }
  }
  var pid: Int32 = -1
  let failure = ep_spawn(program.cString, arguments, variables, channel, &pid)
  guard failure == 0 else { throw Errno(code: failure) }
  return pid
}

private final class Reaper {
  var pid: Int32 = 0
  private(set) var isRunning = true
  private let onExit: (ChildEnd) -> Void

  init(_ onExit: @escaping (ChildEnd) -> Void) { self.onExit = onExit }

  func look() {
    guard isRunning, pid > 0 else { return }
    var (status, usage): (Int32, rusage) = (0, rusage())
    guard wait4(pid, &status, WNOHANG, &usage) == pid else { return }
    isRunning = false
    onExit(ChildEnd(status: status, usage: usage))
  }

  func abandon() {
    guard isRunning, pid > 0 else { return }
    isRunning = false
    kill(pid, SIGKILL)
    while waitpid(pid, nil, 0) < 0, ep_errno() == EINTR {}
  }
}
