#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

/// What the last libmnl call left in errno.
static inline int ep_netlink_errno(void) { return errno; }

/// The calling thread's network namespace as a descriptor, or -1.
int ep_open_own_network_namespace(void);
int ep_enter_network_namespace(int descriptor);
void ep_close_namespace(int descriptor);

/// unshare(CLONE_NEWNET).
int ep_unshare_network(void);

/// unshare(CLONE_NEWUSER) and a map of the caller's own user and group to themselves.
int ep_unshare_user(void);
