/// The name servers in resolv.conf(5), as text: at most three, as the resolver of libc takes.
public enum NameServers {
  public static func parse(_ file: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for line in file.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let words = line.split { $0 == 0x20 || $0 == 0x09 }
      guard words.count >= 2, words[0].elementsEqual("nameserver".utf8) else { continue }
      let address = Array(words[1])
      if address.count <= 64, found.count < 3, !found.contains(address) { found.append(address) }
    }
    return found
  }
}
