#include "CNetlink.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int ep_open_own_network_namespace(void) {
  return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

int ep_enter_network_namespace(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

void ep_close_namespace(int descriptor) { close(descriptor); }

int ep_unshare_network(void) { return unshare(CLONE_NEWNET); }

// Writes `text` to a file of /proc in one write, as the id maps demand.
static int write_whole(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t count = write(fd, text, strlen(text));
  int saved = errno;
  close(fd);
  errno = saved;
  return count == (ssize_t)strlen(text) ? 0 : -1;
}

int ep_unshare_user(void) {
  unsigned user = getuid(), group = getgid();
  char map[64];
  if (unshare(CLONE_NEWUSER) != 0) return -1;
  // A group map is refused until setgroups is switched off (user_namespaces(7)).
  if (write_whole("/proc/self/setgroups", "deny") != 0) return -1;
  snprintf(map, sizeof map, "%u %u 1", user, user);
  if (write_whole("/proc/self/uid_map", map) != 0) return -1;
  snprintf(map, sizeof map, "%u %u 1", group, group);
  return write_whole("/proc/self/gid_map", map);
}
