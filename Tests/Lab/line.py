"""A router with a line, and people at both ends of it, inside of one emulated machine.

The router is the machine itself. Network namespaces play the others: `net`, the Internet behind the line; `home`, the owner;
`guest`, two guests behind the device guest0. Wires are veth pairs. The line is a token bucket with a long plain queue in each
direction on the Internet's side, as a modem is. IPv4 leaves through NAT, IPv6 is routed.

The machine's clock counts one nanosecond an instruction (QEMU's -icount), about what a Cortex-A53 at 1.2 GHz does, and time in
which nothing happens is skipped: what is measured does not depend on the load of the host. Every number is taken from counters
of interfaces, frames with their Ethernet headers, never from what a measuring program thinks it has sent.
"""

import json
import subprocess
from pathlib import Path

import saved
from machine import ROOT

TOOLS = "/run/tools"
NET, NET6 = "10.1.1.1", "fd01::1"
# The ports of the servers in `net`, by whose traffic goes there.
PORTS = {"owner": range(5210, 5214), "guest": range(5220, 5224), "miner": range(5230, 5232)}
GUESTS = {"a": "10.9.0.7", "b": "10.9.0.8"}
CONFIG = """config wan 'wan'
	option device 'wan0'
	option upload '{up}'
	option download '{down}'
config guest 'guest'
	option device 'guest0'
	option address '10.9.0.1/24'
	option address6 'fd09::1/64'
"""
NAT = """table ip lab {
  chain out { type nat hook postrouting priority srcnat; oifname "wan0" masquerade; }
}
"""


def tools() -> Path:
    """The disk with the measuring programs, made when it is not there."""
    subprocess.run([ROOT / "Tests/Lab/tools.sh"], check=True, capture_output=True)
    return ROOT / "build" / "lab-tools.img"


class Line:
    """The machine, and how to measure what passes through it."""

    def __init__(self, lab, memory: int = 256, people: bool = True):
        self.lab = lab
        self.router = saved.boot(
            lab,
            self.prepare,
            uboot=False,
            memory=memory,
            network=False,
            watchdog=False,
            tools=tools(),
            words="edgepoint.watchdog=off nokaslr kpti=off mitigations=off",
            extra=["-nic", "none", "-icount", "shift=0,sleep=off"],
        )
        self.card = self.router.disk
        self.run("export LD_LIBRARY_PATH=" + f"{TOOLS}/lib")
        if people:
            self.wire()
        else:
            self.ip(
                "link add wan0 type veth peer name wan1", "link set wan0 up", "link set wan1 up"
            )

    @staticmethod
    def prepare(router) -> None:
        """The part of the beginning that all scenarios share."""
        router.login(120)
        router.wait_service(60)
        router.run(
            f"mkdir -p {TOOLS}; for d in /dev/vda /dev/vdb; do mount -t squashfs -o ro $d {TOOLS} 2>/dev/null || continue; "
            f"[ ! -e {TOOLS}/iperf3 ] || break; umount {TOOLS}; done",
            120,
        )
        # Those at the ends have processors of their own in the world; here they let the router's work go first.
        router.run("renice 19 -p $$")

    def run(self, command: str, seconds: float = 120, check: bool = True) -> str:
        return self.router.run(command, seconds, check)

    def ip(self, *lines: str) -> None:
        text = "\n".join(lines)
        self.run(f"{TOOLS}/ip -batch - <<'END'\n{text}\nEND")

    def at(self, place: str, command: str) -> str:
        """The command line that runs a program at that place; the miner is a user of the router."""
        if place == "miner":
            return (
                f"su -s /bin/sh edgepoint-miner -c 'LD_LIBRARY_PATH={TOOLS}/lib {TOOLS}/{command}'"
            )
        if place == "router":
            return f"{TOOLS}/{command}"
        return f"nsenter -n/run/netns/{place} {TOOLS}/{command}"

    def wire(self) -> None:
        """Namespaces, wires, addresses, routes, NAT."""
        ends = (("wan0", "net"), ("home0", "home"), ("guest0", "guest"))
        self.ip(
            *[f"netns add {place}" for _, place in ends],
            *[
                f"link add {device} type veth peer name eth0 netns {place}"
                for device, place in ends
            ],
            *[f"link set {device} gso_max_segs 1 up" for device, _ in ends],
            "addr add 10.1.1.2/24 dev wan0",
            "addr add fd01::2/64 dev wan0 nodad",
            "addr add 10.8.0.1/24 dev home0",
            "addr add fd08::1/64 dev home0 nodad",
            "addr add 10.9.0.1/24 dev guest0",
            "addr add fd09::1/64 dev guest0 nodad",
            f"route add default via {NET} dev wan0",
            f"route add ::/0 via {NET6} dev wan0",
        )
        inside = {
            "net": ([f"{NET}/24", f"{NET6}/64"], "10.1.1.2", "fd01::2"),
            "home": (["10.8.0.5/24", "fd08::5/64"], "10.8.0.1", "fd08::1"),
            "guest": (
                ["10.9.0.5/24", *(f"{a}/24" for a in GUESTS.values()), "fd09::5/64"],
                "10.9.0.1",
                "fd09::1",
            ),
        }
        for place, (addresses, gate, gate6) in inside.items():
            words = [f"addr add {a} dev eth0{' nodad' if ':' in a else ''}" for a in addresses]
            lines = [
                "link set lo up",
                "link set eth0 gso_max_segs 1 up",
                *words,
                f"route add ::/0 via {gate6} dev eth0",
            ]
            if place != "net":
                lines.append(f"route add default via {gate} dev eth0")
            text = "\n".join(lines)
            self.run(f"{TOOLS}/ip -n {place} -batch - <<'END'\n{text}\nEND")
        self.run("sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1")
        self.run(f"{TOOLS}/nft -f - <<'END'\n{NAT}END")

    def limit(self, kbit: int, milliseconds: int = 200) -> None:
        """Makes the line that fast in both directions; its queues hold that much time."""
        bucket = f"tbf rate {kbit}kbit burst 3100 latency {milliseconds}ms"
        self.run(f"{TOOLS}/ip -n net link add line type ifb && {TOOLS}/ip -n net link set line up")
        tc = f"{TOOLS}/tc -n net"
        self.run(
            f"{tc} qdisc add dev eth0 root {bucket} && {tc} qdisc add dev line root {bucket} && "
            f"{tc} qdisc add dev eth0 ingress && "
            f"{tc} filter add dev eth0 parent ffff: matchall action mirred egress redirect dev line"
        )

    def meter(self) -> None:
        """Counters at the far end of every wire, by the server's port, and the servers."""
        rules = "\n".join(f"  counter of_{who} {{ }}" for who in PORTS)
        for place, bit in (("net", 16), ("home", 0), ("guest", 0), ("router", 0)):
            chain = "\n".join(
                f"    @th,{bit},16 {ports[0]}-{ports[-1]} counter name of_{who}"
                for who, ports in PORTS.items()
            )
            self.run(
                f"{self.at(place, 'nft')} -f - <<'END'\ntable inet arrivals {{\n{rules}\n  chain arrive {{\n"
                f"    type filter hook input priority 100;\n{chain}\n  }}\n}}\nEND"
            )
        ports = " ".join(str(port) for ports in PORTS.values() for port in ports)
        self.run(
            f"for port in {ports}; do {self.at('net', 'iperf3')} -s -D -p $port >/dev/null; done"
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """Bytes that have arrived so far, by who sends or receives and the direction; frames, not IP packets."""
        found = {}
        text = self.run(
            " ".join(
                f"echo {place}; {self.at(place, 'nft')} list counters table inet arrivals;"
                for place in ("net", "home", "guest", "router")
            )
        )
        place, who = "", ""
        for words in map(str.split, text.splitlines()):
            if len(words) == 1 and words[0] in ("net", "home", "guest", "router"):
                place = words[0]
            elif words[:1] == ["counter"]:
                who = words[1].removeprefix("of_")
            elif words[:1] == ["packets"] and (place == "net" or int(words[1])):
                found[who, "up" if place == "net" else "down"] = int(words[3]) + 14 * int(words[1])
        return found

    def status(self) -> dict:
        return json.loads(self.run("edgepoint status --json"))

    def configure(self, text: str, state: str = "shaping") -> dict:
        """Gives the service a config; returns what the status says of the traffic once it has that state, and notes in
        `changes` how many changes the kernel was sent by then."""
        self.run(f"cat >/etc/config/edgepoint <<'END'\n{text}END\nedgepoint reload")
        for _ in range(20):
            traffic = self.status()["traffic"]
            if traffic["state"] == state:
                break
            self.run("sleep 0.5")
        self.run("sleep 2")  # Until the echo of its own changes has been looked at.
        traffic = self.status()["traffic"]
        self.changes = traffic["changes"]
        return traffic

    def tc(self, what: str, device: str) -> list[dict]:
        return json.loads(self.run(f"{TOOLS}/tc -j -s {what} show dev {device}") or "[]")

    def classes(self, device: str) -> dict[str, int]:
        """Bytes that have gone through each HTB class."""
        return {
            one["handle"]: one["stats"]["bytes"]
            for one in self.tc("class", device)
            if one["class"] == "htb"
        }

    def clock(self) -> float:
        return float(self.run("cut -d' ' -f1 /proc/uptime"))

    def flood(
        self,
        who: str,
        index: int,
        direction: str,
        seconds: float,
        streams: int = 1,
        version: int = 4,
        words: str = "",
    ) -> None:
        """Starts iperf3 at its place; it goes on while others are measured."""
        place = {"owner": "home", "guest": "guest", "miner": "miner"}[who]
        target = NET if version == 4 else NET6
        reverse = " -R" if direction == "down" else ""
        command = f"iperf3 -c {target} -p {PORTS[who][index]} -t {seconds:g} -P {streams}{reverse} -f m {words}"
        self.run(f"( {self.at(place, command)} >/tmp/flood-{who}-{index} 2>&1 & )")

    def goodput(self, who: str, index: int) -> float:
        """Mbit/s that arrived of a flood that has ended, as iperf3 says."""
        line = self.run(f"grep receiver /tmp/flood-{who}-{index} | tail -n 1")
        return float(line.split("Bytes")[1].split()[0])

    def send(self, who: str, direction: str, size: int, words: str = "") -> None:
        """Sends so many bytes and waits for the end."""
        place = {"owner": "home"}.get(who, who)
        reverse = "-R" if direction == "down" else ""
        self.run(self.at(place, f"iperf3 -c {NET} -p {PORTS[who][0]} -n {size} {reverse} {words}"))

    def rates(self, seconds: float) -> dict[tuple[str, str], float]:
        """Mbit/s of everybody over so many seconds."""
        before, started = self.counts(), self.clock()
        self.run(f"sleep {seconds}")
        after, ended = self.counts(), self.clock()
        return {key: (after[key] - before.get(key, 0)) * 8e-6 / (ended - started) for key in after}

    def round_trips(self, place: str, seconds: float, calls: int = 1) -> list[float]:
        """Milliseconds, sorted, of so many telephone calls at a time: each 50 packets a second of their usual size, there and
        back. A packet that is lost is missing."""
        ping = self.at(place, f"ping -n -i 0.02 -c {seconds * 50:.0f} -s 172 -W 2 {NET}")
        out = self.run(
            f"for call in $(seq {calls}); do sh -c 'renice 0 -p $$; exec {ping}' >/tmp/call-$call 2>&1 & done; wait; "
            "sed -n 's/.*time=\\([0-9.]*\\).*/\\1/p' /tmp/call-* | sort -n; rm /tmp/call-*"
        )
        return [float(word) for word in out.split() if word.replace(".", "").isdigit()]
