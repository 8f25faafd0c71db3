internal import CLinux
internal import EdgeTypes
internal import LinuxPort

/// The process's entry: SwiftPM renames the C `main` of an executable target to this symbol.
@c(EdgePoint_main)
public func edgePointMain(
  _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  var words: [[UInt8]] = []
  for index in 0..<max(0, Int(count)) {
    guard let word = arguments?[index] else { break }
    words.append(Array(UnsafeRawBufferPointer(start: word, count: strlen(word))))
  }
  return CommandLine.run(words).rawValue
}
