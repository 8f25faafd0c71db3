import EdgeTypes
import PacketCryptLite
import Testing

@Suite struct PaymentAddressTests {
  private func check(_ address: String) -> PaymentAddressVerdict {
    PaymentAddress.check(Array(address.utf8))
  }

  @Test(
    arguments: [
      ("pkt1q6hqsqhqdgqfd8t3xwgceulu7k9d9w5t2amath0qxyfjlvl3s3u4sjza2g2", .ok),
      ("pkt1qnaqm6k7tkrca00dxajrs04mhcmcnlfsdd45hxp", .ok),
      ("pUrAosMWWGGjvv67Qzcd41iJGpRyXRNt2a", .ok),
      ("", .empty),
      ("pkt1quc5pchmcmclkrzc6jgls8wehdprja6k7zm45dq+x", .badCharacter(position: 44)),
      (
        "pkt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq4x20ne",
        .tooLong(length: 70)
      ),
      ("pkt1", .tooShort),
      ("pkt1qnaqm6k7tkrca00dxajrss4mhcmcnlfsdd45hxp", .badChecksum),
      ("pkt1qnaqm6k7tkrca00bxajrs04mhcmcnlfsdd45hxp", .badCharacter(position: 20)),
      ("PKT1QNAQM6K7TKRCA00DXAJRS04MHCMCNLFSDD45HXP", .upperCase),
      ("pkt1qnaqm6K7TKRCA00DXAJRS04MHCMCNLFSDD45HXP", .upperCase),
      ("bc1q0rarj2sdus3pc50h9eanrrqfdfm4jcdf8d78hj", .otherNetwork),
      ("tpk1qtlmqnryaf5vyhzur2meegjl4ttgjz6mg7jl706", .otherNetwork),
      ("pkt1puj5sqcgm2wgw48v2y3f6rc8yjpsx6mh689ly57hck4sk9ak6ay5qugytpa", .bech32m),
      ("pkt1pqdag3r6x8mhhnjqf8e75fkp8hr75jjm7n0l8np99mkdwr0h9rczqcmscdu", .witnessVersion(1)),
      ("pkt1qqdku0nndnzfmpd055xn8hklf6a38je9wm2ur9ejtfn03u3", .programLength(25)),
      ("pkt1q6y2u5y9f7yr9twrdlggl7ean0sxpl4cl8zw6t5lnrjmw2gh7f26lljspgz", .badPadding),
      ("pUrAosMWWGGjvv68Qzcd41iJGpRyXRNt2a", .badChecksum),
      ("pUrAosMWWGGjvv60Qzcd41iJGpRyXRNt2a", .badCharacter(position: 16)),
      ("PgKaRCWYjCA4LnNqopbagofNT4CivypsSf", .scriptHash),
      ("28msmfKuWJcUxsjHrv7HujvVmCK1sTyydbJ", .otherVersion(0xA3)),
      ("1H9KRhbvjuPCQZWLQTCyQxrtjLd1zxwcCv", .otherVersion(0)),
      ("1", .badChecksum),
    ] as [(String, PaymentAddressVerdict)])
  func address_getsItsReason(_ address: String, _ verdict: PaymentAddressVerdict) {
    #expect(check(address) == verdict)
    #expect(!verdict.text.bytes.isEmpty)
  }

  @Test func anyCharacterChanged_isRefused() {
    for address in [
      "pkt1qnaqm6k7tkrca00dxajrs04mhcmcnlfsdd45hxp", "pUrAosMWWGGjvv67Qzcd41iJGpRyXRNt2a",
    ] {
      let bytes = Array(address.utf8)
      for index in bytes.indices {
        for other: UInt8 in 0...255 where other != bytes[index] {
          var changed = bytes
          changed[index] = other
          #expect(PaymentAddress.check(changed) != .ok)
        }
      }
    }
  }

  @Test func everyPrefix_isRefused() {
    let address = Array("pkt1qnaqm6k7tkrca00dxajrs04mhcmcnlfsdd45hxp".utf8)
    for count in address.indices { #expect(PaymentAddress.check(Array(address[..<count])) != .ok) }
  }
}
