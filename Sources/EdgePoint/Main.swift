internal import CLinux
internal import EdgeTypes
internal import NetlinkPort

@c(EdgePoint_main)
public func main(
  _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let text: Text = "edgepoint \(netlinkHeaderBytes): \(count) arguments\n"
  _ = text.bytes.withUnsafeBytes { CLinux.write(1, $0.baseAddress, $0.count) }
  return 0
}
