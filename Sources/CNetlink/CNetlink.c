#include "CNetlink.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

long ep_netlink_receive(int descriptor, void *buffer, size_t size, uint32_t *sender) {
  struct sockaddr_nl from = {0};
  socklen_t length = sizeof from;
  // With MSG_TRUNC in the request the kernel says how long the datagram really is.
  ssize_t count = recvfrom(descriptor, buffer, size, MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&from, &length);
  if (count < 0) return -1;
  if ((size_t)count > size) {
    errno = EMSGSIZE;
    return -1;
  }
  *sender = from.nl_pid;
  return (long)count;
}

static void set_buffer(int descriptor, int forced, int plain, int bytes) {
  // Beyond net.core's limits only with CAP_NET_ADMIN.
  if (setsockopt(descriptor, SOL_SOCKET, forced, &bytes, sizeof bytes) != 0)
    setsockopt(descriptor, SOL_SOCKET, plain, &bytes, sizeof bytes);
}

void ep_netlink_set_buffers(int descriptor, int receiving, int sending) {
  set_buffer(descriptor, SO_RCVBUFFORCE, SO_RCVBUF, receiving);
  set_buffer(descriptor, SO_SNDBUFFORCE, SO_SNDBUF, sending);
}

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
