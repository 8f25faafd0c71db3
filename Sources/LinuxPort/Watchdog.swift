internal import CLinux
public import EdgeTypes

/// A watchdog's device, which resets the machine unless it is fed in time.
///
/// The kernel counts from the moment of opening and admits one opener (Linux's
/// Documentation/watchdog/watchdog-api.rst). When this value goes away without `disarm()`, as in a
/// crash, the count goes on.
public final class Watchdog {
  /// The count that is in force, in seconds; nil if the driver does not say.
  public let timeout: Interval?
  private var file: Int32

  /// Opens the device, which arms it, and asks the driver for a count of `seconds`.
  ///
  /// Throws what open(2) says: `EBUSY` if another program holds the device, `ENOENT` if there is
  /// none. A driver that refuses the count keeps its own.
  public init(device: [UInt8], seconds: UInt32) throws(Errno) {
    file = ep_open(device.cString, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0)
    guard file >= 0 else { throw .last }
    let taken = ep_watchdog_set_timeout(file, Int32(clamping: seconds))
    let inForce = taken > 0 ? taken : ep_watchdog_timeout(file)
    timeout = inForce > 0 ? .seconds(UInt64(inForce)) : nil
  }

  deinit { if file >= 0 { close(file) } }

  /// Starts the count anew.
  public func feed() throws(Errno) { try write(0x2E) }

  /// Stops the count and lets go of the device: the "magic close". A driver that was told to be
  /// unstoppable (nowayout) goes on counting.
  public func disarm() throws(Errno) {
    guard file >= 0 else { return }
    defer {
      close(file)
      file = -1
    }
    try write(0x56)  // "V"
  }

  private func write(_ byte: UInt8) throws(Errno) {
    guard file >= 0 else { return }
    var byte = byte
    guard CLinux.write(file, &byte, 1) == 1 else { throw .last }
  }
}
