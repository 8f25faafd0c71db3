import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

@Suite struct MinerPolicyTests {
  private var config = Config()
  private var facts = MinerInputs()

  init() {
    config.miner.enabled = true
    config.miner.paymentAddress = Array("pkt1q".utf8)
    config.miner.pools = [Array("http://pool.example".utf8)]
    facts.payeeValid = true
    facts.processors = 4
    (facts.availableBytes, facts.totalBytes) = (500_000_000, 96_000_000)
    facts.process = .running
    facts.report = MinerReport()
  }

  @Test func everythingThere_hashesWithOneThreadLessThanProcessors() {
    var policy = MinerPolicy()
    let decision = policy.decide(config, facts, at: second(0))
    #expect(decision.reason == nil && decision.wantsProcess)
    #expect(decision.orders.hashing && decision.orders.networkUp && decision.orders.threads == 3)
    #expect(decision.orders.pools == config.miner.pools)
    #expect(decision.orders.paymentAddress == Array("pkt1q".utf8))
  }

  @Test func emptyConfig_isDisabledAndStartsNoProcess() {
    var policy = MinerPolicy()
    let decision = policy.decide(Config(), MinerInputs(), at: second(0))
    #expect(decision.reason == .disabled && !decision.wantsProcess && !decision.orders.hashing)
  }

  @Test(arguments: [
    (PauseReason.noPayee, false), (.configError, false), (.pausedByOwner, true),
    (.metered, true), (.wanDown, true), (.hot, true), (.lowMemory, false),
    (.sandboxFailed, false), (.minerRestarting, true), (.outsideSchedule, true),
    (.clockUntrusted, true), (.capReached, true),
  ])
  func eachReason_stopsHashing_andKeepsTheProcessOnlyIfItCanResume(
    _ reason: PauseReason, _ keeps: Bool
  ) {
    var (config, facts, policy) = (config, facts, MinerPolicy())
    switch reason {
    case .configError: facts.configVerdict = .invalidAtStart
    case .noPayee: facts.payeeValid = false
    case .pausedByOwner: facts.ownerPaused = true
    case .metered: config.wan.metered = true
    case .outsideSchedule: facts.hold = .outsideSchedule
    case .clockUntrusted: facts.hold = .clockUntrusted
    case .capReached: facts.hold = .capReached
    case .wanDown: facts.wanUp = false
    case .hot: facts.milliCelsius = 80_000
    case .lowMemory: (facts.availableBytes, facts.report) = (21_000_000, nil)
    case .sandboxFailed: facts.process = .sandboxFailed
    case .minerRestarting: facts.process = .backingOff
    case .disabled, .noPool, .tipStale: Issue.record("covered elsewhere")
    }
    let decision = policy.decide(config, facts, at: second(0))
    #expect(decision.reason == reason)
    #expect(!decision.orders.hashing)
    #expect(decision.wantsProcess == keeps)
  }

  @Test func missingAddress_isNoPayeeEvenIfTheFactSaysValid() {
    var (config, policy) = (config, MinerPolicy())
    config.miner.paymentAddress = nil
    #expect(policy.decide(config, facts, at: second(0)).reason == .noPayee)
  }

  @Test(arguments: [(MinerObstacle.noPool, PauseReason.noPool), (.staleTip, .tipStale)])
  func minerWaitsOnItsOwn_reasonIsShownButOrdersStayOn(
    _ obstacle: MinerObstacle, _ reason: PauseReason
  ) {
    var (facts, policy) = (facts, MinerPolicy())
    facts.report?.obstacle = obstacle
    let decision = policy.decide(config, facts, at: second(0))
    #expect(decision.reason == reason && decision.orders.hashing && decision.wantsProcess)
  }

  @Test func noPoolConfigured_needsNoProcess() {
    var (config, policy) = (config, MinerPolicy())
    config.miner.pools = []
    let decision = policy.decide(config, facts, at: second(0))
    #expect(decision.reason == .noPool && !decision.wantsProcess)
  }

  @Test func invalidReload_keepsMining() {
    var (facts, policy) = (facts, MinerPolicy())
    facts.configVerdict = .invalidKeptRunning
    #expect(policy.decide(config, facts, at: second(0)).reason == nil)
  }

  @Test func heat_stopsAtOneMarkAndResumesAtTheOther() {
    var (facts, policy) = (facts, MinerPolicy())
    func reason(_ milliCelsius: Int?) -> PauseReason? {
      facts.milliCelsius = milliCelsius
      return policy.decide(config, facts, at: second(0)).reason
    }
    #expect(reason(79_999) == nil)
    #expect(reason(80_000) == .hot)
    #expect(reason(70_001) == .hot)
    #expect(reason(nil) == .hot)
    #expect(reason(70_000) == nil)
    #expect(reason(79_000) == nil)
  }

  @Test func wanDown_stopsAtOnce_andUpResumesOnceItIsSteady() {
    var (facts, policy) = (facts, MinerPolicy())
    facts.wanUp = false
    let down = policy.decide(config, facts, at: second(1))
    #expect(down.reason == .wanDown && !down.orders.networkUp && !down.orders.hashing)
    facts.wanUp = true
    #expect(policy.decide(config, facts, at: second(2)).reason == .wanDown)
    facts.wanUp = false
    _ = policy.decide(config, facts, at: second(3))
    facts.wanUp = true
    #expect(policy.decide(config, facts, at: second(4)).orders.networkUp)
    #expect(policy.decide(config, facts, at: second(5)).reason == .wanDown)
    #expect(policy.decide(config, facts, at: second(6)).reason == nil)
  }

  @Test func memoryShort_noProcess_whateverElseIsTheMatter() {
    var (facts, policy) = (facts, MinerPolicy())
    (facts.process, facts.report) = (.notRunning, nil)
    (facts.wanUp, facts.availableBytes) = (false, 9_000_000)
    let decision = policy.decide(config, facts, at: second(0))
    #expect(decision.reason == .wanDown)
    #expect(!decision.wantsProcess)
    facts.availableBytes = 90_000_000
    #expect(policy.decide(config, facts, at: second(1)).wantsProcess)
  }

  @Test func memory_countsTheMinersOwn_andReturnsOnlyWithRoomToSpare() {
    var (facts, policy) = (facts, MinerPolicy())
    facts.availableBytes = 14_000_000
    facts.report?.residentBytes = 10_000_000
    #expect(policy.decide(config, facts, at: second(0)).reason == nil)
    facts.availableBytes = 11_000_000
    #expect(policy.decide(config, facts, at: second(1)).reason == .lowMemory)
    (facts.process, facts.report, facts.availableBytes) = (.notRunning, nil, 24_000_000)
    #expect(policy.decide(config, facts, at: second(2)).reason == .lowMemory)
    facts.availableBytes = 37_600_000
    #expect(policy.decide(config, facts, at: second(3)).reason == nil)
  }

  @Test(arguments: [(22_100_000, 2), (21_600_000, 1), (60_000_000, 3)])
  func memoryShort_fewerThreads(_ available: UInt64, _ threads: Int) {
    var (facts, policy) = (facts, MinerPolicy())
    (facts.process, facts.availableBytes) = (.notRunning, available)
    #expect(policy.decide(config, facts, at: second(0)).orders.threads == threads)
  }

  @Test(
    arguments: [
      (43_000_000, 14_800_000, 14_900_000), (96_000_000, 21_400_000, 21_500_000),
      (192_000_000, 33_400_000, 33_500_000), (nil, 33_400_000, 33_500_000),
    ] as [(UInt64?, UInt64, UInt64)])
  func reserve_isAnEighthOfTheMachine_upToAMost(_ total: UInt64?, _ short: UInt64, _ enough: UInt64)
  {
    var facts = facts
    (facts.process, facts.report, facts.totalBytes) = (.notRunning, nil, total)
    facts.availableBytes = short
    var policy = MinerPolicy()
    #expect(policy.decide(config, facts, at: second(0)).reason == .lowMemory)
    facts.availableBytes = enough
    policy = MinerPolicy()
    #expect(policy.decide(config, facts, at: second(0)).reason == nil)
  }

  @Test func threads_configuredNumberWins_andOneProcessorStillMines() {
    var (config, facts, policy) = (config, facts, MinerPolicy())
    config.miner.threads = 7
    #expect(policy.decide(config, facts, at: second(0)).orders.threads == 7)
    (config.miner.threads, facts.processors) = (nil, 1)
    #expect(policy.decide(config, facts, at: second(0)).orders.threads == 1)
  }

  @Test func everyReason_hasItsOwnCodeAndSaysWhatToDo() {
    var codes: Set<Text> = []
    for reason in PauseReason.allCases {
      codes.insert(Text(reason.code))
      #expect(reason.text.utf8CodeUnitCount > 5 && reason.remedy.utf8CodeUnitCount > 5)
    }
    #expect(codes.count == PauseReason.allCases.count)
  }
}

func second(_ count: UInt64) -> Instant { Instant(microseconds: 1_000_000_000 + count * 1_000_000) }
