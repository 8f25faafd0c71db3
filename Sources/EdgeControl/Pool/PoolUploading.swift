internal import EdgeTypes

extension PoolClient {
  /// At once, by the reason that there is to start another.
  static let unlimitedUploads = 2
  static let mostUploads = 4
  /// A batch is closed at this age however small it is (packetcrypt.md 14.6).
  static let longestWait = Interval.seconds(10)
  /// What a half-open breaker risks.
  private static let probeSize = 32

  /// Starts one upload if something is ready and there is a place for it.
  ///
  /// - Parameters:
  ///   - size: announcements in a full batch.
  ///   - places: uploads that may be under way with the new one.
  /// - Returns: the announcements in the batch, 0 if there is none.
  mutating func pump(
    size: Int, places: Int, deadline: Interval, at now: Instant,
    _ context: inout PoolContext
  ) -> Int {
    guard let lane = readyLane(size: size, places: places, at: now) else { return 0 }
    return send(lane: lane, size: size, deadline: deadline, at: now, &context)
  }

  private func readyLane(size: Int, places: Int, at now: Instant) -> Int? {
    guard acceptsUploads, queue.count > 0 else { return nil }
    let isProbe = uploadBreaker.state == .halfOpen
    let places = isProbe ? 1 : places
    guard uploads.count < places else { return nil }
    let perHandler = handlers.count == 1 ? places : (places + 1) / 2
    let share = max(1, size / max(1, handlers.count))
    let enough = uploads.isEmpty || places == Self.mostUploads ? max(1, share / 2) : share
    var best: Int?
    for (lane, handler) in handlers.enumerated() {
      let waiting = queue.lanes[lane]
      guard let oldest = waiting.first, handler.notBefore <= now,
        uploads.count(where: { $0.url == handler.url }) < perHandler,
        waiting.count >= enough || queue.isClosed(lane: lane) || isProbe
          || now.since(oldest.arrival) >= Self.longestWait
      else { continue }
      if best.map({ queue.lanes[$0].count < waiting.count }) ?? true { best = lane }
    }
    return best
  }

  private mutating func send(
    lane: Int, size: Int, deadline: Interval, at now: Instant, _ context: inout PoolContext
  ) -> Int {
    let limit = uploadBreaker.state == .halfOpen ? Self.probeSize : max(1, min(size, 1024))
    let batch = queue.take(lane: lane, atMost: limit)
    guard let first = batch.first else { return 0 }
    let url = handlers[lane].url
    let workNumber: Text = "\(UInt64(first.parentHeight) + 1)"
    let id = context.upload(
      PoolUpload(
        url: url, rule: rule, announcements: batch,
        headers: headers + [
          (name: "x-pc-payto", value: paymentAddress),
          (name: "x-pc-sver", value: [0x31]),
          (name: "x-pc-annver", value: [0x31]),
          (name: "x-pc-worknum", value: workNumber.bytes),
        ],
        maximumReplyBytes: UploadReply.maximumBytes, deadline: deadline))
    counters.bytesSent &+= UInt64(batch.count * QueuedAnnouncement.size)
    uploads.append(
      UploadInFlight(
        id: id, url: url, paymentAddress: paymentAddress, announcements: batch, started: now))
    return batch.count
  }

  /// Takes the answer to a POST; false if it is not one of this pool's.
  mutating func uploaded(
    _ id: RequestID, _ outcome: UploadOutcome, at now: Instant, _ context: inout PoolContext
  ) -> Bool {
    guard let index = uploads.firstIndex(where: { $0.id == id }) else { return false }
    let upload = uploads.remove(at: index)
    let verdict = UploadVerdict(outcome, of: upload)
    counters.accepted &+= verdict.accepted
    counters.rejected &+= verdict.rejected
    counters.overloaded &+= verdict.overloaded
    counters.lost &+= verdict.lost
    if let problem = verdict.problem { noteError(problem) }
    if verdict.wasAnswered {
      uploadSpeed.add(announcements: upload.announcements.count, in: now.since(upload.started))
    }
    punish(upload, verdict, at: now, &context)
    return true
  }

  private mutating func punish(
    _ upload: UploadInFlight, _ verdict: UploadVerdict, at now: Instant,
    _ context: inout PoolContext
  ) {
    if let handler = handlers.firstIndex(where: { $0.url == upload.url }) {
      if verdict.accepted > 0 && !verdict.isNonsense {
        handlers[handler].restart(at: now)
      } else {
        let wait = handlers[handler].backoff.next(&context.jitter)
        handlers[handler].notBefore = now.advanced(by: wait)
      }
    }
    let bad = UInt64(upload.announcements.count) - verdict.accepted
    let wasProbe = uploadBreaker.state == .halfOpen
    acceptance.add(good: verdict.accepted, bad: bad, at: now)
    var isOpened = false
    if verdict.isNonsense || (wasProbe && verdict.accepted < bad) {
      isOpened = uploadBreaker.bad(at: now)
    } else if let percent = acceptance.poorPercent, !wasProbe {
      noteError("\(percent) % accepted over 5 minutes, stopped; last: \(counters.lastError)")
      uploadBreaker.trip(at: now)
      isOpened = true
    } else if verdict.accepted > 0 {
      uploadBreaker.good()
    }
    guard isOpened else { return }
    noteDisabled()
    acceptance.clear()
    queueCannotGo()
  }
}

/// What one upload's answer means for the counts (packetcrypt.md 14.9).
///
/// An answer that credits somebody else counts as rejected, one about another batch as lost, and
/// nobody can accept more than was sent.
struct UploadVerdict: Equatable {
  var accepted: UInt64 = 0
  var rejected: UInt64 = 0
  var overloaded: UInt64 = 0
  var lost: UInt64 = 0
  var isNonsense = false
  var wasAnswered = false
  var problem: Text?

  init(_ outcome: UploadOutcome, of upload: UploadInFlight) {
    let sent = UInt64(upload.announcements.count)
    switch outcome {
    case .failed(let reason): (lost, problem) = (sent, "upload: \(reason)")
    case .answered(let body, let expectedEventID):
      wasAnswered = true
      do throws(PoolProtocolError) {
        let reply = try UploadReply(decoding: body)
        judge(reply, sent: sent, upload.paymentAddress, expectedEventID)
      } catch {
        (lost, isNonsense, problem) = (sent, true, "upload: \(error.text)")
      }
    }
  }

  private mutating func judge(
    _ reply: UploadReply, sent: UInt64, _ paymentAddress: [UInt8], _ eventID: [UInt8]
  ) {
    guard let result = reply.result else {
      let first = Printable.text(reply.errors.first ?? Array("no result and no error".utf8))
      problem = "upload refused: \(first)"
      if reply.isOverloaded { overloaded = sent } else { lost = sent }
      return
    }
    if result.eventID != eventID {
      (lost, isNonsense, problem) = (sent, true, "upload: eventId is not that of our batch")
    } else if result.payTo != paymentAddress {
      (rejected, isNonsense, problem) = (sent, true, "upload: payTo is not our address")
    } else if UInt64(result.accepted) > sent {
      (accepted, isNonsense) = (sent, true)
      problem = "upload: accepted \(result.accepted) of \(sent)"
    } else {
      accepted = UInt64(result.accepted)
      rejected = sent - accepted
      if rejected > 0 { problem = "upload: \(rejected) of \(sent) announcements rejected" }
    }
  }
}
