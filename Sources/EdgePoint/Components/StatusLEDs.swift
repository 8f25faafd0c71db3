internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Shows one code on every LED of the config; LEDs that are not named there are never touched.
final class StatusLEDs: Component {
  private let context: ServiceContext
  private let log: Log
  private let root: [UInt8]
  private var leds: [LEDConfig] = []
  private var folders: [[UInt8]] = []
  private var shown: LEDCode?
  private var blinking: Timer?
  private var step: UInt64 = 0

  init(_ context: ServiceContext) {
    self.context = context
    (log, root) = (context.log, context.machine.sysfsRoot)
  }

  func apply(_ config: Config, at now: Instant) {
    guard leds != config.leds else { return }
    leds = config.leds
    use(config.leds)
  }

  func update(at now: Instant) { show(context.document.ledCode) }

  /// Leaves every LED dark: nothing runs any more that could say anything with it.
  func stop(at now: Instant) {
    blinking = nil
    for folder in folders { switchOff(folder) }
    folders = []
  }

  /// LEDs that are no longer named are switched off.
  private func use(_ leds: [LEDConfig]) {
    let new = leds.map { root + Array("/class/leds/".utf8) + $0.sysfs }
    for folder in folders where !new.contains(folder) { switchOff(folder) }
    folders = new
    for folder in folders where !Files.isDirectory(folder) {
      log.warning("no such LED; its name is a folder of /sys/class/leds", ["path": Text(folder)])
    }
    shown = nil
  }

  private func show(_ code: LEDCode) {
    guard code != shown else { return }
    shown = code
    blinking = nil
    for folder in folders { show(code.pattern, on: folder) }
    guard !folders.isEmpty, code.pattern.isLit(atStep: 0) != nil else { return }
    step = 0
    blinking = Timer(on: context.loop, every: .milliseconds(UInt64(LEDPattern.stepMilliseconds))) {
      [unowned(unsafe) self] in self.blink()
    }
  }

  private func blink() {
    step &+= 1
    guard let pattern = shown?.pattern, let lit = pattern.isLit(atStep: step),
      lit != pattern.isLit(atStep: step &- 1)
    else { return }
    for folder in folders { set(folder, "brightness", lit ? brightest(folder) : "0") }
  }

  private func show(_ pattern: LEDPattern, on folder: [UInt8]) {
    switch pattern {
    case .solid:
      set(folder, "trigger", "none")
      set(folder, "brightness", brightest(folder))
    case .heartbeat: set(folder, "trigger", "heartbeat")
    case .blink(let on, let off):
      set(folder, "trigger", "timer")
      set(folder, "delay_on", "\(on)")
      set(folder, "delay_off", "\(off)")
    case .blinks:
      set(folder, "trigger", "none")
      set(folder, "brightness", brightest(folder))
    }
  }

  private func switchOff(_ folder: [UInt8]) {
    set(folder, "trigger", "none")
    set(folder, "brightness", "0")
  }

  private func brightest(_ folder: [UInt8]) -> Text {
    let file = try? Files.read(folder + Array("/max_brightness".utf8), atMost: 16)
    let digits = (file ?? []).prefix(while: ASCII.isDigit)
    return digits.isEmpty ? "255" : Text(digits)
  }

  private func set(_ folder: [UInt8], _ name: StaticString, _ value: Text) {
    try? SysfsFile.write(folder + [0x2F] + Text(name).bytes, value.bytes)
  }
}
