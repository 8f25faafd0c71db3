internal import EdgeTypes

/// The interfaces that the status socket serves, as their definitions say it (varlink.org).
public enum VarlinkInterface {
  public static let names: [StaticString] = ["org.varlink.service", "org.edgepoint"]

  /// The definition of the interface of that name.
  public static func description(of name: [UInt8]) -> StaticString? {
    switch Text(name) {
    case "org.varlink.service": service
    case "org.edgepoint": edgePoint
    default: nil
    }
  }

  private static let service: StaticString = """
    # The Varlink Service Interface is provided by every varlink service. It
    # describes the service and the interfaces it implements.
    interface org.varlink.service

    # Get a list of all the interfaces a service provides and information
    # about the implementation.
    method GetInfo() -> (
      vendor: string,
      product: string,
      version: string,
      url: string,
      interfaces: []string
    )

    # Get the description of an interface that is implemented by this service.
    method GetInterfaceDescription(interface: string) -> (description: string)

    # The requested interface was not found.
    error InterfaceNotFound (interface: string)

    # The requested method was not found
    error MethodNotFound (method: string)

    # The interface defines the requested method, but the service does not
    # implement it.
    error MethodNotImplemented (method: string)

    # One of the passed parameters is invalid.
    error InvalidParameter (parameter: string)

    # Client is denied access
    error PermissionDenied ()

    # Method is expected to be called with 'more' set to true, but wasn't
    error ExpectedMore ()

    """

  private static let edgePoint: StaticString = """
    # What EdgePoint does and why. Integers are in base units: bytes, bits per
    # second, seconds, microseconds. Counts go on over restarts.
    interface org.edgepoint

    # One pool; the order is that of the config, the first decides what is mined.
    # Every announcement found ends in exactly one of accepted, rejected, overloaded,
    # lost and dropped_*, or is still queued or in_flight. good_percent is null as
    # long as nothing is known.
    type Pool (
      url: string,
      state: (connecting, working, backing_off, disabled),
      height: int,
      handlers: int,
      queued: int,
      in_flight: int,
      accepted: int,
      rejected: int,
      overloaded: int,
      lost: int,
      unsent: int,
      dropped_stale: int,
      dropped_overflow: int,
      dropped_aged: int,
      dropped_no_handler: int,
      dropped_at_end: int,
      bytes_sent: int,
      good_percent: ?int,
      last_error: string
    )

    # pause_reason is null while nothing keeps the workers from hashing.
    type Miner (
      enabled: bool,
      pause_reason: ?string,
      pause_text: ?string,
      pause_remedy: ?string,
      activity: (idle, building_table, hashing, waiting_for_upload),
      threads: int,
      hashes_per_second: int,
      tip_height: int,
      tip_age_seconds: int,
      queued_bytes: int,
      upload_limit_bits_per_second: ?int,
      upload_bits_per_second: int,
      resident_bytes: int,
      process_id: ?int,
      restarts: int,
      last_end: string,
      hashes: int,
      announcements_found: int,
      wire_bytes_sent: int,
      wire_bytes_received: int,
      cpu_microseconds: int,
      pools: []Pool
    )

    type Config (
      file: string,
      verdict: (valid, invalid_kept_running, invalid_at_start),
      problems: []string
    )

    type Wan (device: ?string, up: bool, metered: bool)

    type System (
      temperature_millicelsius: ?int,
      memory_available_bytes: ?int,
      processors: int
    )

    type Storage (directory: string, writable: bool, note: string)

    # changes counts what was sent to the kernel; notes say what is lost and why.
    type Traffic (
      state: (off, waiting, shaping, conflict, failed),
      upload_bits_per_second: ?int,
      download_bits_per_second: ?int,
      changes: int,
      notes: []string,
      classes: []Class,
      round_trip_microseconds: ?int,
      round_trip_at_rest_microseconds: ?int
    )

    type Class (
      class: (owner, guest, miner),
      up: Flow,
      down: Flow
    )

    type Flow (
      bytes: int,
      drops: int,
      bits_per_second: int
    )

    # What was used of a cap in its period; percent is rounded down. renews_on is the
    # local day of the next period, null if there is none or the clock is not believed.
    type Cap (
      name: string,
      scope: (miner, guest, total),
      period: (day, month, lifetime),
      used_bytes: int,
      limit_bytes: int,
      percent: int,
      state: (ok, warning, reached),
      at_limit: (stop, throttle),
      renews_on: ?string
    )

    # effects says what caps and schedules do now, disagreements which counts of the
    # same traffic differ by more than 1 %. clock_doubt is null if the clock is
    # believed, else before_build, never_set, jumped or on_probation.
    type Caps (
      clock_doubt: ?string,
      clock_text: ?string,
      miner_bytes: int,
      guest_bytes: int,
      line_bytes: int,
      limits: []Cap,
      effects: []string,
      disagreements: []string
    )

    type Status (
      version: string,
      uptime_seconds: int,
      led: string,
      led_text: string,
      config: Config,
      wan: Wan,
      system: System,
      storage: Storage,
      traffic: Traffic,
      caps: Caps,
      miner: Miner
    )

    # The status now.
    method GetStatus() -> (status: Status)

    # The status now and, called with 'more', again after each change, at most
    # once a second, until the connection is closed.
    method Monitor() -> (status: Status)

    # Reads the config file again and applies the differences. An invalid file
    # changes nothing and is refused with ConfigInvalid.
    method Reload() -> (changed: []string)

    # Stops mining until Resume, over restarts of the service too.
    method Pause() -> ()

    method Resume() -> ()

    # Reading is for root, the service's own user and the group 'edgepoint',
    # changing for root and the service's own user.
    error PermissionDenied ()

    # Each problem as one line: file, line, column, what is wrong, what was expected.
    error ConfigInvalid (problems: []string)

    """
}
