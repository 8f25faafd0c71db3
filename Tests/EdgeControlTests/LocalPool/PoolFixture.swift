import EdgeControl
import EdgeTypes
import Foundation
import JSON
import Testing

/// A pool with a toy hash and a check that the test decides, driven by hand.
final class PoolFixture {
  static let start: UInt64 = 1_700_000_000_000
  static let target: UInt32 = 0x2000_0fff

  var pool: LocalPool
  var now = start

  init(
    _ change: (inout LocalPoolSettings) -> Void = { _ in },
    hash32: @escaping ([UInt8]) -> [UInt8] = toyHash,
    check: @escaping ([UInt8], [UInt8]) -> ProofCheck = { _, _ in .ok }
  ) {
    var settings = LocalPoolSettings(
      baseURL: Array("http://127.0.0.1:9".utf8), target: PoolFixture.target)
    settings.epochMilliseconds = PoolFixture.start
    change(&settings)
    pool = LocalPool(
      settings: settings, functions: PoolFunctions(hash32: hash32, check: check), now: now)
  }

  /// Sends a request and does the checking until its answer is there.
  func send(_ request: PoolRequest) throws -> PoolAnswer {
    switch pool.handle(request, now: now) {
    case .answer(let answer): return answer
    case .queued(let id):
      for _ in 0...2000 {
        if let done = pool.advance(now: now), done.id == id { return done.answer }
      }
      throw Unanswered()
    }
  }

  func document(_ request: PoolRequest) throws -> PoolDocument {
    guard case .document(let document) = try send(request) else { throw Unanswered() }
    return document
  }

  func get(_ path: String) throws -> PoolDocument {
    try document(
      PoolRequest(method: Array("GET".utf8), path: Array(path.utf8), headers: [], body: []))
  }

  func json(_ path: String) throws -> JSONValue {
    try JSONValue.parse(try get(path).body, limits: JSONLimits(bytes: 1_000_000))
  }

  func stats(_ name: StaticString) throws -> Int64? {
    try json("/stats.json").member(name)?.whole
  }

  /// The height that `announcement()` must name now.
  var tip: UInt32 { pool.tipHeight(at: now) }

  func submit(
    _ announcements: [[UInt8]], number: Int64? = nil, payTo: String? = "pkt1qtest",
    version: String? = "1", path: String = "/submit", extra: [UInt8] = []
  ) -> PoolRequest {
    var headers: [(name: [UInt8], value: [UInt8])] = []
    func add(_ name: String, _ value: String?) {
      if let value { headers.append((Array(name.utf8), Array(value.utf8))) }
    }
    add("x-pc-payto", payTo)
    add("x-pc-sver", version)
    add("x-pc-worknum", String(number ?? Int64(tip) + 1))
    return PoolRequest(
      method: Array("POST".utf8), path: Array(path.utf8), headers: headers,
      body: Array(announcements.joined()) + extra)
  }
}

struct Unanswered: Error {}

/// An announcement with this plain header and nothing behind it.
func announcement(
  parent: UInt32, nonce: UInt32 = 1, bits: UInt32 = PoolFixture.target, version: UInt32 = 1,
  content: UInt8 = 0, key: [UInt8]? = nil
) -> [UInt8] {
  var writer = ByteWriter()
  for field in [version, nonce, bits, parent, 0, 0] { writer.write(field) }
  writer.write(bytes: [UInt8](repeating: content, count: 32))
  writer.write(bytes: key ?? [UInt8](repeating: 0, count: 32))
  return writer.bytes + [UInt8](repeating: 7, count: 1024 - writer.bytes.count)
}

/// 32 bytes that depend on every byte of the input; FNV-1a with four offsets.
func toyHash(_ input: [UInt8]) -> [UInt8] {
  var writer = ByteWriter()
  for lane in 1...4 as ClosedRange<UInt64> {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325 &* lane
    for byte in input { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    writer.write(state ^ state >> 29)
  }
  return writer.bytes
}

/// One of the vector files.
func vectorFile(_ name: String) throws -> Any {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let bytes = try Data(contentsOf: folder.appendingPathComponent("Vectors/\(name).json"))
  return try JSONSerialization.jsonObject(with: bytes)
}
