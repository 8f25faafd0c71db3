internal import CLinux
internal import EdgeTypes

extension Files {
  /// The names in the folder `path` but "." and "..", sorted by their bytes.
  public static func names(in path: [UInt8]) throws(Errno) -> [[UInt8]] {
    var size = 0
    guard let block = ep_folder_names(path.cString, &size) else { throw .last }
    defer { free(block) }
    return UnsafeRawBufferPointer(start: block, count: size).split(separator: 0).map { Array($0) }
      .ordered { $0.lexicographicallyPrecedes($1) }
  }
}
