/// An address of our own and how many leading bits of it name the network.
public struct InterfaceAddress<Address: Hashable & Sendable>: Hashable, Sendable {
  public let address: Address
  public let prefixLength: Int
  public init(address: Address, prefixLength: Int) {
    (self.address, self.prefixLength) = (address, prefixLength)
  }
}
