extension Config {
  /// The types of the sections in which this config differs from another, in the order of the
  /// manual; for the log and the reply to a reload.
  public func sectionsChanged(from old: Config) -> [StaticString] {
    var names: [StaticString] = []
    func compare<Section: Equatable>(_ name: StaticString, _ section: (Config) -> Section) {
      if section(old) != section(self) { names.append(name) }
    }
    compare("globals") { $0.globals }
    compare("wan") { $0.wan }
    compare("miner") { $0.miner }
    compare("class") { $0.classes }
    compare("cap") { $0.caps }
    compare("schedule") { $0.schedules }
    compare("lease") { $0.leases }
    compare("guest") { $0.guest }
    compare("mesh") { $0.mesh }
    compare("led") { $0.leds }
    compare("status") { $0.status }
    return names
  }
}
