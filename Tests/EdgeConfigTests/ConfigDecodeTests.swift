import EdgeConfig
import EdgeTypes
import Testing
import UCI

/// What a config file means, and what is said of one that means nothing.
@Suite struct ConfigDecodeTests {
  static let address = "pkt1qgood"

  static func decode(_ text: String) -> (config: Config?, problems: ProblemList) {
    Config.decode(bytes: Array(text.utf8), file: Array("f".utf8)) { address in
      address == Array(ConfigDecodeTests.address.utf8) ? nil : "the checksum does not match"
    }
  }

  /// Each problem as `line:column what`, with `-> name` where a nearest name is given.
  private func complaints(_ text: String) -> [String] {
    ConfigDecodeTests.decode(text).problems.problems.map { problem in
      ProblemReading.describe(problem)
        + (problem.nearest.map { " -> \(ProblemReading.string($0))" } ?? "")
    }
  }

  @Test func emptyFile_givesSafeDefaults() {
    let (config, problems) = ConfigDecodeTests.decode("")
    #expect(config == Config())
    #expect(problems.problems.isEmpty)
    #expect(config?.miner.enabled == false)
    #expect(config?.guest.enabled == false)
    #expect(config?.mesh.enabled == false)
  }

  @Test func everyOption_reachesTheConfig() throws {
    let config = try #require(ConfigDecodeTests.decode(FullConfig.text).config)
    #expect(config == FullConfig.value)
  }

  @Test func unknownOption_isRefusedWithTheNearestName() {
    #expect(
      complaints("config wan\n\toption uplaod 1mbit\n") == [
        "2:9 'uplaod' is not an option of wan -> upload"
      ])
    #expect(complaints("config wan\n\toption zzz 1\n") == ["2:9 'zzz' is not an option of wan"])
  }

  @Test func unknownSectionType_isRefusedWithTheNearestName() {
    #expect(
      complaints("config mienr\n\toption enabled 1\n") == [
        "1:8 there is no section type 'mienr' -> miner"
      ])
  }

  @Test func unknownValue_isRefusedWithTheNearestOne() {
    #expect(
      complaints("config globals\n\toption log_level inof\n") == [
        "2:19 log_level 'inof' is not known -> info"
      ])
    #expect(
      complaints("config wan\n\toption upload 20mbits\n") == [
        "2:16 upload '20mbits' has no unit of rate that is known here -> 20mbit"
      ])
  }

  @Test func twoSectionsOfASingleKind_areRefused() {
    #expect(
      complaints("config wan\nconfig wan 'other'\n") == ["2:8 a second section of type 'wan'"])
  }

  @Test func listWhereOneValueBelongs_isRefused() {
    #expect(
      complaints("config wan\n\tlist device a\n\tlist device b\n") == [
        "3:14 'device' is given as a list"
      ])
  }

  @Test func singlePoolAsOption_isTaken() {
    let text = "config miner\n\toption pool http://a.example\n"
    #expect(ConfigDecodeTests.decode(text).config?.miner.pools == [Array("http://a.example".utf8)])
  }

  @Test func minerWithoutAddressOrPool_isUsedButCannotMine() {
    let (config, problems) = ConfigDecodeTests.decode("config miner\n\toption enabled 1\n")
    #expect(config?.miner.enabled == true)
    #expect(config?.miner.paymentAddress == nil)
    #expect(problems.problems.map(\.severity) == [.partial, .partial])
    #expect(problems.errorCount == 2)
    #expect(!problems.hasErrors)
  }

  @Test func disabledMinerWithoutAddress_isFine() {
    #expect(complaints("config miner\n\toption enabled 0\n").isEmpty)
  }

  @Test func wrongAddress_isRefusedWithItsReason() {
    let (config, problems) = ConfigDecodeTests.decode(
      "config miner\n\toption payment_address pkt1qbad\n")
    #expect(config == nil)
    #expect(
      problems.problems.map(ProblemReading.describe) == [
        "2:25 payment_address 'pkt1qbad': the checksum does not match"
      ])
  }

  @Test func httpsPool_isRefusedUntilTLSComes() {
    #expect(
      complaints("config miner\n\tlist pool https://pool.example\n") == [
        "2:12 pool 'https://pool.example' needs TLS, which this version does not have"
      ])
  }

  @Test func samePoolTwice_isAWarning() {
    let (config, problems) = ConfigDecodeTests.decode(
      "config miner\n\tlist pool http://a.example\n\tlist pool http://A.example/\n")
    #expect(config?.miner.pools.count == 1)
    #expect(problems.warningCount == 1)
  }

  @Test func guaranteesAbove100Percent_areOverSubscription() {
    #expect(
      complaints(
        "config class owner\n\toption guarantee 80%\nconfig class guest\n\toption guarantee 30%\n")
        == [
          "4:19 the guarantees add up to 110% of the line"
        ])
  }

  @Test func guaranteesAboveTheLine_areOverSubscription() {
    let text = """
      config class owner
        option guarantee 8mbit
      config class guest
        option guarantee 30%
      config wan
        option upload 10mbit
      """
    #expect(
      complaints(text) == [
        "4:20 the guarantees add up to 11000 kbit/s, more than the upload of the line"
      ])
  }

  @Test func guaranteeAboveItsCeiling_isRefused() {
    #expect(
      complaints("config class guest\n\toption guarantee 30%\n\toption ceiling 20%\n") == [
        "2:19 the guarantee is above the ceiling of the same class"
      ])
  }

  @Test func unknownClass_isRefused() {
    #expect(complaints("config class gest\n") == ["1:14 there is no class 'gest' -> guest"])
    #expect(complaints("config class\n") == ["1:8 a class without a name"])
    #expect(complaints("config class x\n\toption class guest\n").isEmpty)
    #expect(
      complaints("config class guest\nconfig class x\n\toption class guest\n") == [
        "2:14 this class has a section already"
      ])
  }

  @Test func sectionNamedLikeItsType_mayShareTheName_butOthersMayNot() {
    let shared = ConfigDecodeTests.decode(
      "config led 'status'\n\toption sysfs ACT\nconfig status 'status'\n\toption socket /a\n")
    #expect(shared.config?.leds.count == 1)
    #expect(shared.config?.status.socket == Array("/a".utf8))
    #expect(shared.problems.warningCount == 1)
    #expect(
      complaints("config cap 'x'\n\toption limit 1\nconfig led 'x'\n\toption sysfs A\n").first
        == "3:12 'x' at line 1 is a section of type 'cap'")
  }

  @Test func capWithoutLimit_isRefused() {
    #expect(complaints("config cap\n\toption scope total\n") == ["1:8 cap has no 'limit'"])
    #expect(
      complaints("config cap\n\toption limit 50G\n") == [
        "2:15 limit '50G' has no unit of size that is known here -> 50GB"
      ])
  }

  @Test func scheduleThatNeverRuns_isRefused() {
    #expect(
      complaints(
        "config schedule\n\toption class miner\n\toption start 7:00\n\toption stop 07:00\n")
        == ["4:14 the schedule stops when it starts"])
    #expect(
      complaints("config schedule\n\toption class miner\n") == [
        "1:8 schedule has no 'start'", "1:8 schedule has no 'stop'",
      ])
  }

  @Test func temperatures_mustLeaveAGap() {
    #expect(
      complaints("config miner\n\toption stop_celsius 60\n\toption resume_celsius 60\n") == [
        "3:24 resume_celsius '60' is not below stop_celsius"
      ])
    let config = ConfigDecodeTests.decode("config miner\n\toption stop_celsius 60\n").config
    #expect(config?.miner.resumeCelsius == 55)
  }

  @Test func guestKey_goesWithTheEncryption_andIsNeverShown() {
    let guest = "config guest\n\toption encryption"
    #expect(complaints("\(guest) psk2\n") == ["1:8 guest has no 'key'"])
    #expect(
      complaints("\(guest) owe\n\toption key 'secret secret'\n") == [
        "3:13 a key, but the encryption does not use one"
      ])
    let (_, problems) = ConfigDecodeTests.decode("\(guest) sae\n\toption key 'tiny'\n")
    #expect(problems.errorCount == 1)
    let report = ProblemReading.string(
      problems.report(source: Array("\(guest) sae\n\toption key 'tiny'\n".utf8)).bytes)
    #expect(!report.contains("tiny"))
  }

  @Test func enabledMesh_needsRadioKeyAndChannel() {
    #expect(complaints("config mesh\n\toption enabled 1\n").count == 3)
    #expect(complaints("config mesh\n\toption enabled 0\n").isEmpty)
  }

  @Test func valueOverSeveralLines_asksForAMissingQuote() {
    let (_, problems) = ConfigDecodeTests.decode(
      "config wan\n\toption device 'eth0\n\toption upload '\n\toption metered '1'\n")
    #expect(
      problems.problems.contains {
        ProblemReading.string($0.expected.bytes).contains("quote")
      })
  }

  @Test func syntaxErrors_doNotHideWrongValues_norCauseMissingOnes() {
    #expect(
      complaints("config miner\n\toption enabled 1\n\toptoin pool http://a\n\toption threads x\n")
        == [
          "3:2 'optoin' is not a command -> option", "4:17 threads 'x' is not a whole number",
        ])
  }

  @Test func tenThousandSections_areReadInBoundedTime_andRefused() {
    let leds = (0..<10_000).map { "config led l\($0)\n\toption sysfs l\($0)\n" }.joined()
    #expect(complaints(leds) == ["129:8 too many sections of type 'led'"])
    let unknown = String(repeating: "config x\n", count: 10_000)
    let problems = ConfigDecodeTests.decode(unknown).problems
    #expect(problems.errorCount == 10_000)
    #expect(problems.problems.count == ProblemList.limit)
  }

  @Test func lineOfAMegabyte_isReadAndReportedShort() {
    let text = "config wan\n\toption device '" + String(repeating: "x", count: 1_000_000) + "'\n"
    let (config, problems) = ConfigDecodeTests.decode(text)
    #expect(config == nil)
    #expect(problems.errorCount == 1)
    #expect(problems.report(source: Array(text.utf8)).bytes.count < 1000)
  }
}
