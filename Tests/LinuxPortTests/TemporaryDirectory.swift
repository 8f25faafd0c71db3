import CLinux
import LinuxPort

/// A directory of a test's own, removed with everything in it when the test ends.
final class TemporaryDirectory {
  let path: [UInt8]

  init() {
    var template = Array("/tmp/edgepoint-test-XXXXXX".utf8CString)
    path = mkdtemp(&template) == nil ? [] : template.dropLast().map { UInt8(bitPattern: $0) }
    precondition(!path.isEmpty, "cannot make a directory under /tmp")
  }

  func file(_ name: String) -> [UInt8] { path + [0x2F] + Array(name.utf8) }

  deinit {
    _ = nftw(
      path.map { CChar(bitPattern: $0) } + [0],
      { name, _, _, _ in
        if let name { remove(name) }
        return 0
      }, 8, Int32(FTW_DEPTH | FTW_PHYS))
  }
}
