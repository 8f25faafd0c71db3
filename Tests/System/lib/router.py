"""A router with a line to the Internet and one guest behind it, in network namespaces of its own."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from .processes import Process, edgepoint, run, wait_until

FAR, GUEST = "10.98.1.2", "10.98.2.2"
MINER_UID = 64_123

# Sends datagrams at a steady rate until it is ended; what is refused on the way is not sent again.
DATAGRAMS = """
import socket, sys, time
target, rate = sys.argv[1], float(sys.argv[2])
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
start, sent = time.monotonic(), 0
while True:
    while sent < (time.monotonic() - start) * rate:
        try:
            line.sendto(bytes(1000), (target, 9))
        except OSError:
            pass
        sent += 1042
    time.sleep(0.002)
"""

# Sends over one connection as fast as the line takes it, at most at that rate.
STREAM = """
import socket, sys, time
target, rate = sys.argv[1], float(sys.argv[2])
while True:
    try:
        line = socket.create_connection((target, 5001))
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
start, sent = time.monotonic(), 0
while True:
    if sent < (time.monotonic() - start) * rate:
        try:
            sent += line.send(bytes(4096))
        except TimeoutError:
            break
    else:
        time.sleep(0.002)
"""

SINK = """
import socket
server = socket.create_server(("0.0.0.0", 5001))
while True:
    line, _ = server.accept()
    while line.recv(65536):
        pass
"""


class Router:
    """Namespaces `near` (the router), `far` (the Internet) and `guest`; ended with all that runs in them."""

    def __init__(self, folder):
        if os.geteuid() != 0 or not shutil.which("ip"):
            pytest.skip("needs root and ip")
        self.folder = pathlib.Path(folder)
        self.processes = []
        self.spaces = [f"ep-{kind}-{os.getpid()}" for kind in ("near", "far", "guest")]
        self.near, self.far, self.guest = self.spaces
        # The miner's user, which this machine need not have.
        self.users = self.folder / "passwd"
        self.users.write_text(
            pathlib.Path("/etc/passwd").read_text()
            + f"edgepoint-miner:x:{MINER_UID}:{MINER_UID}::/:/bin/false\n"
        )

    def __enter__(self):
        for space in self.spaces:
            if (
                subprocess.run(
                    ["ip", "netns", "add", space], capture_output=True, check=False
                ).returncode
                != 0
            ):
                self.__exit__()
                pytest.skip("this kernel allows no network namespaces")
            self._ip(space, "link set lo up")
        self._cable("wan0", self.far, "far0", "10.98.1.1", FAR)
        self._cable("lan0", self.guest, "guest0", "10.98.2.1", GUEST)
        self._ip(self.far, "route add 10.98.2.0/24 via 10.98.1.1")
        self._ip(self.guest, "route add default via 10.98.2.1")
        self.run(self.near, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        for space in self.spaces:
            subprocess.run(["ip", "netns", "delete", space], capture_output=True, check=False)

    def _cable(self, name, space, peer, address, peer_address):
        self._ip(self.near, f"link add {name} type veth peer name {peer} netns {space}")
        for side, device, own in ((self.near, name, address), (space, peer, peer_address)):
            # Offloads would hide from the counters what a real cable carries.
            self._ip(side, f"link set {device} gso_max_segs 1 gso_max_size 1600")
            self._ip(side, f"address add {own}/24 dev {device}")
            self._ip(side, f"link set {device} up")

    @staticmethod
    def _ip(space, words):
        subprocess.run(["ip", "-n", space, *words.split()], check=True)

    @staticmethod
    def run(space, *words):
        return subprocess.run(
            ["ip", "netns", "exec", space, *words], check=True, capture_output=True, text=True
        ).stdout

    def start(self, space, script, *words, uid=0):
        """Runs a Python script in that namespace."""
        user = ["setpriv", f"--reuid={uid}", "--clear-groups"] if uid else []
        process = subprocess.Popen(
            ["ip", "netns", "exec", space, *user, sys.executable, "-c", script, *map(str, words)],
            stdin=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def carried(self):
        """Bytes that the far end of the line has received and sent, link headers included."""
        up, down = self._bytes(self.far, "far0")
        return up + down

    def delivered(self):
        """Bytes that arrived at the far end and at the guest: what passed the router both ways."""
        return self._bytes(self.far, "far0")[0] + self._bytes(self.guest, "guest0")[0]

    def _bytes(self, space, device):
        for line in self.run(space, "cat", "/proc/net/dev").splitlines():
            name, _, counters = line.partition(":")
            if name.strip() == device:
                fields = counters.split()
                return int(fields[0]), int(fields[8])
        raise AssertionError(f"{device} is gone")


class RouterService(Process):
    """`edgepoint run` in the router, with the state folder that the one before it left."""

    def __init__(self, router, config):
        folder = router.folder
        self.socket = folder / "socket"
        self.config = folder / "edgepoint.conf"
        (folder / "state").mkdir(exist_ok=True)
        self.config.write_text(
            f"config globals 'globals'\n\toption state_dir '{folder}/state'\n"
            f"config status 'status'\n\toption socket '{self.socket}'\n{config}"
        )
        # `ip netns exec` has given us a mount namespace of our own.
        start = 'mount --bind "$1" /etc/passwd && exec "$2" run --config "$3"'
        super().__init__(
            [
                "ip",
                "netns",
                "exec",
                router.near,
                "sh",
                "-c",
                start,
                "sh",
                router.users,
                edgepoint(),
                self.config,
            ],
            folder / "service.log",
        )
        wait_until(lambda: self.caps() is not None, 20, every=0.1, what="the status socket")

    def status(self):
        result = run("status", "--json", "--socket", self.socket)
        return None if result.returncode else json.loads(result.stdout)

    def caps(self):
        status = self.status()
        return status and status["caps"]
