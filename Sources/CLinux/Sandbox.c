#include "CSandbox.h"
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define ALLOW(name) {.number = SYS_##name, .rule = EP_CALL_ALLOW}
#define FAIL(name, error) {.number = SYS_##name, .rule = EP_CALL_FAIL, .detail = error}
#define ALLOW_IF(name, index, bits, wanted, error)                            \
  {.number = SYS_##name, .rule = EP_CALL_ALLOW_IF, .argument = index,         \
   .mask = bits, .value = wanted, .detail = error}
#define ANY_BITS 0xFFFFFFFFu

uint32_t ep_sandbox_machine(void) {
#if defined(__x86_64__)
  return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  return AUDIT_ARCH_AARCH64;
#elif defined(__arm__)
  return AUDIT_ARCH_ARM;
#else
#error "the sandbox does not know this machine"
#endif
}

uint32_t ep_sandbox_foreign_calls(void) {
#if defined(__x86_64__)
  return 0x40000000u;
#else
  return 0;
#endif
}

// Whatever is not listed ends the process.
static struct ep_call calls[] = {
    // Waiting and descriptors that are open already: the event loop.
    ALLOW(read), ALLOW(write), ALLOW(readv), ALLOW(writev), ALLOW(pread64), ALLOW(close),
    ALLOW(lseek), ALLOW(fstat), ALLOW(epoll_create1), ALLOW(epoll_ctl), ALLOW(epoll_pwait),
    ALLOW(epoll_pwait2), ALLOW(ppoll), ALLOW(eventfd2), ALLOW(pipe2), ALLOW(fcntl),
#ifdef SYS_epoll_wait
    ALLOW(epoll_wait),
#endif
#ifdef SYS_poll
    ALLOW(poll),
#endif
    // libevent asks how much can be read; isatty and the rest are told that this is no terminal.
    ALLOW_IF(ioctl, 1, ANY_BITS, FIONREAD, ENOTTY),

    // The network: IPv4 and IPv6, outwards. Nothing is listened on, no other family is opened.
    ALLOW_IF(socket, 0, ANY_BITS, AF_INET, EAFNOSUPPORT),
    ALLOW_IF(socket, 0, ANY_BITS, AF_INET6, EAFNOSUPPORT), FAIL(socketpair, EPERM),
    ALLOW(connect), ALLOW(sendto), ALLOW(sendmsg), ALLOW(recvfrom), ALLOW(recvmsg),
    ALLOW(getsockopt), ALLOW(setsockopt), ALLOW(getsockname), ALLOW(getpeername), ALLOW(shutdown),
    FAIL(bind, EPERM), FAIL(listen, EPERM), FAIL(accept4, EPERM), FAIL(accept, EPERM),

    // Memory, never executable.
    ALLOW(brk), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),
#ifdef SYS_mmap
    ALLOW_IF(mmap, 2, PROT_EXEC, 0, EPERM),
#else
    ALLOW_IF(mmap2, 2, PROT_EXEC, 0, EPERM),
#endif
    ALLOW_IF(mprotect, 2, PROT_EXEC, 0, EPERM),

    // Threads, not processes: glibc falls back from clone3, whose flags a filter cannot read.
    ALLOW_IF(clone, 0, 0x00010000u /* CLONE_THREAD */, 0x00010000u, EPERM), FAIL(clone3, ENOSYS),
    ALLOW(futex), ALLOW(set_robust_list), ALLOW(rseq), ALLOW(set_tid_address), ALLOW(gettid),
    ALLOW(getpid), ALLOW(getppid), ALLOW(sched_yield), ALLOW(sched_getaffinity),
    ALLOW(sched_setaffinity), ALLOW(sched_getscheduler), ALLOW(sched_getparam), ALLOW(membarrier),
    ALLOW(exit), ALLOW(exit_group), ALLOW(restart_syscall),
#ifdef SYS_futex_waitv
    ALLOW(futex_waitv),
#endif

    // Signals to itself: abort and the handlers that libevent set up before.
    ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack),
    ALLOW_IF(tgkill, 0, ANY_BITS, 0 /* the process, at run time */, EPERM),

    // Clocks, chance and what this process has used.
    ALLOW(clock_gettime), ALLOW(clock_getres), ALLOW(clock_nanosleep), ALLOW(nanosleep),
    ALLOW(gettimeofday), ALLOW(getrandom), ALLOW(getrusage), ALLOW(times), ALLOW(sysinfo),
    ALLOW(uname), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid), ALLOW(getegid),
#ifdef SYS_time
    ALLOW(time),
#endif
    // Limits may be read, not changed.
    ALLOW_IF(prlimit64, 2, ANY_BITS, 0, EPERM),

    // glibc looks into /proc and /sys now and then and is content with a refusal.
    FAIL(openat, EACCES), FAIL(statx, EACCES), FAIL(readlinkat, EACCES), FAIL(faccessat, EACCES),
#ifdef SYS_newfstatat
    FAIL(newfstatat, EACCES),
#endif
#ifdef SYS_open
    FAIL(open, EACCES), FAIL(stat, EACCES), FAIL(access, EACCES), FAIL(readlink, EACCES),
#endif
    // It names threads and memory areas for debuggers.
    FAIL(prctl, EPERM),

#ifdef __arm__
    // 32-bit ARM: the same calls with 64-bit times and offsets, and the thread register.
    ALLOW(_llseek), ALLOW(fstat64), ALLOW(fcntl64), ALLOW(send), ALLOW(recv), ALLOW(ppoll_time64),
    ALLOW(clock_gettime64), ALLOW(clock_getres_time64), ALLOW(clock_nanosleep_time64),
    ALLOW(futex_time64), ALLOW(sigreturn), ALLOW(getuid32), ALLOW(geteuid32), ALLOW(getgid32),
    ALLOW(getegid32), FAIL(fstatat64, EACCES), FAIL(stat64, EACCES),
    {.number = __ARM_NR_set_tls, .rule = EP_CALL_ALLOW},
#endif
};

size_t ep_sandbox_calls(const struct ep_call **list) {
  for (size_t i = 0; i < COUNT(calls); i++) {
    if (calls[i].number == SYS_tgkill) calls[i].value = (uint32_t)getpid();
  }
  *list = calls;
  return COUNT(calls);
}

int ep_sandbox_install(const struct sock_filter *filter, size_t count) {
  struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)filter};
  if (count > BPF_MAXINSNS) return EINVAL;
  long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result > 0) return ESRCH;  // A thread that cannot follow; the number is its name.
  return result == 0 ? 0 : errno;
}

int ep_sandbox_drop_bounding(void) {
  for (unsigned long capability = 0; capability < 64; capability++) {
    if (prctl(PR_CAPBSET_DROP, capability, 0UL, 0UL, 0UL) == 0) continue;
    // EINVAL: above the last one that this kernel knows. EPERM: not privileged to begin with.
    return errno == EINVAL || errno == EPERM ? 0 : errno;
  }
  return 0;
}

int ep_sandbox_drop_capabilities(void) {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0UL, 0UL, 0UL);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2];
  memset(none, 0, sizeof none);
  return syscall(SYS_capset, &header, none) == 0 ? 0 : errno;
}

int ep_sandbox_limits(uint64_t memory, uint32_t descriptors) {
  struct rlimit data = {memory, memory};
  struct rlimit files = {descriptors, descriptors};
  struct rlimit core = {0, 0};
  int failed = setrlimit(RLIMIT_DATA, &data) != 0 || setrlimit(RLIMIT_NOFILE, &files) != 0 ||
               setrlimit(RLIMIT_CORE, &core) != 0;
  return failed ? errno : 0;
}

int ep_sandbox_become(uid_t user, gid_t group) {
  if (setgroups(0, NULL) != 0) return errno;
  if (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0) return errno;
  return setuid(0) == 0 ? EPERM : 0;  // There must be no way back.
}

int ep_sandbox_idle(void) {
  struct sched_param none = {0};
  if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) return errno;
  return setpriority(PRIO_PROCESS, 0, 19) == 0 ? 0 : errno;
}
