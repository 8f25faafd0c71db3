internal import CLinux
internal import EdgeTypes
internal import LinuxPort

struct Probe {
  let report: SandboxReport
  let words: [[UInt8]]

  func run() -> Int32 {
    switch Text(words[1]) {
    case "hold": hold()
    case "work": work()
    case "open": told(ep_open("/etc/passwd", O_RDONLY, 0))
    case "unix": told(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
    case "netlink": told(socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0))
    case "listen": told(listen(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), 1))
    case "fork": told(fork())
    case "exec": told(execve("/bin/true", [nil], [nil]))
    case "chroot": told(chroot("/"))
    case "unshare": told(unshare(CLONE_NEWUSER))
    case "signal": told(kill(getppid(), 0))
    case "executable": told(map(4_096, PROT_READ | PROT_EXEC))
    case "memory": told(map(200 << 20, PROT_READ | PROT_WRITE))
    default: return 64
    }
    return 0
  }

  /// Not malloc, which an optimiser may leave out.
  private func map(_ size: Int, _ protection: Int32) -> Int32 {
    let area = mmap(nil, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return Int(bitPattern: area) == -1 ? -1 : 0  // MAP_FAILED
  }

  /// "allowed", or what the kernel said.
  private func told(_ result: Int32) {
    let error = Errno.last
    say(result < 0 ? error.text : "allowed")
  }

  /// Says what the sandbox is made of and stays, so that others can look at it from outside.
  private func hold() {
    let identity: StaticString
    switch report.identity {
    case .kept: identity = "kept"
    case .changed: identity = "changed"
    case .changedToNobody: identity = "nobody"
    case .unmapped: identity = "unmapped"
    }
    let filter: Text = report.filterMissing?.text ?? "enforced"
    say("identity=\(identity) filter=\(filter)")
    poll(nil, 0, -1)
  }

  /// Everything the miner process needs: threads with memory of their own, timers, names, HTTP.
  private func work() {
    guard words.count == 4, let loop = try? EventLoop() else { return say("no loop") }
    var threads: [pthread_t] = []
    for _ in 0..<4 {
      var handle = pthread_t()
      guard pthread_create(&handle, nil, churn, nil) == 0 else {
        return say("no thread")
      }
      threads.append(handle)
    }
    let client = HTTPClient(on: loop, nameServers: [Text("127.0.0.1:").bytes + words[3]])
    var texts: [Text] = []
    for host in [Text("127.0.0.1:"), Text("pool.example:")] {
      let url: Text = "http://\(host)\(words[2])/"
      client.send(HTTPClientRequest(url: url.bytes)) { result in
        switch result {
        case .success(let reply): texts.append("\(reply.status)")
        case .failure(let failure): texts.append(Text(failure.text))
        }
        if texts.count == 2 { loop.stop() }
      }
    }
    let limit = Timer(on: loop, after: .seconds(8)) { loop.stop() }
    loop.run()
    limit.cancel()
    for handle in threads { pthread_join(handle, nil) }
    say(texts.count == 2 ? "\(texts[0]) \(texts[1])" : "no answer")
  }
}

/// Makes glibc grow and trim a heap of the thread's own.
private func churn(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  for size in 1...200 {
    let block = malloc(size * 1_000)
    if let block { memset(block, 1, size * 1_000) }
    free(block)
  }
  return nil
}
