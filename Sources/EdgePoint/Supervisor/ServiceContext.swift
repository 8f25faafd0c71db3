internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// What every component needs of the service around it.
final class ServiceContext {
  let loop: EventLoop
  let log: Log
  let machine: Machine
  let configFile: [UInt8]
  let started = MonotonicClock.now()
  /// From SIGTERM on: nothing is started any more, and the kernel is left as it is.
  var isEnding = false

  private unowned(unsafe) var service: (any Service)?

  init(on loop: EventLoop, log: Log, machine: Machine, configFile: [UInt8]) {
    (self.loop, self.log, self.machine, self.configFile) = (loop, log, machine, configFile)
  }

  /// Connects the context to the service, which outlives it; nothing is called before.
  func connect(_ service: any Service) { self.service = service }

  /// Something has changed that other components may act on: all of them are updated.
  func changed() { service?.update() }

  /// That part of a round had its turn; the watchdog waits for all of them.
  func served(_ part: WatchdogDuty.Part) { service?.served(part) }

  /// What all components want of the kernel's network.
  var plan: NetworkPlan { service?.plan ?? NetworkPlan() }

  /// What all components have to say.
  var document: StatusDocument { service?.document ?? StatusDocument() }

  func reload() -> VarlinkOutcome { service?.reload() ?? .done }
  func setOwnerPaused(_ paused: Bool) { service?.setOwnerPaused(paused) }
}

/// What components may ask of the whole.
protocol Service: AnyObject {
  var plan: NetworkPlan { get }
  var document: StatusDocument { get }
  func update()
  func served(_ part: WatchdogDuty.Part)
  func reload() -> VarlinkOutcome
  func setOwnerPaused(_ paused: Bool)
}
