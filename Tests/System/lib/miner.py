"""The miner process alone: orders in, reports out, on a SOCK_SEQPACKET pair as the supervisor does."""

import os
import socket
import struct
import subprocess

from .processes import edgepoint
from .service import PAYEE

INFO = 3
ACTIVITIES = ("idle", "building_table", "hashing", "waiting_for_upload")
OBSTACLES = ("none", "no_pool", "stale_tip")
STATES = ("connecting", "working", "backing_off", "disabled")
COUNTERS = (
    "hashes",
    "hashes_per_second",
    "found",
    "queued_bytes",
    "wire_sent",
    "wire_received",
    "cpu_microseconds",
    "resident_bytes",
)
POOL_COUNTERS = (
    "accepted",
    "rejected",
    "overloaded",
    "lost",
    "dropped_stale",
    "dropped_overflow",
    "dropped_aged",
    "dropped_no_handler",
    "dropped_shutdown",
    "queued",
    "in_flight",
    "bytes_sent",
)


def _counted(text):
    text = text.encode()
    return struct.pack("<H", len(text)) + text


def orders(pools, upload_limit=None, threads=1, hashing=True, network_up=True, payee=PAYEE):
    """One message of the supervisor; the limit is in bits per second."""
    return (
        bytes([1, 1, hashing, network_up])
        + struct.pack("<H", threads)
        + _counted(payee)
        + struct.pack("<?Q", upload_limit is not None, upload_limit or 0)
        + bytes([len(pools)])
        + b"".join(map(_counted, pools))
        + bytes([0, INFO])
    )


class _Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0

    def read(self, form):
        values = struct.unpack_from("<" + form, self.data, self.position)
        self.position += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def text(self):
        length = self.read("H")
        text = self.data[self.position : self.position + length]
        self.position += length
        return text.decode()


def report(data):
    """A report as a dictionary; its pools are a list of dictionaries."""
    reader = _Reader(data)
    assert reader.read("BB") == (1, 2)
    result = {"activity": ACTIVITIES[reader.read("B")], "obstacle": OBSTACLES[reader.read("B")]}
    result["threads"], result["tip"], result["tip_age"] = reader.read("HII")
    result.update({name: reader.read("Q") for name in COUNTERS})
    result["pools"] = []
    for _ in range(reader.read("B")):
        pool = {"url": reader.text(), "state": STATES[reader.read("B")]}
        pool["height"], pool["handlers"] = reader.read("IH")
        pool.update({name: reader.read("Q") for name in POOL_COUNTERS})
        pool["last_error"] = reader.text()
        result["pools"].append(pool)
    assert reader.position == len(data)
    return result


class Miner:
    """`edgepoint miner` under our control; `prefix` puts words before the program's name.

    `program` is the words that start another build of it, an emulator's among them.
    """

    def __init__(self, log, prefix=(), program=None):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        os.set_inheritable(theirs.fileno(), True)
        with open(log, "ab") as output, theirs:
            self.process = subprocess.Popen(
                [
                    *prefix,
                    "bash",
                    "-c",
                    f'exec "$@" miner 3<&{theirs.fileno()}',
                    "sh",
                    *map(str, program or [edgepoint()]),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.channel.close()

    def give(self, *words, **more):
        self.channel.send(orders(*words, **more))

    def next_report(self, timeout=5):
        """The next report; None when the miner is gone."""
        self.channel.settimeout(timeout)
        data = self.channel.recv(65536)
        return report(data) if data else None

    def end(self, timeout=3):
        """Ends it with SIGTERM; its last report and its exit status."""
        self.process.terminate()
        last = None
        try:
            while more := self.next_report(timeout):
                last = more
        except ConnectionResetError:
            pass
        return last, self.process.wait(timeout)
