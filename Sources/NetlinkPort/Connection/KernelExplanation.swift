public import EdgeTypes

/// What the kernel says of a refusal beside its number: the extended acknowledgement of
/// linux/netlink.h (enum nlmsgerr_attrs).
public struct KernelExplanation: Equatable, Sendable {
  /// NLMSGERR_ATTR_MSG, such as "Specified qdisc kind is unknown"; empty if there is none.
  public var message: Text
  /// NLMSGERR_ATTR_OFFS: where the refused attribute begins, in bytes from the message's start.
  public var offset: UInt32?
  /// NLMSGERR_ATTR_MISS_TYPE: the number of an attribute that should be there.
  public var missingAttribute: UInt32?

  public init(message: Text, offset: UInt32? = nil, missingAttribute: UInt32? = nil) {
    (self.message, self.offset) = (message, offset)
    self.missingAttribute = missingAttribute
  }

  /// Nil if these attributes explain nothing.
  init?(_ attributes: NetlinkAttributes) {
    self.init(
      message: Text(attributes.name(1) ?? []), offset: attributes.number(2),
      missingAttribute: attributes.number(5))
    if message.bytes.isEmpty && offset == nil && missingAttribute == nil { return nil }
  }

  /// For a person.
  public var text: Text {
    var parts: [Text] = []
    if !message.bytes.isEmpty { parts.append(message) }
    if let missingAttribute { parts.append("attribute \(missingAttribute) is missing") }
    if let offset { parts.append("at byte \(offset) of the message") }
    var text = Text()
    for (number, part) in parts.enumerated() {
      if number > 0 { text.append(", " as StaticString) }
      text.append(part)
    }
    return text
  }
}
