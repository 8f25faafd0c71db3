"""The upload limit of the HTTP client, measured by the interface and not by the client.

Runs the probe that the unit tests build (Tests/SandboxProbe) in network namespaces of its own, with
segmentation offload off, so that the interface counts every packet as it would leave a cable.
"""

import os
import pathlib
import subprocess
import sys
import time

import pytest

LANE = "exact"
BUDGET = 1

ROOT = pathlib.Path(__file__).resolve().parents[2]
SINK = """
import http.server
class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(("10.9.0.2", 80), Sink)
print("ready", flush=True)
server.serve_forever()
"""


def probe():
    for build in ("release", "debug"):
        path = ROOT / ".build" / build / "SandboxProbe"
        if path.exists():
            return path
    pytest.skip("SandboxProbe is not built; swift build --product SandboxProbe makes it")


class Line:
    """Two namespaces with a cable between them; the sink answers at the far end."""

    def __init__(self, name):
        self.near, self.far = f"{name}n{os.getpid()}", f"{name}f{os.getpid()}"
        self.processes = []

    def __enter__(self):
        for space in (self.near, self.far):
            subprocess.run(["ip", "netns", "add", space], check=True)
        self.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", self.far)
        for space, device, address in ((self.near, "v0", "10.9.0.1"), (self.far, "v1", "10.9.0.2")):
            for words in (
                ("link", "set", device, "gso_max_segs", "1", "up"),
                ("addr", "add", f"{address}/24", "dev", device),
            ):
                subprocess.run(["ip", "-n", space, *words], check=True)
        sink = self.start(self.far, sys.executable, "-c", SINK)
        assert sink.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        for space in (self.near, self.far):
            subprocess.run(["ip", "netns", "del", space], check=True)

    def ip(self, *words):
        subprocess.run(["ip", "-n", self.near, *words], check=True)

    def start(self, space, *words):
        # nsenter-like: `ip netns exec` replaces itself, so the process is ours to end.
        process = subprocess.Popen(
            ["ip", "netns", "exec", space, *map(str, words)],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def sent(self):
        words = ["ip", "netns", "exec", self.near, "cat", "/sys/class/net/v0/statistics/tx_bytes"]
        count = int(subprocess.run(words, check=True, capture_output=True).stdout)
        return count, time.monotonic()


@pytest.mark.skipif(os.geteuid() != 0, reason="makes network namespaces, which needs root")
@pytest.mark.parametrize("body", [2_000, 262_144])
def test_upload_limit_is_exact_on_the_wire(body):
    limits = (500_000, 2_000_000)
    lines = [Line(f"w{index}") for index in range(len(limits))]
    with lines[0], lines[1]:
        for line, limit in zip(lines, limits, strict=False):
            line.start(line.near, probe(), "upload", "http://10.9.0.2/", limit, body, 14)
        deadline = time.monotonic() + 5
        while min(line.sent()[0] for line in lines) < 20_000 and time.monotonic() < deadline:
            time.sleep(0.05)
        before = [line.sent() for line in lines]
        time.sleep(10)  # The promise is about ten seconds of wall clock.
        after = [line.sent() for line in lines]
    for limit, (start, begun), (end, ended) in zip(limits, before, after, strict=False):
        share = (end - start) * 8 / (ended - begun) / limit
        print(f"limit {limit} bit/s, bodies of {body} bytes: {share:.4f} of it on the wire")
        assert 0.98 <= share <= 1.02
