"""A stream of numbered UDP packets and its record: `stream.py send …` and `stream.py receive …`.

Both ends run on one machine, so they share a clock: delays are one-way. The record holds for each
packet its number, when it was sent and when it arrived, in nanoseconds.
"""

import contextlib
import socket
import struct
import sys
import time

RECORD = struct.Struct("=qqq")
# The headers in front of the data: Ethernet 14, IPv4 20 or IPv6 40, UDP 8.
HEADERS = {4: 42, 6: 62}
# What a sender that was held up may catch up on, nanoseconds.
CATCH_UP = 10_000_000


def _family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def send(address, port, rate, size, seconds):
    """`rate` packets a second of `size` bytes with all headers, as many as belong to so many seconds.

    A sender that the machine has held up for long goes on from there, as a telephone would: a burst to catch up would
    try the length of the queues.
    """
    out = socket.socket(_family(address), socket.SOCK_DGRAM)
    out.connect((address, port))
    filling = bytes(size - HEADERS[6 if ":" in address else 4] - 16)
    due = time.monotonic_ns()
    for number in range(int(rate * seconds)):
        wait = due - time.monotonic_ns()
        if wait > 0:
            time.sleep(wait / 1e9)
        now = time.monotonic_ns()
        with contextlib.suppress(OSError):  # A full queue of our own is a lost packet.
            out.send(struct.pack("=qq", number, now) + filling)
        due = max(due + int(1e9 / rate), now - CATCH_UP)


def receive(address, port, seconds, file):
    """Records what arrives, until it has been quiet for 1.5 s or so many seconds have passed."""
    end = time.monotonic() + seconds
    into = socket.socket(_family(address), socket.SOCK_DGRAM)
    into.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    into.bind((address, port))
    records = []
    print("ready", flush=True)
    while (left := end - time.monotonic()) > 0:
        into.settimeout(min(left, 1.5) if records else left)
        try:
            data = into.recv(2048)
        except TimeoutError:
            break
        records.append(RECORD.pack(*struct.unpack_from("=qq", data), time.monotonic_ns()))
    with open(file, "wb") as out:
        out.write(b"".join(records))


if __name__ == "__main__":
    if sys.argv[1] == "send":
        address, port, rate, size, seconds = sys.argv[2:]
        send(address, int(port), float(rate), int(size), float(seconds))
    else:
        address, port, seconds, file = sys.argv[2:]
        receive(address, int(port), float(seconds), file)
