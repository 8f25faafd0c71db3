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
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

/// What the last call left in errno.
static inline int ep_netlink_errno(void) { return errno; }

/// Reads one datagram without waiting. Returns its length, or -1 with errno: EMSGSIZE for one that is
/// longer than `size`, which is lost. `sender` is the port that it comes from, 0 for the kernel.
long ep_netlink_receive(int descriptor, void *buffer, size_t size, uint32_t *sender);

/// Asks for socket buffers of so many bytes: as many as the owner's rights or net.core allow are given.
void ep_netlink_set_buffers(int descriptor, int receiving, int sending);

/// The calling thread's network namespace as a descriptor, or -1.
int ep_open_own_network_namespace(void);
int ep_enter_network_namespace(int descriptor);
void ep_close_namespace(int descriptor);

/// unshare(CLONE_NEWNET).
int ep_unshare_network(void);

/// unshare(CLONE_NEWUSER) and a map of the caller's own user and group to themselves.
int ep_unshare_user(void);
