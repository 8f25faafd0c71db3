#pragma once
#include "CLinux.h"
#include <linux/filter.h>

/// The audit name of the machine that this was compiled for (linux/audit.h).
uint32_t ep_sandbox_machine(void);

/// Highest system call number + 1 of a second calling convention that must be refused; 0 = none.
/// On x86-64 the x32 calls start here.
uint32_t ep_sandbox_foreign_calls(void);

/// How a call is treated; the groups are explained in Sandbox.c.
enum ep_call_rule {
  EP_CALL_ALLOW = 0,
  /// Fails with the error number in `detail`, because libc or libevent can live with that.
  EP_CALL_FAIL = 1,
  /// Allowed if argument `argument`, masked with `mask`, is `value`; otherwise fails with `detail`.
  EP_CALL_ALLOW_IF = 2,
};

struct ep_call {
  uint32_t number;
  uint32_t rule;
  uint32_t argument;
  uint32_t mask;
  uint32_t value;
  uint32_t detail;
};

/// The list for this machine; `tgkill` is allowed for the calling process only.
size_t ep_sandbox_calls(const struct ep_call **calls);

/// Installs a filter for all threads: 0, or the error number.
int ep_sandbox_install(const struct sock_filter *filter, size_t count);

/// Empties the bounding set, so that no program could bring a capability back; without privilege
/// for it nothing happens. 0, or the error number.
int ep_sandbox_drop_bounding(void);

/// Drops every capability of this process: 0, or the error number.
int ep_sandbox_drop_capabilities(void);

/// Limits what can be written of memory (RLIMIT_DATA) and the number of descriptors, forbids core
/// files. No RLIMIT_NPROC: it counts all processes of the user. 0, or the error number.
int ep_sandbox_limits(uint64_t memory, uint32_t descriptors);

/// Gives the identity away for good: 0, or the error number.
int ep_sandbox_become(uid_t user, gid_t group);

/// SCHED_IDLE and the lowest priority: 0, or the error number.
int ep_sandbox_idle(void);
