internal import CLinux

/// What the machine says about its own clocks.
public enum ClockTrustFacts {
  /// Whether a time service vouches for the calendar's clock. Setting the clock by hand ends that
  /// until the service has spoken again.
  public static func isSynchronised() -> Bool { ep_clock_is_synchronised() != 0 }

  /// Whether there is a clock that runs while the machine is off.
  public static func hasClockChip() -> Bool { Files.exists(Array("/sys/class/rtc/rtc0".utf8)) }

  /// A number that differs from one start of the kernel to the next (random(4), boot_id); 0 if the
  /// kernel does not say.
  public static func boot() -> UInt64 {
    let path = Array("/proc/sys/kernel/random/boot_id".utf8)
    do throws(FileError) {
      return fold(try Files.read(path, atMost: 64))
    } catch {
      return 0
    }
  }

  /// FNV-1a, 64 bits (draft-eastlake-fnv).
  private static func fold(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
