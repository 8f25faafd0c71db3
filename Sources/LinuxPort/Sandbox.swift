internal import CLinux
public import EdgeTypes

/// Why a process must not go on: a protection that every kernel gives was refused.
public enum SandboxError: Error, Equatable, Sendable {
  case capabilities(Errno)
  case privileges(Errno)
  case limits(Errno)
  /// The parent died while the identity changed, which also unties the child's life from it.
  case orphaned

  public var text: Text {
    switch self {
    case .capabilities(let error): "cannot drop capabilities: \(error.text)"
    case .privileges(let error): "cannot give up privileges: \(error.text)"
    case .limits(let error): "cannot limit memory and descriptors: \(error.text)"
    case .orphaned: "the parent process has ended"
    }
  }
}

/// What the sandbox is made of here; what is missing is the log's and the status's business.
public struct SandboxReport: Equatable, Sendable {
  public enum Identity: Equatable, Sendable {
    /// Not root to begin with: nothing to give up.
    case kept(uid: UInt32)
    case changed(uid: UInt32)
    /// The user does not exist; user 65534 (nobody) was taken.
    case changedToNobody
    /// Root of a user namespace that maps nobody else; its capabilities are gone all the same.
    case unmapped(Errno)
  }
  public internal(set) var identity: Identity
  /// Nil = enforced; the error if this kernel or emulator has no system call filter.
  public internal(set) var filterMissing: Errno?
  /// Nil = SCHED_IDLE; the error if the kernel refused.
  public internal(set) var idleMissing: Errno?
}

/// What a process locks itself into once it has everything it needs.
///
/// Afterwards it can compute, use its descriptors and talk IPv4 and IPv6 outwards; it cannot open
/// files, start programs, become another user, touch another process or map executable memory.
public enum Sandbox {
  private static let nobody: UInt32 = 65_534
  private static let maximumDescriptors: UInt32 = 128

  /// Enters for good; must run before further threads are started, so that they inherit it.
  ///
  /// - Parameters:
  ///   - user: whom root becomes.
  ///   - memoryLimit: for RLIMIT_DATA, which counts what can be written: heap and private mappings
  ///     with the threads' stacks. RLIMIT_AS would count the 64 MiB of addresses that glibc
  ///     reserves for each thread's heap as well.
  public static func enter(
    user: [UInt8], memoryLimit: ByteCount
  ) throws(SandboxError) -> SandboxReport {
    let parent = getppid()
    let account = Accounts.user(named: user)  // Files can be read only before.
    offerToOutOfMemoryKiller()
    var report = SandboxReport(identity: .kept(uid: getuid()))
    let idle = ep_sandbox_idle()
    if idle != 0 { report.idleMissing = Errno(code: idle) }
    let limits = ep_sandbox_limits(max(memoryLimit.bytes, 4 << 20), maximumDescriptors)
    guard limits == 0 else { throw .limits(Errno(code: limits)) }
    report.identity = try giveUpIdentity(account)
    guard ep_prctl(PR_SET_NO_NEW_PRIVS, 1, 0) == 0 else { throw .privileges(.last) }
    // A core or a debugger would show the keys of others; a change of user forgets the tie.
    ep_prctl(PR_SET_DUMPABLE, 0, 0)
    ep_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL), 0)
    guard getppid() == parent else { throw .orphaned }
    let program = SeccompFilter.program(
      machine: ep_sandbox_machine(), foreignCalls: ep_sandbox_foreign_calls(),
      SeccompFilter.ownRules())
    let filter = ep_sandbox_install(program, program.count)
    if filter != 0 { report.filterMissing = Errno(code: filter) }
    return report
  }

  /// Memory that runs out takes us first; everybody may raise his own score. Read-only /proc: no.
  private static func offerToOutOfMemoryKiller() {
    let raw = ep_open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0)
    guard raw >= 0 else { return }
    try? FileDescriptor(taking: raw).writeAll(Array("800".utf8))
  }

  private static func giveUpIdentity(
    _ account: Accounts.User?
  ) throws(SandboxError) -> SandboxReport.Identity {
    // Before the identity: afterwards nobody may touch the bounding set.
    let bounding = ep_sandbox_drop_bounding()
    guard bounding == 0 else { throw .capabilities(Errno(code: bounding)) }
    var identity = SandboxReport.Identity.kept(uid: getuid())
    if geteuid() == 0 {
      let uid = account?.uid ?? nobody
      let result = ep_sandbox_become(uid, account?.gid ?? nobody)
      switch Errno(code: result) {
      case Errno(code: 0): identity = account == nil ? .changedToNobody : .changed(uid: uid)
      case .invalidArgument, .notPermitted: identity = .unmapped(Errno(code: result))
      default: throw .privileges(Errno(code: result))
      }
    }
    let result = ep_sandbox_drop_capabilities()
    guard result == 0 else { throw .capabilities(Errno(code: result)) }
    return identity
  }
}
