/// One step from what is to what should be; each is one netlink message.
public enum TrafficChange: Equatable, Sendable {
  /// Makes an intermediate functional block device that is up.
  case addIFB([UInt8])
  case deleteIFB([UInt8])
  case setUp([UInt8])
  case addQdisc(device: [UInt8], Qdisc)
  /// Changes settings in place; nothing queued is lost.
  case changeQdisc(device: [UInt8], Qdisc)
  case deleteQdisc(device: [UInt8], Qdisc)
  case addClass(device: [UInt8], HTBClass)
  case changeClass(device: [UInt8], HTBClass)
  case deleteClass(device: [UInt8], TrafficHandle)
  case addFilter(device: [UInt8], TrafficFilter)
  case deleteFilter(device: [UInt8], TrafficFilter)
}
