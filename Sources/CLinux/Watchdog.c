#include "CLinux.h"
#include <linux/watchdog.h>
#include <sys/ioctl.h>

int ep_watchdog_set_timeout(int fd, int seconds) {
  return ioctl(fd, WDIOC_SETTIMEOUT, &seconds) == 0 && seconds > 0 ? seconds : -1;
}

int ep_watchdog_timeout(int fd) {
  int seconds = 0;
  return ioctl(fd, WDIOC_GETTIMEOUT, &seconds) == 0 && seconds > 0 ? seconds : -1;
}
