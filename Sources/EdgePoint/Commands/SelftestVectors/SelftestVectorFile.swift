internal import EdgeTypes
internal import JSON

/// The kinds of vector file that exist; the name of a file says which kind it is.
enum VectorKind: CaseIterable {
  case hash, randgen, opcodes, randhash, randhashCustom, mkitem, cryptocycle, crypt, merkle
  case announce, validateValid, validateInvalid, difficulty, blockTreeProof, blockCheck
  case pool, poolSamples, addresses

  /// The name without `.json`.
  var name: StaticString {
    switch self {
    case .hash: "hash"
    case .randgen: "randgen"
    case .opcodes: "opcodes"
    case .randhash: "randhash"
    case .randhashCustom: "randhash_custom"
    case .mkitem: "mkitem"
    case .cryptocycle: "cryptocycle"
    case .crypt: "crypt"
    case .merkle: "merkle"
    case .announce: "announce"
    case .validateValid: "validate_valid"
    case .validateInvalid: "validate_invalid"
    case .difficulty: "difficulty"
    case .blockTreeProof: "block_tree_proof"
    case .blockCheck: "block_check"
    case .pool: "pool"
    case .poolSamples: "pool_samples"
    case .addresses: "addresses"
    }
  }

  init?(fileName: [UInt8]) {
    for kind in VectorKind.allCases where Text("\(kind.name).json").bytes == fileName {
      self = kind
      return
    }
    return nil
  }
}

/// How one vector file went.
struct VectorTally {
  private(set) var passed = 0
  private(set) var failed = 0
  /// What was wrong with the first few failures, one line each.
  private(set) var failures: [Text] = []

  mutating func pass() { passed += 1 }

  mutating func fail(_ why: Text) {
    failed += 1
    if failures.count < 5 { failures.append(why) }
  }
}

/// Runs the vectors of one file; reads nothing but the bytes given.
enum VectorFile {
  /// - Parameter progress: called after each vector with how many are done, of how many.
  static func check(
    _ kind: VectorKind, contents: [UInt8], progress: (Int, Int) -> Void = { _, _ in }
  ) -> VectorTally {
    var tally = VectorTally()
    let root: JSONValue
    do throws(JSONError) { root = try parse(contents) } catch {
      tally.fail("not JSON: \(error.text)")
      return tally
    }
    // A file is a list of vectors, or one object.
    let vectors = root.elements ?? [root]
    if vectors.isEmpty { tally.fail("the file holds no vectors") }
    for (index, vector) in vectors.enumerated() {
      do throws(VectorProblem) {
        try check(kind, vector)
        tally.pass()
      } catch {
        tally.fail("vector \(index): \(error.text)")
      }
      progress(index + 1, vectors.count)
    }
    return tally
  }

  private static func parse(_ contents: [UInt8]) throws(JSONError) -> JSONValue {
    let limits = JSONLimits(bytes: 64 << 20, depth: 64)
    do throws(JSONError) { return try JSONValue.parse(contents, limits: limits) } catch {
      // The error is about the text as it is, unless wide integers were all that was wrong.
      do throws(JSONError) {
        return try JSONValue.parse(WideIntegers.quoted(in: contents), limits: limits)
      } catch _ { throw error }
    }
  }

  private static func check(_ kind: VectorKind, _ vector: JSONValue) throws(VectorProblem) {
    switch kind {
    case .hash: try HashVectors.check(vector)
    case .randgen: try ProgramVectors.checkRandGen(vector)
    case .opcodes: try ProgramVectors.checkOpcode(vector)
    case .randhash: try ProgramVectors.checkRandHash(vector)
    case .randhashCustom: try ProgramVectors.checkCustomProgram(vector)
    case .mkitem: try TableVectors.checkItem(vector)
    case .merkle: try TableVectors.checkMerkle(vector)
    case .cryptocycle: try CycleVectors.checkSteps(vector)
    case .crypt: try CycleVectors.checkCrypt(vector)
    case .announce: try AnnounceVectors.check(vector)
    case .validateValid, .validateInvalid: try ValidationVectors.check(vector)
    case .difficulty: try DifficultyVectors.check(vector)
    case .blockTreeProof: try BlockVectors.checkTreeProof(vector)
    case .blockCheck: try BlockVectors.checkBlock(vector)
    case .pool: try PoolVectors.check(vector)
    case .poolSamples: try PoolSampleVectors.check(vector)
    case .addresses: try AddressVectors.check(vector)
    }
  }
}
