internal import EdgeConfig
internal import EdgeTypes
internal import JSON

extension CapsStatus {
  func write(to json: inout JSONWriter) {
    json.member("clock_doubt", string: clockDoubt.map { Text($0.code).bytes })
    json.member("clock_text", string: clockDoubt.map { Text($0.text).bytes })
    json.member("miner_bytes", integer: Int64(clamping: minerBytes))
    json.member("guest_bytes", integer: Int64(clamping: guestBytes))
    json.member("line_bytes", integer: Int64(clamping: lineBytes))
    json.member(
      "limits",
      array: { json in
        for cap in limits { json.object { cap.write(to: &$0) } }
      })
    json.member("effects", array: { json in for line in effects { json.string(line) } })
    json.member("disagreements", array: { json in for line in disagreements { json.string(line) } })
  }

  init(_ json: JSONValue) {
    self.init()
    clockDoubt = json.member("clock_doubt")?.string.flatMap { ClockDistrust(code: $0) }
    minerBytes = json.member("miner_bytes")?.integer() ?? 0
    guestBytes = json.member("guest_bytes")?.integer() ?? 0
    lineBytes = json.member("line_bytes")?.integer() ?? 0
    limits = (json.member("limits")?.elements ?? []).map { CapStatus($0) }
    effects = Self.lines(json.member("effects"))
    disagreements = Self.lines(json.member("disagreements"))
  }

  private static func lines(_ json: JSONValue?) -> [[UInt8]] {
    (json?.elements ?? []).compactMap { $0.string }
  }
}

extension CapStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("name", string: name)
    json.member("scope", string: scope.code)
    json.member("period", string: period.code)
    json.member("used_bytes", integer: Int64(clamping: usedBytes))
    json.member("limit_bytes", integer: Int64(clamping: limitBytes))
    json.member("percent", integer: percent)
    json.member("state", string: state.code)
    json.member("at_limit", string: action.code)
    json.member("renews_on", string: renewsOn.isEmpty ? nil : renewsOn)
  }

  fileprivate init(_ json: JSONValue) {
    self.init()
    name = json.member("name")?.string ?? []
    scope = json.member("scope")?.string.flatMap { CapScope(code: $0) } ?? .miner
    period = json.member("period")?.string.flatMap { CapPeriod(code: $0) } ?? .month
    usedBytes = json.member("used_bytes")?.integer() ?? 0
    limitBytes = json.member("limit_bytes")?.integer() ?? 0
    percent = json.member("percent")?.integer() ?? 0
    state = json.member("state")?.string.flatMap { CapState(code: $0) } ?? .ok
    action = json.member("at_limit")?.string.flatMap { CapAction(code: $0) } ?? .stop
    renewsOn = json.member("renews_on")?.string ?? []
  }
}
