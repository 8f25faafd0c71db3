internal import EdgeTypes

/// The announcement handlers.
extension LocalPool {
  mutating func submit(
    _ request: PoolRequest, _ path: [UInt8], _ view: View, _ now: UInt64
  ) -> Step {
    guard let handler = handler(at: path, view) else {
      return .answer(.document(.plain(status: 404, "no handler is here")))
    }
    switch SubmissionHeaders.read(from: request) {
    case .failure(let problem):
      return .answer(.document(.plain(status: 400, problem.text)))
    case .success(let headers):
      let submission = Submission(
        id: nextID, handler: handler, headers: headers, body: request.body)
      nextID &+= 1
      statistics.batches &+= 1
      statistics.bytes &+= UInt64(request.body.count)
      if let fault = view.fault, let answer = unchecked(fault, submission, request, now) {
        return .answer(answer)
      }
      return enqueue(submission)
    }
  }

  mutating func enqueue(_ submission: Submission) -> Step {
    let slot = handlers[submission.handler][submission.wantedHeight]
    if let refusal = submission.refusal(by: slot) {
      return .answer(.document(refuse(submission, refusal)))
    }
    guard queue.count < settings.queueLimit else {
      return .answer(.document(refuse(submission, .overloaded)))
    }
    queue.append(submission)
    return .queued(submission.id)
  }

  /// The answer of a handler that does not look at what it gets.
  mutating func unchecked(
    _ fault: Fault, _ submission: Submission, _ request: PoolRequest, _ now: UInt64
  ) -> PoolAnswer? {
    let count = submission.count
    guard let reply = FaultyVerdict.unchecked(fault, count: count, draft(request, now)) else {
      return nil
    }
    statistics.countSpoiled(at: now)
    switch fault {
    case .acceptAll: statistics.accepted &+= UInt64(count)
    case .dupAll: statistics.duplicates &+= UInt64(count)
    case .overloaded: statistics.overloaded &+= UInt64(count)
    default: statistics.countRejected(count, "fault \(fault.name)")
    }
    return .document(reply)
  }

  /// A result as if every announcement of the request were good.
  func draft(_ request: PoolRequest, _ now: UInt64) -> HandlerReply {
    HandlerReply(
      accepted: UInt64(request.body.count / AnnouncementFields.size), duplicates: 0,
      payTo: request.header("x-pc-payto") ?? [], unsigned: 0, target: settings.target, time: now,
      eventID: Array(functions.hash32(request.body).prefix(16)))
  }

  mutating func refuse(_ submission: Submission, _ refusal: Refusal) -> PoolDocument {
    if refusal == .overloaded {
      statistics.overloaded &+= UInt64(submission.count)
      return HandlerReply.refused(refusal.text, status: 503)
    }
    statistics.countRejected(submission.count, refusal.kind)
    return HandlerReply.refused(refusal.text)
  }

  mutating func finish(refusing refusal: Refusal) -> (id: UInt64, answer: PoolAnswer) {
    let submission = queue.removeFirst()
    return (submission.id, .document(refuse(submission, refusal)))
  }

  /// Counts a batch that passed (section 15.5).
  mutating func finish(_ now: UInt64) -> (id: UInt64, answer: PoolAnswer) {
    let submission = queue.removeFirst()
    let minimumWork = handlers[submission.handler][submission.wantedHeight].minimumWork
    let new = handlers[submission.handler].remember(
      submission.hashes, at: submission.wantedHeight)
    statistics.accepted &+= UInt64(new)
    statistics.duplicates &+= UInt64(submission.count - new)
    let reply = HandlerReply(
      accepted: UInt64(new), duplicates: UInt64(submission.count - new),
      payTo: submission.headers.payTo, unsigned: submission.unsigned,
      target: submission.count == 0 ? minimumWork : submission.greatestBits, time: now,
      eventID: Array(functions.hash32(submission.body).prefix(16)))
    var result = reply.members
    if let fault = view?.fault, fault.kind == .verdict {
      FaultyVerdict.inject(&result, fault)
      statistics.countSpoiled(at: now)
    }
    return (submission.id, .document(HandlerReply.good(result.text)))
  }
}
