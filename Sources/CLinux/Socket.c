#include "CLinux.h"

#include <sys/ioctl.h>

uint16_t ep_local_port(int fd) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address;
  socklen_t size = sizeof address;
  if (getsockname(fd, &address.any, &size) != 0) return 0;
  if (address.any.sa_family == AF_INET) return ntohs(address.v4.sin_port);
  return address.any.sa_family == AF_INET6 ? ntohs(address.v6.sin6_port) : 0;
}

int ep_peer_address(const char *device, uint8_t address[4]) {
  struct ifreq request = {0};
  if (strlen(device) >= sizeof request.ifr_name) return -1;
  strcpy(request.ifr_name, device);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  struct sockaddr_in own = {0}, other = {0};
  int found = ioctl(fd, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_POINTOPOINT) != 0;
  if (found) found = ioctl(fd, SIOCGIFADDR, &request) == 0;
  if (found) memcpy(&own, &request.ifr_addr, sizeof own);
  if (found) found = ioctl(fd, SIOCGIFDSTADDR, &request) == 0;
  if (found) memcpy(&other, &request.ifr_dstaddr, sizeof other);
  close(fd);
  // Without another end the kernel names our own.
  if (!found || other.sin_addr.s_addr == 0 || other.sin_addr.s_addr == own.sin_addr.s_addr) return -1;
  memcpy(address, &other.sin_addr, 4);
  return 0;
}
