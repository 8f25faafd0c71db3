#include "CLinux.h"
#include <sys/ioctl.h>

int ep_terminal_rows(int fd) {
  struct winsize size;
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

static volatile sig_atomic_t end_signal;

static void note_signal(int number) {
  if (!end_signal) end_signal = number;
}

void ep_catch_end_signals(void) {
  struct sigaction action = {.sa_handler = note_signal};  // No SA_RESTART: poll(2) must return.
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

int ep_end_signal(void) { return end_signal; }
