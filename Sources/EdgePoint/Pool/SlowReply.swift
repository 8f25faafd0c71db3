internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// An answer that takes its time on purpose: late, drop by drop, without end, or never.
final class SlowReply {
  /// Called once when nothing is left to do.
  var onEnd: () -> Void = {}
  private let exchange: HTTPExchange
  private let loop: EventLoop
  private var timer: Timer?
  private var rest: ArraySlice<UInt8> = []

  init(_ exchange: HTTPExchange, on loop: EventLoop) {
    (self.exchange, self.loop) = (exchange, loop)
  }

  func begin(_ answer: PoolAnswer) {
    switch answer {
    case .late(let document, let seconds):
      timer = Timer(on: loop, after: .seconds(UInt64(seconds))) { [self] in
        exchange.send(document)
        end()
      }
    case .trickle(let document): trickle(document)
    case .stream(let document, let unit, let total): stream(document, unit, total)
    case .document, .half, .raw, .silence, .hangUp, .reset: break
    }
  }

  func end() {
    timer = nil
    let told = onEnd
    onEnd = {}
    told()
  }

  private func trickle(_ document: PoolDocument) {
    exchange.beginFixed(
      status: document.status, headers: document.fields, announcedLength: document.body.count)
    rest = document.body[...]
    timer = Timer(on: loop, every: .seconds(1)) { [self] in
      guard let byte = rest.popFirst() else {
        exchange.closeAfterSending()
        return end()
      }
      exchange.sendRaw([byte])
    }
  }

  /// Sends the next unit when the kernel has taken the one before: memory holds one at a time.
  private func stream(_ document: PoolDocument, _ unit: [UInt8], _ total: UInt64?) {
    let isHTTP = document.status != 0
    var left = total ?? .max
    exchange.onSent { [self] in
      guard left > 0 else {
        exchange.finish()
        return end()
      }
      left -= min(left, UInt64(unit.count))
      if isHTTP { exchange.sendChunk(unit) } else { exchange.sendRaw(unit) }
    }
    if isHTTP {
      exchange.beginChunked(status: document.status, headers: document.fields)
      exchange.sendChunk(document.body)
    } else {
      exchange.sendRaw(document.body)
    }
  }
}

extension PoolDocument {
  var fields: HTTPHeaders {
    var fields = HTTPHeaders()
    for header in headers { fields.add(header.name, header.value) }
    return fields
  }
}

extension HTTPExchange {
  func send(_ document: PoolDocument) {
    reply(status: document.status, headers: document.fields, body: document.body)
  }
}
