import EdgeControl
import EdgeTypes

/// What crosses between the processes, and what lies in the journal: the first byte chooses.
func fuzzMessages(_ bytes: [UInt8]) {
  guard let choice = bytes.first else { return }
  let body = Array(bytes.dropFirst())
  switch choice % 3 {
  case 0:
    if let orders = MinerOrders.decode(body) {
      require(MinerOrders.decode(orders.encoded()) == orders, "orders survive the journey")
    }
  case 1:
    if let report = MinerReport.decode(body) {
      require(MinerReport.decode(report.encoded()) == report, "a report survives the journey")
    }
  default:
    if let record = MinerRecord(decoding: body) {
      require(MinerRecord(decoding: record.encoded()) == record, "a record survives the disk")
    }
  }
}
