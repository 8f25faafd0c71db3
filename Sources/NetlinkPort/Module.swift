internal import EdgeTypes
internal import CNetlink

/// The size of a netlink message header in bytes (linux/netlink.h).
public let netlinkHeaderBytes = MemoryLayout<nlmsghdr>.size
