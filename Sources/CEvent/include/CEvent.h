#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
// First: what libevent includes of the system is then CLinux's, and Swift sees one timeval.
#include <CLinux.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <event2/util.h>

/// EV_RATE_LIMIT_MAX is a cast in a macro; Swift cannot see it.
static inline long ep_rate_limit_max(void) { return EV_RATE_LIMIT_MAX; }
