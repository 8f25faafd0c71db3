public import EdgeTypes
internal import NetModel

extension TrafficPlan {
  /// The plan as a network engineer reads it: `ip` and `tc` commands that would make the same, and
  /// our packet rules as `nft` shows them. Notes come first, as comments.
  public var text: Text {
    var text = Text()
    for note in notes {
      let label: StaticString = note.kind == .loss ? "lost: " : ""
      text.append("# \(label)\(note.text)\n" as Text)
    }
    if let ifb {
      text.append("\n\(TrafficChange.addIFB(ifb).text)\n\(TrafficChange.setUp(ifb).text)\n" as Text)
    }
    for interface in interfaces {
      text.append("\n# \(interface.device)\n" as Text)
      text.append(interface.text)
    }
    if let rules { text.append("\n\(rules.ruleset.text)" as Text) }
    return text
  }
}
