"""Private network namespaces joined by a veth pair; nothing outside them is touched."""

import os
import pathlib
import shutil
import subprocess

import pytest

from .processes import wait_until


def _holder(prefix, *others):
    """A process that keeps a new network namespace (and user namespace, for the first) alive."""
    process = subprocess.Popen([*prefix, "sleep", "600"], stdin=subprocess.DEVNULL)
    # On its way it passes through ours and those of the others.
    passed = {None, os.readlink("/proc/self/ns/net"), *(_namespace(other.pid) for other in others)}
    wait_until(lambda: _namespace(process.pid) not in passed, 5, what="the namespace")
    return process


def _namespace(pid):
    try:
        return os.readlink(f"/proc/{pid}/ns/net")
    except OSError:
        return None


class Line:
    """Two hosts on one cable: `near` 10.99.0.2 and `far` 10.99.0.1, one packet a segment."""

    NEAR, FAR = "10.99.0.2", "10.99.0.1"

    def __init__(self):
        if not shutil.which("unshare") or not shutil.which("ip"):
            pytest.skip("needs unshare and ip")
        if (
            subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode
            != 0
        ):
            pytest.skip("this kernel allows no user namespaces")
        self.holders = [_holder(["unshare", "-rn"])]
        near = self.holders[0].pid
        self.near = ["nsenter", "-t", str(near), "-U", "-n", "--preserve-credentials"]
        self.holders.append(_holder([*self.near, "unshare", "-n"], *self.holders))
        far = self.holders[1].pid
        self.far = ["nsenter", "-t", str(far), "-U", "-n", "--preserve-credentials"]
        self._run(self.near, f"link add wire0 type veth peer name wire0 netns {far}")
        for side, address in ((self.near, self.NEAR), (self.far, self.FAR)):
            # Offloads would hide from the counters what a real cable carries.
            self._run(side, "link set wire0 gso_max_segs 1 gso_max_size 1600")
            self._run(side, f"address add {address}/24 dev wire0")
            self._run(side, "link set wire0 up")
            self._run(side, "link set lo up")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for holder in reversed(self.holders):
            holder.kill()
            holder.wait()

    def sent_bytes(self):
        """What the near end has put on the wire, Ethernet headers included."""
        for line in pathlib.Path(f"/proc/{self.holders[0].pid}/net/dev").read_text().splitlines():
            name, _, counters = line.partition(":")
            if name.strip() == "wire0":
                return int(counters.split()[8])
        raise AssertionError("wire0 is gone")

    @staticmethod
    def _run(side, words):
        subprocess.run([*side, "ip", *words.split()], check=True)
