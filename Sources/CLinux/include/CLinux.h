#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What the last C call left in errno; read it before any other call.
static inline int ep_errno(void) { return errno; }

/// What the kernel or libc calls the error, as a constant string without translation.
static inline const char *ep_error_text(int code) {
  const char *text = strerrordesc_np(code);
  return text ? text : "unknown error";
}

/// open(2) without varargs.
static inline int ep_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

/// fcntl(2) with an integer argument.
static inline int ep_fcntl(int fd, int command, int argument) {
  return fcntl(fd, command, argument);
}

/// The names in a folder but "." and "..", each with its NUL, in one block for free(3); NULL and
/// errno if it cannot be read. (dirent.h itself clashes with other modules' view of it.)
char *ep_folder_names(const char *path, size_t *size);

/// prctl(2) with integer arguments; the rest is zero, as several operations demand.
static inline int ep_prctl(int operation, unsigned long first, unsigned long second) {
  return prctl(operation, first, second, 0UL, 0UL);
}

/// The exit status and signal helpers are macros; Swift cannot see macros.
static inline int ep_wifexited(int status) { return WIFEXITED(status); }
static inline int ep_wexitstatus(int status) { return WEXITSTATUS(status); }
static inline int ep_wifsignaled(int status) { return WIFSIGNALED(status); }
static inline int ep_wtermsig(int status) { return WTERMSIG(status); }

/// getopt_long(3) keeps its state in globals, which Swift may not touch; these reach them.
static inline void ep_getopt_restart(void) { optind = 0; opterr = 0; }
static inline int ep_getopt_next(int count, char *const *words, const char *letters,
                                 const struct option *names, int *which) {
  return getopt_long(count, words, letters, names, which);
}
static inline const char *ep_getopt_value(void) { return optarg; }
static inline int ep_getopt_index(void) { return optind; }
static inline int ep_getopt_letter(void) { return optopt; }

/// SIG_IGN and SIG_DFL are casts in macros; Swift cannot see them.
static inline void ep_ignore_signal(int number) { signal(number, SIG_IGN); }

/// Starts `program` as a child that sees nothing of its parent but the standard
/// streams (input is /dev/null) and `channel` as descriptor 3; it dies with its parent, leads a
/// process group of its own and has every signal in its default state.
/// Returns 0 and sets `*child`, or the error number of the step that failed, exec included.
int ep_spawn(const char *program, char *const words[], char *const environment[], int channel,
             pid_t *child);

/// bind(2); glibc gives its address argument a union type that Swift does not know.
static inline int ep_bind(int fd, const struct sockaddr *address, socklen_t size) {
  return bind(fd, address, size);
}

/// connect(2), likewise.
static inline int ep_connect(int fd, const struct sockaddr *address, socklen_t size) {
  return connect(fd, address, size);
}

/// recvfrom(2) and sendto(2), likewise.
static inline ssize_t ep_receive_from(int fd, void *bytes, size_t count, struct sockaddr *from,
                                      socklen_t *size) {
  return recvfrom(fd, bytes, count, 0, from, size);
}
static inline ssize_t ep_send_to(int fd, const void *bytes, size_t count,
                                 const struct sockaddr *to, socklen_t size) {
  return sendto(fd, bytes, count, 0, to, size);
}

/// The port that a socket is bound to, in host order; 0 if it is none of IPv4 and IPv6.
uint16_t ep_local_port(int fd);

/// The IPv4 address at the other end of a point-to-point interface (SIOCGIFDSTADDR, netdevice(7)), in
/// network order; -1 if it is none or the other end has no address.
int ep_peer_address(const char *device, uint8_t address[4]);

/// TCP_NODELAY; <netinet/tcp.h> and <linux/tcp.h> exclude each other, so no header is shown here.
static inline int ep_tcp_nodelay(void) { return 1; }

/// SO_RCVTIMEO and SO_SNDTIMEO, which are no plain numbers where 64-bit times came late.
static inline int ep_set_receive_timeout(int fd, long seconds, long microseconds) {
  struct timeval time = {.tv_sec = seconds, .tv_usec = microseconds};
  return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}
static inline int ep_set_send_timeout(int fd, long seconds, long microseconds) {
  struct timeval time = {.tv_sec = seconds, .tv_usec = microseconds};
  return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

/// The height of the terminal behind a descriptor in lines; 0 if it is none.
int ep_terminal_rows(int fd);

/// From here on SIGINT, SIGTERM and SIGHUP end nothing but interrupt what waits.
void ep_catch_end_signals(void);
/// The first of them that came; 0 = none yet.
int ep_end_signal(void);

/// What one TCP connection has moved so far, from TCP_INFO (include/uapi/linux/tcp.h).
struct ep_tcp_traffic {
  /// Segments of every kind: data, pure acknowledgements, SYN; each with its own headers.
  uint64_t segments_out, segments_in;
  /// Payload; `bytes_sent` holds retransmissions too.
  uint64_t bytes_sent, bytes_retransmitted, bytes_received;
  int has_timestamps;
  /// The other side has sent its FIN.
  int is_half_closed;
};

/// 0, or -1 if the kernel does not say (older than 4.19, or not a TCP socket).
int ep_tcp_read_traffic(int fd, struct ep_tcp_traffic *traffic);

/// Takes an exclusive lock on an open file or folder without waiting; -1 with EAGAIN if another
/// process has it.
int ep_lock(int fd);

/// One heap for all threads, and blocks of 64 KiB or more given back to the kernel when freed. By itself
/// glibc makes a heap for every thread and learns to keep large blocks (mallopt(3)).
static inline void ep_keep_heap_small(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  mallopt(M_TRIM_THRESHOLD, 64 * 1024);
}

/// WDIOC_SETTIMEOUT: asks a watchdog's driver for that many seconds and returns those it took, which
/// may be others; -1 if the driver cannot be told.
int ep_watchdog_set_timeout(int fd, int seconds);
/// WDIOC_GETTIMEOUT: the seconds in force; -1 if the driver does not say.
int ep_watchdog_timeout(int fd);

/// Whether a time service vouches for the calendar's clock (adjtimex(2), STA_UNSYNC clear).
int ep_clock_is_synchronised(void);
