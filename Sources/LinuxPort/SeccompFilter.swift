internal import CLinux

/// How one system call is treated inside the sandbox.
struct CallRule: Equatable {
  enum Verdict: Equatable {
    case allow
    /// The call fails with this error number and the process goes on.
    case fail(UInt32)
    /// Allowed if an argument (0...5; its lower 32 bits), masked, has this value.
    case allowIf(argument: UInt32, mask: UInt32, value: UInt32, otherwise: UInt32)
  }
  let number: UInt32
  let verdict: Verdict
}

/// The program that the kernel runs before each system call (seccomp(2), classic BPF).
///
/// A pure function of the list: the calls are compared one after the other, and what is not listed
/// kills the process. Two rules for one call are tried in order; the last one's error counts.
enum SeccompFilter {
  // linux/bpf_common.h and linux/filter.h.
  static let loadWord: UInt16 = 0x20
  static let jumpIfEqual: UInt16 = 0x15
  static let jumpIfAtLeast: UInt16 = 0x35
  static let mask: UInt16 = 0x54
  static let finish: UInt16 = 0x06
  // linux/seccomp.h.
  static let kill: UInt32 = 0x8000_0000
  static let fail: UInt32 = 0x0005_0000
  static let allow: UInt32 = 0x7FFF_0000

  static func program(machine: UInt32, foreignCalls: UInt32, _ rules: [CallRule]) -> [sock_filter] {
    var program = [
      op(loadWord, 4),  // seccomp_data.arch
      op(jumpIfEqual, machine, yes: 1),
      op(finish, kill),
      op(loadWord, 0),  // seccomp_data.nr
    ]
    if foreignCalls > 0 {
      program += [op(jumpIfAtLeast, foreignCalls, no: 1), op(finish, kill)]
    }
    var numbers: [UInt32] = []
    for rule in rules where !numbers.contains(rule.number) {
      numbers.append(rule.number)
      let body = verdicts(rules, for: rule.number)
      program.append(op(jumpIfEqual, rule.number, no: UInt8(clamping: body.count)))
      program += body
    }
    return program + [op(finish, kill)]
  }

  private static func verdicts(_ rules: [CallRule], for number: UInt32) -> [sock_filter] {
    var body: [sock_filter] = []
    var error: UInt32 = 0
    for rule in rules where rule.number == number {
      switch rule.verdict {
      case .allow: return body + [op(finish, allow)]
      case .fail(let code): return body + [op(finish, fail | code & 0xFFFF)]
      case .allowIf(let argument, let bits, let value, let otherwise):
        // seccomp_data.args starts at byte 16, eight bytes each, lower half first.
        body += [
          op(loadWord, 16 + argument * 8), op(mask, bits), op(jumpIfEqual, value, no: 1),
          op(finish, allow),
        ]
        error = otherwise
      }
    }
    return body + [op(finish, fail | error & 0xFFFF)]
  }

  private static func op(
    _ code: UInt16, _ value: UInt32, yes: UInt8 = 0, no: UInt8 = 0
  ) -> sock_filter {
    sock_filter(code: code, jt: yes, jf: no, k: value)
  }

  /// The rules for this machine, from the list in CLinux.
  static func ownRules() -> [CallRule] {
    var first: UnsafePointer<ep_call>?
    let count = ep_sandbox_calls(&first)
    return UnsafeBufferPointer(start: first, count: count).map { call in
      switch call.rule {
      case UInt32(EP_CALL_ALLOW.rawValue): CallRule(number: call.number, verdict: .allow)
      case UInt32(EP_CALL_ALLOW_IF.rawValue):
        CallRule(
          number: call.number,
          verdict: .allowIf(
            argument: call.argument, mask: call.mask, value: call.value, otherwise: call.detail))
      default: CallRule(number: call.number, verdict: .fail(call.detail))
      }
    }
  }
}
