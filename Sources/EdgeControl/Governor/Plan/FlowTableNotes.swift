internal import EdgeTypes
internal import NetModel

extension TrafficPlan {
  /// What is lost to flowtables of other programs, such as a firewall's flow offloading.
  ///
  /// The qdiscs see what a flowtable in software forwards; the classes and counts that our rules
  /// give do not reach it.
  func notes(on flowTables: [FlowTable]) -> [Text] {
    guard let wan = rules?.wan ?? interfaces.last?.device else { return [] }
    return flowTables.compactMap { one in
      guard one.devices.contains(wan) else { return nil }
      let what: Text = "flowtable \(one.name) of the nftables table \(one.table)"
      if one.isInHardware {
        return
          "\(what) lets the hardware forward: that is neither shaped nor counted; turn it off"
      }
      // The guests' end may stand there by the ports of its bridge.
      guard rules?.guestDevice != nil else { return nil }
      return """
        \(what) takes connections of guests past our rules: their uploads count as the owner's \
        and no cap stops them; turn it off
        """
    }
  }
}
