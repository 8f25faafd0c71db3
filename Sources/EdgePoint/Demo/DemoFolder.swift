internal import CLinux
internal import EdgeTypes
internal import LinuxPort

/// The demonstration's own directory: config, journal and status socket, removed at the end.
struct DemoFolder {
  let path: [UInt8]
  var config: [UInt8] { path + Array("/edgepoint".utf8) }
  var socket: [UInt8] { path + Array("/edgepoint.sock".utf8) }
  var state: [UInt8] { path + Array("/state".utf8) }

  /// A valid address (packetcrypt.md, addresses of the test vectors) that nobody is paid at: the
  /// local pool pays nothing.
  private static let payee: StaticString = "pkt1qnaqm6k7tkrca00dxajrs04mhcmcnlfsdd45hxp"

  init() throws(DemoFailure) {
    var template = Array("/tmp/edgepoint-demo.XXXXXX".utf8).map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&template) != nil else {
      throw DemoFailure(text: "cannot make a directory in /tmp: \(Errno.last.text)")
    }
    path = template.dropLast().map { UInt8(bitPattern: $0) }
    // The miner runs as another user when this is root, and must find nothing here to read.
    guard mkdir((state.map { CChar(bitPattern: $0) } + [0]), 0o700) == 0 else {
      throw DemoFailure(text: "cannot make \(state): \(Errno.last.text)")
    }
  }

  /// - Parameter device: the interface towards the pool; nil on loopback.
  func writeConfig(
    _ settings: DemoSettings, poolURL: Text, device: StaticString?
  ) throws(DemoFailure) {
    var text: Text = """
      config globals 'globals'
      \toption log_level '\(settings.isVerbose ? "info" : "warning")'
      \toption state_dir '\(state)'
      config miner 'miner'
      \toption enabled '1'
      \toption payment_address '\(Self.payee)'
      \tlist pool '\(poolURL)'
      \toption upload_limit '\(settings.uploadLimit)'
      config status 'status'
      \toption socket '\(socket)'

      """
    if let device { text.append("config wan 'wan'\n\toption device '\(device)'\n" as Text) }
    do throws(FileError) {
      try Files.replace(config, with: text.bytes, mode: 0o600)
    } catch {
      throw DemoFailure(text: "cannot write \(config): \(error.text)", code: .inputOutput)
    }
  }

  /// Removes what the demonstration and its service have made, and nothing else.
  func remove() {
    let names: [StaticString] = ["journal", "journal.new"]
    for name in names { try? Files.remove(state + Text("/").bytes + Text(name).bytes) }
    try? Files.remove(config)
    try? Files.remove(socket)
    rmdir(state.map { CChar(bitPattern: $0) } + [0])
    rmdir(path.map { CChar(bitPattern: $0) } + [0])
  }
}
