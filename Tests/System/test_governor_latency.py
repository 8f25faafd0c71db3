"""A line that carries less than the config says: the governor finds out by its delay, and lets go again.

The config says 19 Mbit/s both ways; the line outside carries 8, with queues that take a second to
empty, as many modems have.
"""

import pathlib
import sys
import time

import pytest
from lib import far_end
from lib.measure import Bulk, Pings, percentile
from lib.net import Net
from lib.processes import wait_until
from lib.shaping import Shaper, line

LANE = "exact"
BUDGET = 1

CONFIGURED, LINE = 19, 8
MEASURED = line("19mbit", "19mbit", "\toption ping 'gateway'\n")
NOT_MEASURED = line("19mbit", "19mbit")


@pytest.fixture(scope="module")
def net():
    with Net() as made:
        yield made


def transfer(net, folder, direction, seconds):
    """The owner sends or receives as fast as he can."""
    ends = {
        "upload": (net.owner, net.internet, net.INTERNET[0]),
        "download": (net.internet, net.owner, net.OWNER[0]),
    }
    bulk = Bulk(folder, *ends[direction], seconds)
    bulk.wait(8)
    return bulk


def round_trip(net, folder, seconds=1.5):
    """The median of the router's own pings, ms."""
    return percentile(Pings(folder, net.router, net.INTERNET[0], seconds).finish(), 0.5)


def shaped(shaper, direction):
    """What the kernel shapes that direction to, bit/s."""
    return shaper.traffic[f"{direction}_bits_per_second"]


@pytest.mark.parametrize("direction", ["upload", "download"])
def test_line_slower_than_its_rate_is_followed_and_without_ping_it_is_not(net, tmp_path, direction):
    net.slow_line(LINE)
    with Shaper(tmp_path, net, wan=NOT_MEASURED) as shaper:
        shaper.start()
        bulk = transfer(net, tmp_path, direction, 25)
        time.sleep(1)
        full = round_trip(net, tmp_path)
        assert full > 250, f"the line's queue is not full: {full} ms, so this shows nothing"
        assert shaped(shaper, direction) == CONFIGURED * 1_000_000
        assert shaper.traffic.get("round_trip_microseconds") is None

        shaper.configure(wan=MEASURED)
        assert shaper.reload().returncode == 0
        began = time.monotonic()
        rate = wait_until(
            lambda: (found := shaped(shaper, direction)) < LINE * 1e6 and found,
            8,
            what=f"a rate below the line's {LINE} Mbit/s",
        )
        seconds = time.monotonic() - began
        # What the modem holds must leave it first.
        wait_until(
            lambda: shaper.traffic["round_trip_microseconds"] < 100_000,
            8,
            what="a round trip below 100 ms",
        )
        emptied = time.monotonic() - began
        governed = round_trip(net, tmp_path)
        bulk.stop()
        print(
            f"{direction}: {rate / 1e6:.2f} Mbit/s after {seconds:.1f} s, queue empty after {emptied:.1f} s; "
            f"round trip {full:.0f} ms, governed {governed:.0f} ms"
        )
        assert governed < full / 3, f"{governed} ms, and {full} ms without the governor"


def wait_until_measured(shaper, host):
    """Until answers have come back from that host."""
    shaper.process.wait_for_log(rf"delay is measured .*host={host}(\s|$)", 5)
    trip = wait_until(lambda: shaper.traffic.get("round_trip_microseconds"), 5, what="an answer")
    assert 0 < trip < 1_000_000


def test_wan_without_ipv4_is_measured_over_ipv6(net, tmp_path):
    net.router.ip("-4 route delete default")
    try:
        with Shaper(tmp_path, net, wan=MEASURED) as shaper:
            shaper.start()
            wait_until_measured(shaper, net.INTERNET[1])
    finally:
        net.router.ip(f"-4 route add default via {net.INTERNET[0]}")


def test_gateway_that_does_not_answer_is_said_until_it_does(net, tmp_path):
    ignore = "/proc/sys/net/ipv4/icmp_echo_ignore_all"
    net.internet.sh(f"echo 1 >{ignore}")
    try:
        with Shaper(tmp_path, net, wan=MEASURED) as shaper:
            shaper.start()
            said = f"{net.INTERNET[0]} answers no echo requests"
            wait_until(lambda: any(said in note for note in shaper.traffic["notes"]), 10, what=said)
            assert shaper.traffic["upload_bits_per_second"] == CONFIGURED * 1_000_000
            net.internet.sh(f"echo 0 >{ignore}")
            wait_until(
                lambda: not any(said in note for note in shaper.traffic.get("notes", [])),
                5,
                what="the end of the note",
            )
            wait_until_measured(shaper, net.INTERNET[0])
    finally:
        net.internet.sh(f"echo 0 >{ignore}")


def test_host_with_a_link_local_address_is_measured_behind_the_wan(net, tmp_path):
    host = net.internet.sh("ip -6 -o address show dev eth0 scope link | awk '{ print $4 }'").split(
        "/"
    )[0]
    assert host.startswith("fe80::")
    with Shaper(tmp_path, net, wan=line("19mbit", "19mbit", f"\toption ping '{host}'\n")) as shaper:
        shaper.start()
        wait_until_measured(shaper, host)


@pytest.mark.skipif(
    not pathlib.Path("/dev/net/tun").exists(), reason="makes a point-to-point device (tun)"
)
def test_other_end_of_a_point_to_point_line_is_measured(net, tmp_path):
    words = [sys.executable, far_end.__file__, "ppp0", "10.64.0.2", "10.64.0.1"]
    peer = net.router.start(words, tmp_path / "far_end.log")
    try:
        peer.wait_for_log("ready")
        with Shaper(tmp_path, net, wan=MEASURED + "\toption device 'ppp0'\n") as shaper:
            shaper.start()
            wait_until_measured(shaper, "10.64.0.1")
    finally:
        peer.stop()
        net.router.ip(f"-4 route replace default via {net.INTERNET[0]}")
