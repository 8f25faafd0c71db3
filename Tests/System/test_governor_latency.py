"""A line that carries less than the config says: the governor finds out by its delay, and lets go again.

The config says 19 Mbit/s both ways; the line outside carries 8, with queues that take a second to
empty, as many modems have.
"""

import time

import pytest

from lib.measure import Bulk, Pings, percentile
from lib.net import Net
from lib.processes import wait_until
from lib.shaping import Shaper, line

CONFIGURED, LINE = 19, 8
MEASURED = line("19mbit", "19mbit", "\toption ping 'gateway'\n")
NOT_MEASURED = line("19mbit", "19mbit")


@pytest.fixture(scope="module")
def net():
    with Net() as made:
        yield made


def transfer(net, folder, direction, seconds):
    """The owner sends or receives as fast as he can."""
    ends = {"upload": (net.owner, net.internet, net.INTERNET[0]),
            "download": (net.internet, net.owner, net.OWNER[0])}
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
        rate = wait_until(lambda: (found := shaped(shaper, direction)) < LINE * 1e6 and found, 8,
                          what=f"a rate below the line's {LINE} Mbit/s")
        seconds = time.monotonic() - began
        # What the modem holds must leave it first.
        wait_until(lambda: shaper.traffic["round_trip_microseconds"] < 100_000, 8,
                   what="a round trip below 100 ms")
        emptied = time.monotonic() - began
        governed = round_trip(net, tmp_path)
        bulk.stop()
        print(f"{direction}: {rate / 1e6:.2f} Mbit/s after {seconds:.1f} s, queue empty after {emptied:.1f} s; "
              f"round trip {full:.0f} ms, governed {governed:.0f} ms")
        assert governed < full / 3, f"{governed} ms, and {full} ms without the governor"
