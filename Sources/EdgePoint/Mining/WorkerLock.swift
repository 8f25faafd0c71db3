internal import CLinux

/// A lock with two conditions to wait for under it.
///
/// Its memory never moves, as pthreads demand.
final class WorkerLock: @unchecked Sendable {
  enum Condition { case work, permission }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 2)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(conditions, nil)
    pthread_cond_init(conditions + 1, nil)
  }

  deinit {
    pthread_cond_destroy(conditions)
    pthread_cond_destroy(conditions + 1)
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }

  /// Lets go of the lock until `condition` is announced, or for no reason at all: check again.
  func wait(for condition: Condition) { pthread_cond_wait(pointer(condition), mutex) }

  func announce(_ condition: Condition) { pthread_cond_broadcast(pointer(condition)) }

  private func pointer(_ condition: Condition) -> UnsafeMutablePointer<pthread_cond_t> {
    condition == .work ? conditions : conditions + 1
  }
}
