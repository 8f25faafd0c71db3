"""What the miner puts on the wire, by the interface's own counters in a private namespace."""

import pathlib
import time

import pytest
from lib.miner import Miner
from lib.network import Line
from lib.processes import Process, edgepoint, wait_until

LANE = "exact"
BUDGET = 1

WARM_UP = 6
SECONDS = 10
MOST_WINDOWS = 3


class FarPool(Process):
    """The local pool on the far side of the line, with announcements that are easy to find."""

    def __init__(self, line, log, *options, port=8080):
        self.url = f"http://{line.FAR}:{port}"
        super().__init__(
            [
                *line.far,
                edgepoint(),
                "pool",
                "--listen",
                f"{line.FAR}:{port}",
                "--bits",
                "207fffff",
                "--block-seconds",
                "60",
                "--stats-every",
                "0",
                *options,
            ],
            log,
        )
        wait_until(lambda: "serving" in pathlib.Path(log).read_text(), 10, what="the pool")


@pytest.fixture
def line(running):
    return running.enter_context(Line())


def wait_for_upload(miner):
    """Reads reports until announcements are accepted."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if any(pool["accepted"] for pool in miner.next_report()["pools"]):
            return
    raise AssertionError("nothing was accepted within 30 s")


def pass_time(miner, seconds):
    """Reads reports for so long and returns the last."""
    end = time.monotonic() + seconds
    last = None
    while (left := end - time.monotonic()) > 0:
        try:
            last = miner.next_report(timeout=left)
        except TimeoutError:
            break
    return last


def keep_to(limit, line, miner):
    """Measures the wire for 10 s and returns its bytes and the miner's own count of them.

    It may never carry more than the limit. Less is a mistake too, unless the machine was busy: the
    miner runs at idle priority. It gets two more chances for a quiet moment.
    """
    for _ in range(MOST_WINDOWS):
        own = miner.next_report()["wire_sent"]
        before, start = line.sent_bytes(), time.monotonic()
        pass_time(miner, SECONDS)
        sent, seconds = line.sent_bytes() - before, time.monotonic() - start
        rate = sent * 8 / seconds
        assert rate <= 1.02 * limit, f"{rate:.0f} bit/s on the wire, limit {limit}"
        if rate >= 0.98 * limit:
            # The next report comes within a second and covers the whole window.
            return sent, miner.next_report()["wire_sent"] - own
    raise AssertionError(
        f"{rate:.0f} bit/s on the wire, limit {limit}, and no more in {MOST_WINDOWS} windows"
    )


@pytest.mark.parametrize("limit", [500_000, 2_000_000])
def test_upload_limit_is_exact_on_the_wire_and_nothing_overflows(limit, line, running, tmp_path):
    pool = running.enter_context(FarPool(line, tmp_path / "pool.log"))
    miner = running.enter_context(Miner(tmp_path / "miner.log", prefix=line.near))
    miner.give([pool.url], upload_limit=limit)
    wait_for_upload(miner)
    pass_time(miner, WARM_UP)

    sent, counted = keep_to(limit, line, miner)
    last, status = miner.end()

    assert status == 0
    counts = last["pools"][0]
    dropped = counts["dropped_overflow"] + counts["dropped_aged"] + counts["dropped_stale"]
    assert counts["accepted"] > 0
    assert dropped <= 0.01 * last["found"], counts
    # What the miner says of itself is what the wire saw, and up to a second more.
    assert 0.9 * sent < counted <= 1.25 * sent


def test_two_pools_share_the_limit_and_nothing_overflows(line, running, tmp_path):
    limit = 500_000
    epoch = str(int(time.time()) - 1000)
    pools = [
        running.enter_context(
            FarPool(line, tmp_path / f"pool{n}.log", "--epoch", epoch, port=8080 + n)
        )
        for n in range(2)
    ]
    miner = running.enter_context(Miner(tmp_path / "miner.log", prefix=line.near))
    miner.give([pool.url for pool in pools], upload_limit=limit)
    wait_for_upload(miner)
    pass_time(miner, WARM_UP)

    keep_to(limit, line, miner)
    last, _ = miner.end()

    for counts in last["pools"]:
        assert counts["accepted"] > 0
        assert counts["dropped_overflow"] <= 0.01 * last["found"], counts


def test_end_counts_every_announcement_as_the_pool_does(line, running, tmp_path):
    pool = running.enter_context(FarPool(line, tmp_path / "pool.log"))
    miner = running.enter_context(Miner(tmp_path / "miner.log", prefix=line.near))
    miner.give([pool.url], upload_limit=5_000_000)
    wait_for_upload(miner)
    pass_time(miner, 3)
    start = time.monotonic()
    last, status = miner.end()
    assert status == 0
    assert time.monotonic() - start < 2
    counts = last["pools"][0]
    said = sum(
        counts[name]
        for name in (
            "accepted",
            "rejected",
            "overloaded",
            "lost",
            "dropped_stale",
            "dropped_overflow",
            "dropped_aged",
            "dropped_no_handler",
            "dropped_shutdown",
        )
    )
    assert said == last["found"]
    assert counts["queued"] == counts["in_flight"] == 0
    pool.stop()
    total = int((tmp_path / "pool.log").read_text().rsplit("accepted=", 1)[1].split()[0])
    assert counts["accepted"] <= total <= counts["accepted"] + counts["lost"]


def test_channel_closed_ends_the_miner(tmp_path):
    with Miner(tmp_path / "miner.log") as miner:
        miner.give([])
        assert miner.next_report()["obstacle"] == "no_pool"
        miner.channel.close()
        assert miner.process.wait(3) == 0


def test_nonsense_orders_are_ignored(tmp_path):
    with Miner(tmp_path / "miner.log") as miner:
        for message in (b"\0", b"\1\1", bytes(4096), b"\1\2" + bytes(100)):
            miner.channel.send(message)
        miner.give([])
        assert miner.next_report()["activity"] == "idle"
        assert miner.end()[1] == 0
