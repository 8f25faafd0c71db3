internal import EdgeTypes
internal import NetModel

extension TrafficFilter {
  /// The u32 classifier, but for marks the fw classifier.
  var kind: Text {
    if case .mark = match { return "fw" }
    return "u32"
  }

  /// `tcm_info`: the preference, and the EtherType in network order.
  var info: UInt32 { UInt32(preference) << 16 | UInt32(match.etherType.byteSwapped) }

  /// For fw the mark; u32 gives its own numbers.
  var handle: TrafficHandle {
    if case .mark(let value, _) = match { return TrafficHandle(raw: value) }
    return TrafficHandle(raw: 0)
  }
}

extension MessageBuilder {
  /// TCA_KIND and TCA_OPTIONS of a filter. `target`: the interface that it redirects to.
  func putFilter(_ filter: TrafficFilter, target: Int32) {
    put(TrafficAttribute.kind, name: filter.kind)
    nest(TrafficAttribute.options) {
      if case .mark(_, let mask) = filter.match {
        put(FilterAttribute.markMask, number: mask)
      } else {
        put(FilterAttribute.u32Selector, selector(filter.match.words))
      }
      switch filter.action {
      case .classify(let handle): put(FilterAttribute.u32Class, number: handle.raw)
      case .redirect(_, let mask):
        nest(FilterAttribute.u32Action) { putRedirect(target: target, restoringMark: mask) }
      }
    }
  }

  /// One or two actions, numbered from 1 in the order in which they are done.
  private func putRedirect(target: Int32, restoringMark mask: UInt32?) {
    if let mask {
      nest(1) {
        put(FilterAttribute.actionKind, name: "ctinfo")
        nest(FilterAttribute.actionOptions) {
          put(FilterAttribute.contextParameters, general(action: FilterAttribute.pipe).bytes)
          put(FilterAttribute.contextMarkMask, number: mask)
        }
      }
    }
    nest(mask == nil ? 1 : 2) {
      put(FilterAttribute.actionKind, name: "mirred")
      var settings = general(action: FilterAttribute.stolen)
      settings.write(FilterAttribute.mirredEgressRedirect)
      settings.write(UInt32(bitPattern: target))
      nest(FilterAttribute.actionOptions) {
        put(FilterAttribute.mirredParameters, settings.bytes)
      }
    }
  }

  /// `tc_gen`, the beginning of every action's settings; the kernel chooses the number.
  private func general(action: UInt32) -> ByteWriter {
    var writer = ByteWriter()
    writer.write(UInt64(0))  // number, capabilities
    writer.write(action)
    writer.write(UInt64(0))  // reference counts
    return writer
  }
}
