import EdgeConfig
import EdgeTypes

/// A file that uses every option, and what it means.
enum FullConfig {
  static let text = """
    config globals 'globals'
    	option log_level 'debug'
    	option state_dir '/srv/state'
    config wan 'wan'
    	option device 'eth0'
    	option upload '20mbit'
    	option download '100mbit'
    	option metered '1'
    	option take_over '1'
    	option ping '192.0.2.1'
    config miner 'miner'
    	option enabled '1'
    	option payment_address 'pkt1qgood'
    	list pool 'http://a.example/'
    	list pool 'http://b.example:8080/master'
    	option threads '3'
    	option upload_limit '500'
    	option stop_celsius '85'
    	option resume_celsius '65'
    config class 'owner'
    	option guarantee '50%'
    config class 'mine'
    	option class 'miner'
    	option guarantee '100kbit'
    	option ceiling '2mbit'
    config cap 'monthly'
    	option scope 'total'
    	option period 'day'
    	option reset_day '-1'
    	option limit '64MiB'
    	option at_limit 'throttle'
    config schedule 'night'
    	option class 'miner'
    	option start '23:00'
    	option stop '07:30'
    config lease 'workshop'
    	option address '10.1.0.20'
    	option address6 'fd77:0:0:1::20'
    	option guarantee '2mbit'
    	option ceiling '50%'
    config guest 'guest'
    	option enabled '1'
    	option radio 'phy0'
    	option device 'br-guest'
    	option ssid 'Café'
    	option encryption 'sae'
    	option key 'correct horse'
    	option address '10.1.0.1/16'
    	option address6 'fd77:0:0:1::1/64'
    	option admission 'voucher'
    	option rate_down '5mbit'
    	option rate_up '1mbit'
    	option max_guests '64'
    config mesh 'mesh'
    	option enabled '1'
    	option radio 'phy1'
    	option mesh_id 'hills'
    	option key 'battery staple'
    	option channel '36'
    config led 'board'
    	option sysfs 'green:status'
    config status 'status'
    	option socket '/run/e.sock'

    """

  static var value: Config {
    var config = Config()
    config.globals.logLevel = .debug
    config.globals.stateDirectory = Array("/srv/state".utf8)
    config.wan.device = Array("eth0".utf8)
    config.wan.upload = BitRate(bitsPerSecond: 20_000_000)
    config.wan.download = BitRate(bitsPerSecond: 100_000_000)
    config.wan.metered = true
    config.wan.takeOver = true
    config.wan.ping = .host(.v4(IPv4Address(bits: 0xC000_0201)))
    config.miner = miner
    var miner = ClassConfig(.miner)
    miner.guarantee = .rate(BitRate(bitsPerSecond: 100_000))
    miner.ceiling = .rate(BitRate(bitsPerSecond: 2_000_000))
    var owner = ClassConfig(.owner)
    owner.guarantee = .percent(50)
    config.classes = [owner, miner]
    var cap = CapConfig(name: Array("monthly".utf8), limit: ByteCount(67_108_864))
    (cap.scope, cap.period, cap.resetDay, cap.atLimit) = (.total, .day, -1, .throttle)
    config.caps = [cap]
    config.schedules = [
      ScheduleConfig(
        name: Array("night".utf8), trafficClass: .miner, startMinute: 1380, stopMinute: 450)
    ]
    var lease = LeaseConfig(name: Array("workshop".utf8))
    lease.address = IPv4Address(bits: 0x0A01_0014)
    lease.address6 = IPv6Address(high: 0xFD77_0000_0000_0001, low: 0x20)
    lease.guarantee = .rate(BitRate(bitsPerSecond: 2_000_000))
    lease.ceiling = .percent(50)
    config.leases = [lease]
    config.guest = guest
    config.mesh = mesh
    config.leds = [LEDConfig(name: Array("board".utf8), sysfs: Array("green:status".utf8))]
    config.status.socket = Array("/run/e.sock".utf8)
    return config
  }

  private static var miner: MinerConfig {
    var miner = MinerConfig()
    miner.enabled = true
    miner.paymentAddress = Array("pkt1qgood".utf8)
    miner.pools = ["http://a.example", "http://b.example:8080/master"].map { Array($0.utf8) }
    miner.threads = 3
    miner.uploadLimit = BitRate(bitsPerSecond: 500_000)
    (miner.stopCelsius, miner.resumeCelsius) = (85, 65)
    return miner
  }

  private static var guest: GuestConfig {
    var guest = GuestConfig()
    guest.enabled = true
    guest.radio = Array("phy0".utf8)
    guest.device = Array("br-guest".utf8)
    guest.ssid = Array("Café".utf8)
    guest.encryption = .sae
    guest.key = Array("correct horse".utf8)
    guest.address = InterfaceAddress(address: IPv4Address(bits: 0x0A01_0001), prefixLength: 16)
    guest.address6 = InterfaceAddress(
      address: IPv6Address(high: 0xFD77_0000_0000_0001, low: 1), prefixLength: 64)
    guest.admission = .voucher
    guest.rateDown = BitRate(bitsPerSecond: 5_000_000)
    guest.rateUp = BitRate(bitsPerSecond: 1_000_000)
    guest.maxGuests = 64
    return guest
  }

  private static var mesh: MeshConfig {
    var mesh = MeshConfig()
    mesh.enabled = true
    mesh.radio = Array("phy1".utf8)
    mesh.meshID = Array("hills".utf8)
    mesh.key = Array("battery staple".utf8)
    mesh.channel = 36
    return mesh
  }
}
