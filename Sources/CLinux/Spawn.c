#include "CLinux.h"
#include <linux/close_range.h>

// C, because between fork and exec only async-signal-safe calls are allowed.

/// First descriptor that the child does not get: 0, 1, 2 and the channel are its own.
enum { CHANNEL = 3, FIRST_CLOSED = 4 };

static void close_the_rest(void) {
  // Close on exec rather than now: the pipe that reports a failed exec is among them.
  if (syscall(SYS_close_range, FIRST_CLOSED, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  for (int fd = FIRST_CLOSED; fd < 65536; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int take_channel(int channel) {
  if (channel == CHANNEL) return fcntl(CHANNEL, F_SETFD, 0);
  return dup2(channel, CHANNEL) < 0 ? -1 : 0;
}

static void silence_input(void) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) dup2(null, 0);
}

static void default_signals(void) {
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become(const char *program, char *const words[], char *const environment[],
                   int channel, int report, pid_t parent) {
  int failure = 0;
  setpgid(0, 0);
  default_signals();
  // Above every number that is about to be overwritten.
  report = fcntl(report, F_DUPFD_CLOEXEC, 16);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || take_channel(channel) != 0) {
    failure = errno;
  } else if (getppid() != parent) {
    failure = ECHILD;  // The parent died before the kernel knew that we follow it.
  } else {
    silence_input();
    close_the_rest();
    execve(program, words, environment);
    failure = errno;
  }
  ssize_t ignored = write(report, &failure, sizeof failure);
  (void)ignored;
  _exit(127);
}

int ep_spawn(const char *program, char *const words[], char *const environment[], int channel,
             pid_t *child) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) become(program, words, environment, channel, report[1], parent);
  int failure = pid < 0 ? errno : 0;
  close(report[1]);
  if (pid > 0) {
    ssize_t count;
    do count = read(report[0], &failure, sizeof failure); while (count < 0 && errno == EINTR);
    if (count != sizeof failure) failure = 0;
    if (failure) while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  }
  close(report[0]);
  *child = pid;
  return failure;
}
