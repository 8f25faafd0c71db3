import EdgeConfig
import EdgeTypes
import UCI

/// A config file: refused files have errors, what is written is read again, output is printable.
func fuzzUCI(_ bytes: [UInt8]) {
  let (config, problems) = Config.decode(bytes: bytes, file: Array("fuzz".utf8)) { address in
    address.starts(with: Array("pkt1q".utf8)) ? nil : "is not an address"
  }
  require((config == nil) == problems.hasErrors, "a config exactly without errors")
  let lines = bytes.count { $0 == 0x0A } + 1
  for problem in problems.problems {
    require((1...lines).contains(problem.line), "a line of the file")
    require((1...bytes.count + 1).contains(problem.column), "a column of the line")
  }
  let report = problems.report(source: bytes).bytes
  require(!report.contains { $0 < 0x20 && $0 != 0x0A }, "a printable report")
  guard let package = UCIPackage.parse(bytes, file: []).package else { return }
  for section in package.sections where section.name.bytes.starts(with: Array("cfg".utf8)) {
    return  // Named as anonymous sections are: once exported, the two are apart.
  }
  require(UCIPackage.parse(package.exported(), file: []).package == package, "a round trip")
}
