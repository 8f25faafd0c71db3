#include "CLinux.h"
#include <sys/timex.h>

int ep_clock_is_synchronised(void) {
  struct timex state = {.modes = 0};
  return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}
