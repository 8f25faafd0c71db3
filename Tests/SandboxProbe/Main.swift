internal import CLinux
internal import EdgeTypes
internal import LinuxPort

/// Enters the sandbox and tries one thing: `probe WHAT [PORT NAMESERVER-PORT]`; or uploads.
///
/// What came of it goes to descriptor 3 (or 1 if there is none) as one message; a filter that kills
/// speaks through the exit status.
@c(SandboxProbe_main)
public func sandboxProbeMain(
  _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  var words: [[UInt8]] = []
  for index in 0..<max(0, Int(count)) {
    guard let word = arguments?[index] else { break }
    words.append(Array(UnsafeRawBufferPointer(start: word, count: strlen(word))))
  }
  guard words.count > 1 else { return 64 }
  if Text(words[1]) == "upload" { return Upload.run(words) }
  do throws(SandboxError) {
    let report = try Sandbox.enter(
      user: Array("edgepoint-no-such-user".utf8), memoryLimit: ByteCount(64 << 20))
    return Probe(report: report, words: words).run()
  } catch {
    say(error.text)
    return 70
  }
}

func say(_ text: Text) {
  let target: Int32 = ep_fcntl(3, F_GETFD, 0) >= 0 ? 3 : 1
  _ = write(target, text.bytes, text.bytes.count)
}
