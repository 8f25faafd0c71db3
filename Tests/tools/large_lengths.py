#!/usr/bin/env python3
"""Sends the local pool bodies of 4 GiB and more, as announced: it must refuse them and go on.

Tests/tools/large_lengths.py PROGRAM [ARGUMENT…]      for example qemu-arm-static build/armv7/edgepoint
"""

import socket
import subprocess
import sys
import time

POST = b"POST /submit HTTP/1.1\r\nHost: pool\r\n"
LARGE = [
    b"Content-Length: 4294967296\r\n\r\n",
    b"Content-Length: 999999999999999\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n100000000\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(pool, port, request):
    """The status of the reply; the connection is refused while the pool starts."""
    deadline = time.monotonic() + 20
    while pool.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall(request)
                return line.recv(4096).split(b"\r\n")[0].decode()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    return f"nothing: the pool has ended with {pool.returncode}"


def main():
    port = free_port()
    pool = subprocess.Popen(
        [*sys.argv[1:], "pool", "--listen", f"127.0.0.1:{port}", "--bits", "207fffff"]
    )
    try:
        for head in LARGE:
            status = ask(pool, port, POST + head)
            print(head, status)
            assert " 413 " in status + " ", f"{head} was answered with {status!r}, not with 413"
        status = ask(pool, port, b"GET /config.json HTTP/1.1\r\nHost: pool\r\n\r\n")
        assert " 200 " in status + " ", f"afterwards the pool answered {status!r}"
        assert pool.poll() is None, "the pool has ended"
    finally:
        pool.terminate()
        pool.wait(20)


main()
