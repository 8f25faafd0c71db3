// Name look-ups of the static program. glibc's own need modules that a static program cannot load
// (nsswitch), bring a resolver, a dynamic loader and 60 KiB with them, and would only ever fail here:
// names are resolved by libevent's DNS, users and groups are read by hand. The libraries that mention
// these functions get them from here instead. EDGEPOINT_STATIC is set by the generated toolset file.
#ifdef EDGEPOINT_STATIC
#include <ifaddrs.h>
#include <netdb.h>
#include <stddef.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  (void)node, (void)service, (void)hints;
  if (result) *result = NULL;
  return EAI_FAIL;
}

void freeaddrinfo(struct addrinfo *result) { (void)result; }

const char *gai_strerror(int error) {
  (void)error;
  return "names are not resolved here";
}

int getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_size,
                char *service, socklen_t service_size, int flags) {
  (void)address, (void)length, (void)host, (void)host_size;
  (void)service, (void)service_size, (void)flags;
  return EAI_FAIL;
}

struct servent *getservbyname(const char *name, const char *protocol) {
  (void)name, (void)protocol;
  return NULL;
}

struct protoent *getprotobyname(const char *name) {
  (void)name;
  return NULL;
}

struct protoent *getprotobynumber(int number) {
  (void)number;
  return NULL;
}

// libevent asks which address families the machine has, to choose DNS questions; without an answer
// it asks for both.
int getifaddrs(struct ifaddrs **list) {
  if (list) *list = NULL;
  return -1;
}

void freeifaddrs(struct ifaddrs *list) { (void)list; }
#endif
