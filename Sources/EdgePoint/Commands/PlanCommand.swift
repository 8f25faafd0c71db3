internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetModel
internal import UCI

/// `edgepoint plan`: prints the traffic control and the packet rules that a config means, and
/// changes nothing.
///
/// The kernel is asked only with `--kernel`, since asking it means making a device for a moment:
/// otherwise the plan is that of a kernel which has everything. `--without` takes things away.
enum PlanCommand {
  private static let usage: Text = """
    usage: edgepoint plan [--config FILE] [--kernel] [--without LIST]
      --config FILE    the config file (default /etc/config/edgepoint)
      --kernel         as this machine's kernel can do it; needs root
      --without LIST   as on a kernel without these, separated by commas: htb, cake, fq_codel,
                       pfifo, ifb, u32, mirred, ctinfo, fw, nftables

    """

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words,
      long: [
        OptionSpec("config", value: "FILE"), OptionSpec("without", value: "LIST"),
        OptionSpec("kernel"), OptionSpec("help"),
      ])
    if options.has("help") {
      StandardStream.output.write(usage)
      return .ok
    }
    var inputs = machineInputs()
    let problem =
      options.problem ?? options.rest.first.map { "unexpected word '\($0)'" }
      ?? options.value("without").flatMap { remove($0, from: &inputs.features) }
    if let problem {
      StandardStream.error.write("edgepoint plan: \(problem)\n\(usage)")
      return .usage
    }
    if options.has("kernel") {
      guard Machine().userID == 0 else {
        StandardStream.error.write("edgepoint plan: --kernel asks the kernel, which needs root\n")
        return .permission
      }
      inputs.features = inputs.features.intersection(KernelTraffic.features())
    }
    return plan(options.value("config") ?? Text(CheckCommand.defaultFile).bytes, inputs)
  }

  private static func plan(_ file: [UInt8], _ inputs: PlanInputs) -> ExitCode {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try ConfigFile.read(file)
    } catch {
      StandardStream.error.write("edgepoint plan: \(file): \(error.text)\n")
      if case .longerThan = error { return .config }
      return .inputOutput
    }
    let (config, problems) = ConfigFile.decode(bytes, file: file)
    guard let config else {
      StandardStream.error.write(problems.report(source: bytes))
      return .config
    }
    let plan = TrafficPlan(config: config, inputs: inputs)
    StandardStream.output.write(plan.text)
    return plan.isUseful ? .ok : .unavailable
  }

  /// This machine's memory and users, and a kernel that has everything.
  private static func machineInputs() -> PlanInputs {
    var inputs = PlanInputs()
    inputs.features = .all
    Machine().describe(to: &inputs)
    return inputs
  }

  /// What is wrong with the list, if anything.
  private static func remove(_ list: [UInt8], from features: inout TrafficFeatures) -> Text? {
    for name in list.split(separator: UInt8(ascii: ",")) {
      switch Text(name) {
      case "htb": features.htb = false
      case "cake": features.cake = false
      case "fq_codel": features.fqCodel = false
      case "pfifo": features.packetFIFO = false
      case "ifb": features.ifb = false
      case "u32": features.u32 = false
      case "mirred": features.mirred = false
      case "ctinfo": features.ctinfo = false
      case "fw": features.fw = false
      case "nftables": features.nftables = false
      default: return "--without names a feature that is not known here"
      }
    }
    return nil
  }
}
