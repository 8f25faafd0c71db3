internal import EdgeTypes

/// What a handler that is not honest says about a batch.
enum FaultyVerdict {
  /// The reply instead of a check, or nil if this fault still wants the batch checked.
  static func unchecked(_ fault: Fault, count: Int, _ reply: HandlerReply) -> PoolDocument? {
    var reply = reply
    switch fault {
    case .rejectAll: return HandlerReply.refused("not enough work")
    case .overloaded: return HandlerReply.refused("overloaded", status: 503)
    case .missingResult: return PoolDocument(json: "{\"warn\":[],\"error\":[]}")
    case .wrongResultType: return HandlerReply.good("\"anns\"")
    case .escapesInError:
      return HandlerReply.refused(
        Text(Text("bad\n\r\t\u{1B}[2J\u{1B}]0;x\u{7} ann").bytes + [0xFF]))
    case .longError: return HandlerReply.refused(Text([UInt8](repeating: 0x78, count: 100_000)))
    case .acceptAll: return HandlerReply.good(reply.members.text)
    case .dupAll:
      (reply.accepted, reply.duplicates) = (0, UInt64(count))
      return HandlerReply.good(reply.members.text)
    case .acceptsNone:
      (reply.accepted, reply.duplicates) = (0, 0)
      return HandlerReply.good(reply.members.text)
    default: return nil
    }
  }

  /// Spoils the result of a batch that passed its check.
  static func inject(_ result: inout RawJSONObject, _ fault: Fault) {
    switch fault {
    case .wrongEventID: result.set("eventId", string: [UInt8](repeating: 0x30, count: 32))
    case .acceptedTooMany: result.set("accepted", number: 4_000_000_000 as UInt32)
    case .acceptedNegative: result.set("accepted", number: -1)
    case .wrongPayTo: result.set("payTo", "\"pkt1qsomebodyelse\"")
    case .wrongTarget:
      result.set("accepted", "\"many\"")
      result.set("time", "{}")
    default: break
    }
  }
}
