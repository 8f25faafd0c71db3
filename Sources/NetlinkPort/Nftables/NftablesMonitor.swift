public import LinuxPort

/// Says when anything of our nftables table may have changed, whoever changed it.
public final class NftablesMonitor {
  private let monitor: NetlinkMonitor

  /// - Parameter onChange: called once for all events that are waiting, and when events were lost.
  /// - Throws: `.unavailable` if there is no netfilter socket or it cannot be watched.
  public init(on loop: EventLoop, onChange: @escaping () -> Void) throws(NetlinkError) {
    monitor = try NetlinkMonitor(
      on: loop, .netfilter, groups: [7],  // NFNLGRP_NFTABLES
      isOfInterest: { $0.isAboutOurTable }, onNews: { _ in onChange() })
  }
}
