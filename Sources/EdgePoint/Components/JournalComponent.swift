internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes

/// Writes what must outlive the service, and follows the folder of the config.
final class JournalComponent: Component {
  private let context: ServiceContext
  private let storage: StateStorage
  private let miner: MiningComponent
  private let accounting: AccountingComponent

  init(
    _ context: ServiceContext, _ storage: StateStorage, _ miner: MiningComponent,
    _ accounting: AccountingComponent
  ) {
    self.context = context
    (self.storage, self.miner, self.accounting) = (storage, miner, accounting)
  }

  func apply(_ config: Config, at now: Instant) {
    let folder = config.globals.stateDirectory
    guard folder != storage.status.directory else { return }
    storage.move(to: folder, miner.record, accounting.ledger, at: now)
  }

  func tick(at now: Instant) {
    storage.writeIfDue(miner.record, accounting.ledger, at: now)
    context.served(.journal)
  }

  func report(to document: inout StatusDocument) { document.storage = storage.status }

  func stop(at now: Instant) { storage.write(miner.record, accounting.ledger, at: now) }
}
