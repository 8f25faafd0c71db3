#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What the last C call left in errno; read it before any other call.
static inline int ep_errno(void) { return errno; }

/// open(2) without varargs.
static inline int ep_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

/// fcntl(2) with an integer argument.
static inline int ep_fcntl(int fd, int command, int argument) {
  return fcntl(fd, command, argument);
}

/// The exit status and signal helpers are macros; Swift cannot see macros.
static inline int ep_wifexited(int status) { return WIFEXITED(status); }
static inline int ep_wexitstatus(int status) { return WEXITSTATUS(status); }
static inline int ep_wifsignaled(int status) { return WIFSIGNALED(status); }
static inline int ep_wtermsig(int status) { return WTERMSIG(status); }
