"""Caps hold: over restarts and kill -9, measured at the far end of the line and not by the service.

What a clock that jumps does to them is played by the lab (Tests/Lab/scenarios/governor_caps.py), where a
machine has a clock of its own.
"""

import re
import time

import pytest
from lib.processes import Process, edgepoint, run, wait_until
from lib.router import DATAGRAMS, FAR, GUEST, MINER_UID, SINK, STREAM, Router, RouterService
from lib.service import PAYEE

LANE = "waits"
BUDGET = 2

MIB = 1 << 20
LIMIT, QUANTUM = 10 * MIB, MIB
LINE = "config wan 'wan'\n\toption device 'wan0'\n\toption upload '20mbit'\n\toption download '20mbit'\n"
GUESTS = "config guest 'guest'\n\toption device 'lan0'\n\toption address '10.98.2.1/24'\n"


def cap(scope, limit=LIMIT, at_limit="stop"):
    return (
        f"config cap 'tested'\n\toption scope '{scope}'\n\toption period 'month'\n"
        f"\toption limit '{limit}'\n\toption at_limit '{at_limit}'\n"
    )


@pytest.fixture
def router(running, tmp_path):
    return running.enter_context(Router(tmp_path))


@pytest.fixture
def start(running, router):
    """start(config) runs the service in the router; it goes on where the one before it ended."""
    return lambda config: running.enter_context(RouterService(router, config))


def used(service):
    return service.caps()["limits"][0]["used_bytes"]


def send_as_guest(router):
    router.start(router.guest, DATAGRAMS, FAR, 700_000)
    router.start(router.far, DATAGRAMS, GUEST, 700_000)


def send_as_guest_up(router):
    """What arrives at the WAN was on the line, and counts, even if it goes no further."""
    router.start(router.guest, DATAGRAMS, FAR, 1_200_000)


def send_as_miner(router):
    router.start(router.far, SINK)
    router.start(router.near, STREAM, FAR, 1_200_000, uid=MINER_UID)


SENDERS = {
    "guest": (send_as_guest, Router.delivered),
    "miner": (send_as_miner, Router.carried),
    "total": (send_as_guest_up, Router.carried),
}


@pytest.mark.parametrize("scope", SENDERS)
def test_capOf10MiB_holdsOverRestartsAndKills(router, start, scope):
    send, measured = SENDERS[scope]
    config = LINE + GUESTS + cap(scope)
    service = start(config)
    wait_until(lambda: service.status()["traffic"]["state"] == "shaping", 10, what="shaping")
    before = measured(router)
    send(router)
    for mebibytes, by_force in ((2, False), (4, False), (6, True), (8, False)):
        wait_until(lambda s=service, m=mebibytes: used(s) >= m * MIB, 30, what=f"{mebibytes} MiB")
        if by_force:
            service.process.kill()
            service.process.wait()
        else:
            service.stop()
        time.sleep(0.5)
        service = start(config)
    wait_until(lambda: service.caps()["limits"][0]["state"] == "reached", 30, what="the limit")
    time.sleep(1)
    at_limit = measured(router) - before
    service.process.kill()
    service.process.wait()
    service = start(config)
    time.sleep(8)
    carried = measured(router) - before
    print(
        f"{scope}: {at_limit} bytes 1 s after the limit of {LIMIT}, {carried} after 8 s more; "
        f"the service says {used(service)}"
    )
    assert LIMIT - QUANTUM <= carried <= LIMIT + QUANTUM
    # Nothing of a stopped class passes; neighbours ask for each other's addresses.
    assert carried - at_limit < 2_000
    assert abs(used(service) - carried) < QUANTUM / 10
    assert len(re.findall("80 % is used", service.log())) == 1
    assert service.caps()["disagreements"] == []


def test_capThatThrottles_slowsTheGuests_andAHigherLimitLetsThemGo(router, start):
    config = LINE + GUESTS + cap("guest", 2 * MIB, "throttle")
    service = start(config)
    send_as_guest(router)
    wait_until(lambda: service.caps()["limits"][0]["state"] == "reached", 30, what="the limit")
    time.sleep(2)
    before = router.delivered()
    time.sleep(5)
    slowed = (router.delivered() - before) * 8 / 5
    text = " ".join(run("status", "--socket", service.socket).stdout.split())
    service.config.write_text(service.config.read_text().replace(f"'{2 * MIB}'", f"'{50 * MIB}'"))
    assert run("reload", "--socket", service.socket).returncode == 0
    time.sleep(1)
    before = router.delivered()
    time.sleep(3)
    freed = (router.delivered() - before) * 8 / 3
    print(f"64 kbit/s each way: {slowed:.0f} bit/s; then without: {freed:.0f} bit/s")
    assert 100_000 < slowed < 140_000
    assert freed > 9_000_000
    assert (
        re.search("tested guest ######## 1.. %", text) and "guests are slowed to 64 kbit/s" in text
    )
    assert "it holds nobody back now" in service.log()


@pytest.mark.parametrize("at_limit", ["stop", "throttle"])
def test_capWithoutAnythingShaped_stopsTheGuests_andAHigherLimitLetsThemGo(router, start, at_limit):
    line = "config wan 'wan'\n\toption device 'wan0'\n"
    service = start(line + GUESTS + cap("guest", 2 * MIB, at_limit))
    send_as_guest(router)
    wait_until(lambda: service.caps()["limits"][0]["state"] == "reached", 30, what="the limit")
    time.sleep(1)
    before = router.delivered()
    time.sleep(3)
    passed = router.delivered() - before
    # The router itself is still there for them.
    router.run(router.guest, "ping", "-c", "1", "-W", "2", "10.98.2.1")
    notes = " ".join(service.status()["traffic"]["notes"])
    service.config.write_text(service.config.read_text().replace(f"'{2 * MIB}'", f"'{500 * MIB}'"))
    assert run("reload", "--socket", service.socket).returncode == 0
    time.sleep(1)
    before = router.delivered()
    time.sleep(2)
    freed = router.delivered() - before
    print(f"{passed} bytes in 3 s at the limit, {freed} in 2 s without")
    assert passed < 2_000
    assert freed > 2_000_000
    assert ("guests are stopped where they would be slowed" in notes) == (at_limit == "throttle")


def test_minerWithoutAnythingShaped_isHeldByItsOwnCounts(router, running, start, tmp_path):
    limit = 3 * MIB
    pool = running.enter_context(
        Process(
            [
                "ip",
                "netns",
                "exec",
                router.far,
                edgepoint(),
                "pool",
                "--listen",
                f"{FAR}:8080",
                "--bits",
                "207fffff",
                "--block-seconds",
                30,
            ],
            tmp_path / "pool.log",
        )
    )
    pool.wait_for_log("serving ")
    config = (
        f"config miner 'miner'\n\toption enabled '1'\n\toption payment_address '{PAYEE}'\n"
        f"\toption threads '1'\n\tlist pool 'http://{FAR}:8080'\n" + cap("miner", limit)
    )
    before = router.carried()
    service = start(config)
    for mebibytes, by_force in ((1, False), (2, True)):
        wait_until(lambda s=service, m=mebibytes: used(s) >= m * MIB, 90, what=f"{mebibytes} MiB")
        if by_force:
            service.process.kill()
            service.process.wait()
        else:
            service.stop()
        service = start(config)
    wait_until(
        lambda: service.status()["miner"]["pause_reason"] == "cap_reached", 90, what="the pause"
    )
    time.sleep(5)
    carried = router.carried() - before
    print(f"{carried} bytes of {limit}; the service says {used(service)}")
    assert limit - QUANTUM <= carried <= limit + QUANTUM
    after = router.carried()
    time.sleep(3)
    # Not even the pool is asked.
    assert router.carried() - after < 2_000
