internal import EdgeTypes

/// `guest` and `mesh`: the radios.
extension ConfigDecoder {
  mutating func readGuest(_ reader: inout SectionReader) {
    var guest = GuestConfig()
    guest.enabled = reader.boolean("enabled", default: false)
    guest.radio = reader.value("radio", NameValue.device)
    guest.device = reader.value("device", NameValue.device)
    let ssid = reader.value("ssid") { (text) throws(ValueFault) in
      try NameValue.text(text, 1...32, what: "the name of a network")
    }
    if let ssid { guest.ssid = ssid }
    let encryptions: Choices<GuestEncryption> = [
      ("open", .open), ("owe", .owe), ("psk2", .psk2), ("sae", .sae),
    ]
    if let encryption = reader.choice("encryption", encryptions) { guest.encryption = encryption }
    readGuestKey(&reader, &guest)
    if let address = reader.value("address", AddressValue.ipv4) { guest.address = address }
    guest.address6 = reader.value("address6", AddressValue.ipv6)
    let admissions: Choices<GuestAdmission> = [("open", .open), ("voucher", .voucher)]
    if let admission = reader.choice("admission", admissions) { guest.admission = admission }
    guest.rateDown = reader.value("rate_down", Measure.rate)
    guest.rateUp = reader.value("rate_up", Measure.rate)
    if let most = reader.integer("max_guests", 1...1000) { guest.maxGuests = most }
    if guest.enabled, reader.section.option(Array("radio".utf8)) == nil {
      reader.missing("radio", expected: "option radio 'phy0', as listed in /sys/class/ieee80211")
    }
    config.guest = guest
  }

  private mutating func readGuestKey(_ reader: inout SectionReader, _ guest: inout GuestConfig) {
    let word = reader.word("key")
    switch guest.encryption {
    case .psk2, .sae:
      guard let word else {
        reader.missing("key", expected: "option key '...': this encryption needs one")
        return
      }
      guest.key = reader.decode(word, "key", isSecret: true, NameValue.passphrase)
    case .open, .owe:
      guard let word else { return }
      reader.problems.add(
        .error, at: word, "a key, but the encryption does not use one",
        expected: "encryption 'psk2' or 'sae', or no key", isSecret: true)
    }
  }

  mutating func readMesh(_ reader: inout SectionReader) {
    var mesh = MeshConfig()
    mesh.enabled = reader.boolean("enabled", default: false)
    mesh.radio = reader.value("radio", NameValue.device)
    let meshID = reader.value("mesh_id") { (text) throws(ValueFault) in
      try NameValue.text(text, 1...32, what: "the name of a mesh")
    }
    if let meshID { mesh.meshID = meshID }
    mesh.key = reader.word("key").flatMap {
      reader.decode($0, "key", isSecret: true, NameValue.passphrase)
    }
    mesh.channel = reader.integer("channel", 1...233)
    let needed: [(StaticString, Text)] = [
      ("radio", "option radio 'phy1', as listed in /sys/class/ieee80211"),
      ("key", "option key '...', the same on every member: there is no open mesh"),
      ("channel", "option channel '36', the same on every member"),
    ]
    for (name, expected) in needed
    where mesh.enabled && reader.section.option(Text(name).bytes) == nil {
      reader.missing(name, expected: expected)
    }
    config.mesh = mesh
  }
}
