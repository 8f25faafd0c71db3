internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint selftest [--vectors DIR]`: checks the mining code against known results.
enum SelftestCommand {
  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(words: words, long: [OptionSpec("vectors", value: "DIR")])
    if let problem = options.problem ?? options.rest.first.map({ "unexpected word '\($0)'" }) {
      StandardStream.error.write(
        "edgepoint selftest: \(problem)\nusage: edgepoint selftest [--vectors DIR]\n")
      return .usage
    }
    guard Sodium.start() else {
      StandardStream.error.write("edgepoint selftest: the kernel gives no random bytes\n")
      return .osError
    }
    let (passed, failed) =
      options.value("vectors").map { runFiles(in: $0) } ?? SelftestBuiltIn.run()
    StandardStream.output.write("\(passed) passed, \(failed) failed\n")
    return failed == 0 && passed > 0 ? .ok : .failed
  }

  /// Every file that the folder holds, and every one that it should hold.
  private static func runFiles(in folder: [UInt8]) -> (passed: Int, failed: Int) {
    var (passed, failed) = (0, 0)
    for kind in VectorKind.allCases {
      let tally = runFile(kind, in: folder)
      passed += tally.passed
      failed += tally.failed
      report("\(kind.name).json", tally)
    }
    do throws(Errno) {
      for name in try Files.names(in: folder) where !isExpected(name) {
        failed += 1
        StandardStream.output.write("\(name): unknown kind of vector file\n")
      }
    } catch {
      failed += 1
      StandardStream.output.write("\(folder): cannot list the folder: \(error.text)\n")
    }
    return (passed, failed)
  }

  private static func isExpected(_ name: [UInt8]) -> Bool {
    VectorKind(fileName: name) != nil || Text(name) == "README.md" || name.first == 0x2E
  }

  private static func runFile(_ kind: VectorKind, in folder: [UInt8]) -> VectorTally {
    var tally = VectorTally()
    let path = folder + [0x2F] + Text("\(kind.name).json").bytes
    do throws(FileError) {
      let contents = try Files.read(path, atMost: 64 << 20)
      var lastWord = MonotonicClock.now()
      tally = VectorFile.check(kind, contents: contents) { done, count in
        let now = MonotonicClock.now()
        guard done < count, now.since(lastWord) >= .seconds(2) else { return }
        lastWord = now
        StandardStream.error.write("\(kind.name).json: \(done) of \(count) done\n")
      }
    } catch {
      tally.fail(error.text)
    }
    return tally
  }

  private static func report(_ name: Text, _ tally: VectorTally) {
    var lines: Text = "\(name): \(tally.passed) passed, \(tally.failed) failed\n"
    for failure in tally.failures { lines.append("  \(failure)\n") }
    StandardStream.output.write(lines)
  }
}
