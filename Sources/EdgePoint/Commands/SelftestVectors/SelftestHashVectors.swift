internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `hash.json`: BLAKE2b and the expansion of seeds.
enum HashVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    switch Text(try vector.text("kind")) {
    case "expand": try checkExpand(vector)
    case "blake2b":
      let input = try vector.bytes("input")
      try expect(Blake2b.hash64(input), try vector.bytes("out64"), "B64")
      try expect(Blake2b.hash32(input), try vector.bytes("out32"), "B32")
    case let kind: throw VectorProblem("unknown kind '\(kind)'")
    }
  }

  private static func checkExpand(_ vector: JSONValue) throws(VectorProblem) {
    let count: Int = try vector.integer("len")
    try expect((0...1 << 26).contains(count), "member 'len' is out of range")
    let stream = expand(
      seed: try vector.bytes("seed"), number: try vector.integer("num"), count: count)
    if let wanted = try vector.optionalBytes("out") {
      try expect(stream, wanted, "expanded bytes")
    } else {
      try expect(Blake2b.hash64(stream), try vector.bytes("out_blake2b64"), "expanded bytes' B64")
    }
  }
}
