import EdgeControl
import EdgeTypes
import Testing

@Suite struct PrometheusTests {
  @Test func page_hasEachMetricOnceWithTypeAndEscapedLabels() {
    let text = busyDocument().prometheus
    let page = string(text)
    for line in [
      "edgepoint_build_info{version=\"0.1.0\"} 1",
      "edgepoint_miner_announcements_total{pool=\"http://pool.example\",result=\"lost\"} 3",
      #"edgepoint_pool_up{pool="http://\"odd\"\\pool\n"} 0"#,
      "edgepoint_temperature_celsius 54.321", "edgepoint_miner_cpu_seconds_total 1.234567",
      "edgepoint_miner_upload_limit_bytes_per_second 62500", "edgepoint_clock_trusted 0",
      #"edgepoint_cap_used_bytes{cap="monthly",scope="miner",period="month"} 41200000000"#,
      #"edgepoint_cap_reached{cap="g\"uests",scope="guest",period="day"} 1"#,
      #"edgepoint_charged_bytes_total{scope="guest"} 2"#,
    ] { #expect(page.contains(line + "\n"), "\(line)") }
    let types = lines(text).filter { $0.hasPrefix("# TYPE") }
    #expect(Set(types).count == types.count && types.count > 20)
    for line in types where line.hasSuffix(" counter") { #expect(line.contains("_total ")) }
  }

  @Test func paused_marksExactlyOneReason() {
    var document = busyDocument()
    document.miner.reason = .wanDown
    let marked = lines(document.prometheus).filter {
      $0.hasPrefix("edgepoint_miner_paused") && $0.hasSuffix(" 1")
    }
    #expect(marked == ["edgepoint_miner_paused{reason=\"wan_down\"} 1"])
  }
}

@Suite struct WatchViewTests {
  @Test func terminal_redrawsInPlaceWithinItsHeight() {
    var view = WatchView(style: StatusStyle(unicode: true), isTerminal: true)
    let first = string(view.draw(busyDocument(), rows: 40))
    let height = first.filter { $0 == "\n" }.count
    #expect(first.contains("rate     █ 412k/s"))
    let second = string(view.draw(busyDocument(), rows: 40))
    #expect(second.hasPrefix("\u{1B}[\(height)A\r"))
    #expect(string(view.draw(busyDocument(), rows: 10)).filter { $0 == "\n" }.count == 9)
    #expect(string(view.opening) == "\u{1B}[?25l" && string(view.closing).hasPrefix("\u{1B}[?25h"))
  }

  @Test func noTerminal_printsPlainLinesOnChangeOnly() {
    var view = WatchView(style: StatusStyle(), isTerminal: false)
    let line = view.draw(busyDocument(), rows: 0)
    #expect(string(line).hasPrefix("hashing hashes_per_second=412345 queued_bytes=20480"))
    #expect(!line.bytes.contains(0x1B) && line.bytes.last == 0x0A)
    #expect(view.draw(busyDocument(), rows: 0).bytes.isEmpty)
    #expect(view.opening.bytes.isEmpty && view.closing.bytes.isEmpty)
  }

  @Test func anHourOfWatching_keepsTheLineShort() {
    var view = WatchView(style: StatusStyle(), isTerminal: true)
    var document = busyDocument()
    var text = Text()
    for rate in 0..<3600 {
      document.miner.hashesPerSecond = UInt64(rate) << 40
      text = view.draw(document, rows: 24)
    }
    for line in lines(text) { #expect(line.count <= 86, "\(line)") }
  }
}
