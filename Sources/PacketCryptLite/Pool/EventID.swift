/// What an announcement handler calls one upload (packetcrypt.md section 15.5).
public enum EventID {
  /// The first 16 bytes of the hash of the request's whole body.
  public static func of(body: [UInt8]) -> [UInt8] { Array(Blake2b.hash32(body).prefix(16)) }
}
