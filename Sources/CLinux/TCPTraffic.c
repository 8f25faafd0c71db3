#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

// Apart from CLinux.h: <netinet/tcp.h> has an older struct tcp_info and excludes <linux/tcp.h>.
struct ep_tcp_traffic {
  uint64_t segments_out, segments_in;
  uint64_t bytes_sent, bytes_retransmitted, bytes_received;
  int has_timestamps;
  int is_half_closed;
};

/// TCP_CLOSE_WAIT, TCP_LAST_ACK and TCP_CLOSING of include/net/tcp_states.h.
enum { CLOSE_WAIT = 8, LAST_ACK = 9, CLOSING = 11 };

int ep_tcp_read_traffic(int fd, struct ep_tcp_traffic *traffic) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  memset(&info, 0, sizeof info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
  if (size < offsetof(struct tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans) {
    errno = ENOSYS;
    return -1;
  }
  traffic->segments_out = info.tcpi_segs_out;
  traffic->segments_in = info.tcpi_segs_in;
  traffic->bytes_sent = info.tcpi_bytes_sent;
  traffic->bytes_retransmitted = info.tcpi_bytes_retrans;
  traffic->bytes_received = info.tcpi_bytes_received;
  traffic->has_timestamps = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
  traffic->is_half_closed = info.tcpi_state == CLOSE_WAIT || info.tcpi_state == LAST_ACK ||
                            info.tcpi_state == CLOSING;
  return 0;
}
