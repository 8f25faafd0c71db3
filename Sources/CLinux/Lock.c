#include "CLinux.h"
#include <sys/file.h>

int ep_lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }
