"""A home with its line to the Internet, in network namespaces that end with the test.

    internet ── modem ── wan0 router lan0 ── owner
                                    guest0 ── guest

All is routed, IPv4 and IPv6, with an MTU of 1500 bytes. The modem is a bridge; a queue can be put on
each of its ends. In the router's mount namespace /etc/passwd has the miner's user, whatever the
machine's own has, and /sys shows the router's devices.
"""

import ctypes
import os
import pathlib
import shutil
import signal
import subprocess

import pytest

from .processes import Process, wait_until

# Whoever the miner's user is on an ordinary system, nobody else has this number.
MINER_USER = 64700
_PROGRAMS = [
    "chrt",
    "ethtool",
    "ip",
    "iperf3",
    "nft",
    "nsenter",
    "ping",
    "setpriv",
    "tc",
    "unshare",
]


def _die_with_parent():
    # PR_SET_PDEATHSIG: whatever happens to the tests, the namespaces go with them.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Host:
    """A network namespace (and a mount namespace), alive until `close`."""

    def __init__(self):
        ours = os.readlink("/proc/self/ns/net")
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "sleep", "900"],
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (prctl(2) alone, before any thread)
        )
        self.pid = self.process.pid
        self.started = []
        self.enter = ["nsenter", f"--target={self.pid}", "--net", "--mount"]

        def has_moved():
            program = pathlib.Path(f"/proc/{self.pid}/exe").resolve().name
            return os.readlink(f"/proc/{self.pid}/ns/net") != ours and "unshare" not in program

        wait_until(has_moved, 5, every=0.01, what="a new network namespace")
        self.ip("link set lo up")
        # The one that every kernel has and allows here; bbr, which leaves queues empty at times,
        # would be another experiment.
        self.sh("echo reno >/proc/sys/net/ipv4/tcp_congestion_control")

    def close(self):
        for process in reversed(self.started):
            process.stop()
        self.process.kill()
        self.process.wait()

    def run(self, *words, check=True, timeout=30):
        """Runs a program here to its end and returns its output."""
        words = [str(word) for word in words]
        result = subprocess.run(
            [*self.enter, *words], capture_output=True, text=True, timeout=timeout, check=False
        )
        if check and result.returncode != 0:
            raise AssertionError(f"{' '.join(words)}: {result.returncode}\n{result.stderr}")
        return result.stdout

    def sh(self, script):
        return self.run("sh", "-ec", script)

    def ip(self, words):
        return self.run("ip", *words.split())

    def tc(self, words):
        return self.run("tc", *words.split())

    def start(self, words, log, user=None, instrument=False):
        """Starts a program here; it ends with this host at the latest.

        An instrument comes before all other programs: what it measures is the line, not the wait
        for a processor.
        """
        first = ["chrt", "--rr", "1"] if instrument else []
        become = [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        # setpriv sets the signal after it has changed the user, which would clear it.
        process = Process(
            [*self.enter, *first, "setpriv", *become, "--pdeathsig=KILL", *words], log
        )
        self.started.append(process)
        return process

    def bytes_of(self, device):
        """(received, sent) by a device: Ethernet frames with their headers, without checksums."""
        for line in pathlib.Path(f"/proc/{self.pid}/net/dev").read_text().splitlines():
            name, _, counters = line.partition(":")
            if name.strip() == device:
                fields = counters.split()
                return int(fields[0]), int(fields[8])
        raise AssertionError(f"{device} is gone")


class Net:
    """The home and the Internet; `close` or the end of a `with` block removes all of it."""

    INTERNET = ("10.79.0.1", "fd77:0:0:ff::1")
    ROUTER = ("10.79.0.2", "fd77:0:0:ff::2")
    OWNER = ("10.78.0.2", "fd77:0:0:2::2")
    GUEST = ("10.77.0.2", "fd77:0:0:1::2")
    # Guests with a lease, at the same cable.
    LEASES = tuple((f"10.77.0.{n}", f"fd77:0:0:1::{n}") for n in (20, 21, 22, 23))

    def __init__(self):
        missing = [program for program in _PROGRAMS if not shutil.which(program)]
        if missing:
            pytest.skip(
                f"needs {', '.join(missing)} (Debian: ethtool iperf3 iputils-ping nftables)"
            )
        if os.geteuid() != 0:
            pytest.skip("makes network namespaces with several users, which only root may")
        if (
            subprocess.run(
                ["unshare", "--net", "--mount", "true"], capture_output=True, check=False
            ).returncode
            != 0
        ):
            pytest.skip("this kernel, or whoever runs us, allows no network namespaces")
        self.hosts = []
        try:
            self.internet, self.modem, self.router, self.owner, self.guest = (
                self._host() for _ in range(5)
            )
            self._prepare_router()
            self._wire()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for host in self.hosts:
            host.close()

    def slow_line(self, mbit, seconds=1):
        """What most lines are: slow, with a queue that takes so long to empty, both ways."""
        packets = int(mbit * 1e6 / 8 / 1514 * seconds)
        for end in ("up0", "down0"):
            self.modem.tc(
                f"qdisc replace dev {end} root handle 1: tbf rate {mbit}mbit burst 5kb "
                f"limit {packets * 1514}"
            )
            # Counted in packets, as most devices do: where bytes count, small packets always fit.
            self.modem.tc(f"qdisc replace dev {end} parent 1:1 pfifo limit {packets}")

    def connect_router(self):
        """The cable between router and modem; again after the router's end was deleted."""
        self._cable((self.router, "wan0", self.ROUTER), (self.modem, "down0", None))
        self.modem.ip("link set down0 master bridge0")
        for version, gateway in zip((4, 6), self.INTERNET, strict=False):
            self.router.ip(f"-{version} route add default via {gateway}")

    def _host(self):
        host = Host()
        self.hosts.append(host)
        return host

    def _prepare_router(self):
        self.router.sh(f"""
            folder=$(mktemp -d)
            mount --make-rprivate / && mount -t tmpfs tmpfs $folder
            for file in passwd group; do
              grep -v ^edgepoint-miner: /etc/$file >$folder/$file || :
            done
            echo edgepoint-miner:x:{MINER_USER}:{MINER_USER}::/nonexistent:/bin/false >>$folder/passwd
            echo edgepoint-miner:x:{MINER_USER}: >>$folder/group
            mount --bind $folder/passwd /etc/passwd && mount --bind $folder/group /etc/group
            umount -l $folder && rmdir $folder
            mount -t sysfs sysfs /sys
            echo 1 >/proc/sys/net/ipv4/ip_forward
            echo 1 >/proc/sys/net/ipv6/conf/all/forwarding""")

    def _wire(self):
        self.modem.sh("ip link add bridge0 type bridge && ip link set bridge0 up")
        self.connect_router()
        self._cable((self.modem, "up0", None), (self.internet, "eth0", self.INTERNET))
        self._cable(
            (self.router, "lan0", ("10.78.0.1", "fd77:0:0:2::1")), (self.owner, "eth0", self.OWNER)
        )
        self._cable(
            (self.router, "guest0", ("10.77.0.1", "fd77:0:0:1::1")),
            (self.guest, "eth0", self.GUEST),
        )
        self.modem.ip("link set up0 master bridge0")
        for number, version in enumerate((4, 6)):
            for host in (self.owner, self.guest):
                gateway = {
                    self.owner: ("10.78.0.1", "fd77:0:0:2::1"),
                    self.guest: ("10.77.0.1", "fd77:0:0:1::1"),
                }[host][number]
                host.ip(f"-{version} route add default via {gateway}")
            self.internet.ip(f"-{version} route add default via {self.ROUTER[number]}")
            for lease in self.LEASES:
                self._address(self.guest, "eth0", lease[number])

    def _cable(self, one, other):
        (host, name, _), (peer, peer_name, _) = one, other
        host.ip(f"link add {name} type veth peer name {peer_name} netns {peer.pid}")
        for host, name, addresses in (one, other):
            # Offloads would hide from the queues and the counters what a real cable carries.
            host.run(
                "ethtool",
                "-K",
                name,
                *["tso", "off", "gso", "off", "gro", "off", "tx", "off", "rx", "off"],
            )
            host.ip(f"link set {name} mtu 1500 gso_max_segs 1 up")
            for address in addresses or ():
                self._address(host, name, address)

    @staticmethod
    def _address(host, device, address):
        host.ip(
            f"address add {address}/64 dev {device} nodad"
            if ":" in address
            else f"address add {address}/24 dev {device}"
        )
