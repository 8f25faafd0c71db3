internal import CLinux
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint bench`: how fast this machine mines, and how quickly mining starts and stops.
enum BenchCommand {
  private static let usage: Text = """
    usage: edgepoint bench [--seconds N] [--threads N] [--bits HEX] [--json]
      --seconds N   how long to hash; default 5
      --threads N   worker threads; default 1, which is what other miners' figures are for
      --bits HEX    the work target in compact form; default 20000fff
      --json        one JSON object

    """

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words,
      long: [
        OptionSpec("seconds", value: "N"), OptionSpec("threads", value: "N"),
        OptionSpec("bits", value: "HEX"), OptionSpec("json"),
      ])
    var seconds: UInt64 = 0
    var report = BenchReport()
    do throws(OptionProblem) {
      if let problem = options.problem { throw OptionProblem(problem) }
      if let word = options.rest.first { throw OptionProblem("unexpected word '\(word)'") }
      seconds = try options.number("seconds", 1...3600, default: 5)
      report.threads = Int(try options.number("threads", 1...256, default: 1))
      report.target = try options.target("bits", default: 0x2000_0FFF)
    } catch {
      StandardStream.error.write("edgepoint bench: \(error.text)\n\(usage)")
      return .usage
    }
    guard Sodium.start() else {
      StandardStream.error.write("edgepoint bench: the kernel gives no random bytes\n")
      return .osError
    }
    let bench = Bench(threads: report.threads, target: report.target)
    bench.measure(.seconds(seconds), into: &report)
    StandardStream.output.write(options.has("json") ? report.json : report.text)
    return .ok
  }
}

/// Measures an engine from outside, as a pool client would use it.
private struct Bench: ~Copyable {
  private static let window = Interval.milliseconds(250)
  private static let switches = 5

  private let engine: MiningEngine
  private let floor = PrimitiveFloor()
  private let threads: Int
  private let target: CompactTarget

  init(threads: Int, target: UInt32) {
    engine = MiningEngine(maximumThreads: threads, minerID: 0, wake: -1)
    (self.threads, self.target) = (threads, CompactTarget(target))
  }

  func measure(_ time: Interval, into report: inout BenchReport) {
    report.startTime = timed {
      engine.mine(request(height: 0))
      engine.setThreads(threads)
    } until: {
      engine.totals.pieces > 0
    }
    var switchTimes: [UInt64] = []
    for height in 1...UInt32(Self.switches) {
      let jobs = engine.totals.jobs
      switchTimes.append(
        timed {
          engine.mine(request(height: height))
        } until: {
          engine.totals.jobs > jobs
        })
    }
    report.switchTime = median(switchTimes)
    report.jobTime = timed {
    } until: {
      engine.totals.tables > 0
    }
    alternate(time, into: &report)
    report.residentBytes = residentBytes()
    report.noncesPerJob = UInt64(target.softNonceLimit ?? 0) + 1
    report.difficultyThousandths = UInt64(target.difficulty * 1_000)
    engine.stop()
  }

  /// Hashes and runs the primitives in turn, so that both meet the same other load.
  private func alternate(_ time: Interval, into report: inout BenchReport) {
    var (rates, floors): ([Rate], [UInt64]) = ([], [])
    var (pauses, resumes): ([UInt64], [UInt64]) = ([], [])
    let end = MonotonicClock.now().advanced(by: time)
    repeat {
      if let rate = hashWindow() { rates.append(rate) }
      pauses.append(
        timed {
          engine.setThreads(0)
        } until: {
          engine.totals.busy == 0
        })
      floors.append(floorWindow())
      let pieces = engine.totals.pieces
      resumes.append(
        timed {
          engine.setThreads(threads)
        } until: {
          engine.totals.pieces > pieces
        })
    } while MonotonicClock.now() < end || rates.isEmpty
    report.hashesPerSecond = median(rates.map { $0.perSecond })
    report.hashesPerProcessorSecond = median(rates.map { $0.perProcessorSecond })
    report.floorPerSecond = median(floors)
    // The slowest counts where somebody waits.
    report.pauseTime = pauses.max() ?? 0
    report.resumeTime = resumes.max() ?? 0
  }

  private struct Rate {
    var perSecond: UInt64
    var perProcessorSecond: UInt64

    init(_ count: UInt64, in time: Interval, processor: Interval) {
      perSecond = count * 1_000_000 / max(1, time.microseconds)
      perProcessorSecond = count * 1_000_000 / max(1, processor.microseconds)
    }
  }

  /// Calls `step`, which counts something, again and again for the time of a window.
  private func window(_ step: () -> UInt64) -> Rate {
    let (start, processor) = (MonotonicClock.now(), MonotonicClock.processorTime())
    var count: UInt64 = 0
    var elapsed = Interval.zero
    repeat {
      count += step()
      elapsed = MonotonicClock.now().since(start)
    } while elapsed < Self.window
    let used = MonotonicClock.processorTime().microseconds - processor.microseconds
    return Rate(count, in: elapsed, processor: Interval(microseconds: used))
  }

  /// Nil if a table was built in between.
  private func hashWindow() -> Rate? {
    let before = engine.totals
    var counted = before.hashes
    let rate = window {
      usleep(2_000)
      let hashes = engine.hashes
      defer { counted = hashes }
      return hashes - counted
    }
    return engine.totals.jobs == before.jobs && counted > before.hashes ? rate : nil
  }

  private func floorWindow() -> UInt64 {
    window {
      floor.run(hashes: 500)
      return 500
    }.perProcessorSecond
  }

  private func timed(_ action: () -> Void, until isDone: () -> Bool) -> UInt64 {
    let start = MonotonicClock.now()
    action()
    while !isDone() { usleep(100) }
    return MonotonicClock.now().since(start).microseconds
  }

  private func request(height: UInt32) -> MiningRequest {
    MiningRequest(
      target: target.bits, parentHeight: height, parentHash: [UInt8](repeating: 7, count: 32),
      signingKey: [UInt8](repeating: 0, count: 32))
  }

  private func median(_ values: [UInt64]) -> UInt64 {
    values.isEmpty ? 0 : values.ordered(by: <)[values.count / 2]
  }

  /// The second number of statm, which counts pages.
  private func residentBytes() -> UInt64 {
    guard let text = try? Files.read(Array("/proc/self/statm".utf8), atMost: 4096) else { return 0 }
    let fields = text.split(separator: 0x20)
    guard fields.count > 1 else { return 0 }
    let pages = fields[1].reduce(UInt64(0)) { $0 &* 10 &+ UInt64($1 &- 0x30) }
    return pages &* UInt64(clamping: sysconf(Int32(_SC_PAGESIZE)))
  }
}
