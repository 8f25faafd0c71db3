internal import CJansson

/// One value of a parsed JSON text; the text's whole tree lives as long as any value of it.
///
/// Reading never traps: a member that is missing, an element out of range and a value of another
/// type are nil. jansson checks the syntax (RFC 8259) and UTF-8.
public struct JSONValue {
  public enum Kind: Equatable, Sendable { case object, array, string, integer, real, boolean, null }

  private let tree: JSONTree
  private let node: UnsafeMutablePointer<json_t>

  /// Takes over the reference that `root` carries.
  init(owning root: UnsafeMutablePointer<json_t>) {
    tree = JSONTree(root)
    node = root
  }

  private init(_ tree: JSONTree, _ node: UnsafeMutablePointer<json_t>) {
    (self.tree, self.node) = (tree, node)
  }

  public var kind: Kind {
    switch read({ $0.pointee.type }) {
    case JSON_OBJECT: .object
    case JSON_ARRAY: .array
    case JSON_STRING: .string
    case JSON_INTEGER: .integer
    case JSON_REAL: .real
    case JSON_TRUE, JSON_FALSE: .boolean
    default: .null
    }
  }

  public var isNull: Bool { kind == .null }

  /// The object's member of that name.
  public func member(_ name: StaticString) -> JSONValue? {
    guard name.hasPointerRepresentation else { return nil }
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    return read { json_object_getn($0, key, name.utf8CodeUnitCount) }.map { JSONValue(tree, $0) }
  }

  /// The object's member of that name, which may come from outside.
  public func member(_ name: [UInt8]) -> JSONValue? {
    let key = name.map { CChar(bitPattern: $0) } + [0]
    return read { json_object_getn($0, key, name.count) }.map { JSONValue(tree, $0) }
  }

  /// How many elements an array or members an object has; 0 for any other value.
  public var count: Int {
    switch kind {
    case .array: read { json_array_size($0) }
    case .object: read { json_object_size($0) }
    case .string, .integer, .real, .boolean, .null: 0
    }
  }

  /// The array's element at `index`.
  public func element(_ index: Int) -> JSONValue? {
    guard index >= 0 else { return nil }
    return read { json_array_get($0, index) }.map { JSONValue(tree, $0) }
  }

  /// The elements of an array, nil for any other value.
  public var elements: [JSONValue]? {
    guard kind == .array else { return nil }
    return (0..<count).compactMap { element($0) }
  }

  /// The object's members in the order of the text, nil for any other value.
  public var members: [(name: [UInt8], value: JSONValue)]? {
    guard kind == .object else { return nil }
    return read { node in
      var found: [(name: [UInt8], value: JSONValue)] = []
      var cursor = json_object_iter(node)
      while let position = cursor {
        if let key = json_object_iter_key(position), let value = json_object_iter_value(position) {
          let length = json_object_iter_key_len(position)
          let name = [UInt8](UnsafeRawBufferPointer(start: key, count: length))
          found.append((name: name, value: JSONValue(tree, value)))
        }
        cursor = json_object_iter_next(node, position)
      }
      return found
    }
  }

  /// The UTF-8 bytes of a string.
  public var string: [UInt8]? {
    read { node in
      json_string_value(node).map {
        [UInt8](UnsafeRawBufferPointer(start: $0, count: json_string_length(node)))
      }
    }
  }

  /// An integer that fits `Value`; `1.0` and `1e3` are not integers.
  public func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
    guard kind == .integer else { return nil }
    return Value(exactly: read { json_integer_value($0) })
  }

  /// Any number, rounded to a double.
  public var number: Double? {
    guard kind == .integer || kind == .real else { return nil }
    return read { json_number_value($0) }
  }

  public var boolean: Bool? {
    switch read({ $0.pointee.type }) {
    case JSON_TRUE: true
    case JSON_FALSE: false
    default: nil
    }
  }

  /// C holds a plain pointer, so the tree must be told to stay while C reads it.
  private func read<Result>(_ body: (UnsafeMutablePointer<json_t>) -> Result) -> Result {
    withExtendedLifetime(tree) { body(node) }
  }
}

/// Holds the tree's one reference.
private final class JSONTree {
  private let root: UnsafeMutablePointer<json_t>
  init(_ root: UnsafeMutablePointer<json_t>) { self.root = root }
  deinit { json_decref(root) }
}
