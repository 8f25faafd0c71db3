"""Measuring between the hosts of `Net`: wire bytes, round trips, streams of packets, bulk transfers.

Rates are of Ethernet frames with their 14 bytes of header and without the checksum, as `tc` counts
them, and are taken where the frames arrive.
"""

import itertools
import json
import math
import pathlib
import sys
import time
from typing import ClassVar

from . import stream
from .processes import wait_until

_ports = itertools.count(5300)


def percentile(values, share):
    """The smallest value that so large a share (0...1) of the values does not exceed."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)]


class Counters:
    """Named counters of what arrives at a host: {"owner": ["ip saddr 10.78.0.2", …]}."""

    _tables = itertools.count()

    def __init__(self, host, matches):
        self.host = host
        rules = "".join(
            f"  {match} counter name {name}\n"
            for name, several in matches.items()
            for match in several
        )
        names = "".join(f" counter {name} {{}}\n" for name in matches)
        self.table = f"measure{next(self._tables)}"
        host.sh(
            f"nft -f - <<'END'\ntable inet {self.table} {{\n{names} chain arriving {{\n"
            f"  type filter hook prerouting priority -400\n{rules} }}\n}}\nEND"
        )

    def read(self):
        """{name: (seconds, bytes)}, the time that of the clock which never jumps."""
        before = time.monotonic()
        listed = json.loads(
            self.host.run("nft", "-j", "list", "counters", "table", "inet", self.table)
        )
        now = (before + time.monotonic()) / 2
        counters = [entry["counter"] for entry in listed["nftables"] if "counter" in entry]
        # nftables counts from the IP header on.
        return {one["name"]: (now, one["bytes"] + 14 * one["packets"]) for one in counters}


def rates(all_counters, seconds):
    """{name: bit/s} of several Counters in the next seconds."""
    before = [counters.read() for counters in all_counters]
    time.sleep(seconds)
    after = [counters.read() for counters in all_counters]
    return {
        name: 8 * (count - old[name][1]) / (when - old[name][0])
        for old, new in zip(before, after, strict=False)
        for name, (when, count) in new.items()
    }


class Bulk:
    """iperf3 from one host to another for so many seconds: some TCP connections, or UDP at a rate."""

    def __init__(
        self,
        folder,
        source,
        target,
        address,
        seconds,
        connections=4,
        user=None,
        bind=None,
        rate=None,
    ):
        port = next(_ports)
        log = pathlib.Path(folder) / f"iperf3-{port}"
        self.server = target.start(
            ["iperf3", "--server", "--one-off", "--forceflush", "--bind", address, "--port", port],
            f"{log}-server",
            instrument=True,
        )
        self.server.wait_for_log("Server listening")
        words = [
            "iperf3",
            "--client",
            address,
            "--port",
            port,
            "--time",
            seconds,
            "--parallel",
            connections,
            "--forceflush",
        ]
        words += ["--bind", bind] if bind else []
        words += ["--udp", "--bitrate", rate, "--length", 1400] if rate else []
        self.client = source.start(words, log, user=user, instrument=True)

    def wait(self, seconds=10):
        """Until data has flowed for a second."""
        self.client.wait_for_log(r"0\.00-1\.\d\d +sec", seconds)

    def stop(self):
        self.client.stop()
        self.server.stop()


class Stream:
    """UDP packets from one host to another: how many are lost, and how long they take."""

    VOICE: ClassVar = {"rate": 50, "size": 214}  # 20 ms of G.711 with RTP, in an Ethernet frame.

    def __init__(self, folder, source, target, address, seconds, rate, size):
        port = next(_ports)
        self.file = pathlib.Path(folder) / f"stream-{port}"
        self.size, self.sent = size, int(rate * seconds)
        program = [sys.executable, stream.__file__]
        self.receiver = target.start(
            [*program, "receive", address, port, seconds + 4, self.file],
            f"{self.file}.receiver",
            instrument=True,
        )
        self.receiver.wait_for_log("ready")
        self.sender = source.start(
            [*program, "send", address, port, rate, size, seconds],
            f"{self.file}.sender",
            instrument=True,
        )

    def stop(self):
        self.sender.stop()
        self.receiver.stop()

    def finish(self):
        """Waits for the end of the stream; itself, with what arrived in `packets`."""
        wait_until(lambda: not self.receiver.alive, 120, what="the end of a stream")
        self.stop()
        # Number, sent and received, in ns.
        self.packets = list(stream.RECORD.iter_unpack(self.file.read_bytes()))
        assert self.packets, f"no packet of the stream arrived: {self.sender.log()}"
        return self

    @property
    def lost(self):
        """The share that did not arrive, 0...1."""
        return 1 - len({number for number, _, _ in self.packets}) / self.sent

    def delay(self, share):
        """The one-way delay that so large a share does not exceed, ms."""
        return percentile([(received - sent) / 1e6 for _, sent, received in self.packets], share)

    def worst_delays(self):
        """The longest one-way delay in each second, ms."""
        began = self.packets[0][1]
        worst = {}
        for _, sent, received in self.packets:
            second = (sent - began) // 1_000_000_000
            worst[second] = max(worst.get(second, 0), round((received - sent) / 1e6, 1))
        return list(worst.values())

    def bins(self, milliseconds):
        """Arriving bit/s in each so long part of the stream, from the sending of the first."""
        began = min(sent for _, sent, _ in self.packets)
        width = milliseconds * 1_000_000
        counts = [0] * (max(received - began for _, _, received in self.packets) // width + 1)
        for _, _, received in self.packets:
            counts[(received - began) // width] += 1
        return [count * self.size * 8e9 / width for count in counts]


class Pings:
    """ping, 50 times a second for so many seconds."""

    def __init__(self, folder, source, address, seconds):
        self.count = int(seconds * 50)
        log = pathlib.Path(folder) / f"ping-{next(_ports)}"
        self.process = source.start(
            ["ping", "-n", "-i", "0.02", "-c", self.count, "-W", "3", address], log, instrument=True
        )

    def finish(self):
        """Waits for the last answer; the round trips in ms, 3000 for each that had no answer."""
        wait_until(lambda: not self.process.alive, 120, what="the end of ping")
        self.process.stop()
        found = [
            float(line.split("time=")[1].split()[0])
            for line in self.process.log().splitlines()
            if "time=" in line
        ]
        return found + [3000.0] * (self.count - len(found))
