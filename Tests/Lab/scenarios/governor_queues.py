"""The governor's tree in Debian's kernel: cake, marks that survive NAT, and nothing done twice.

A router with 256 MB is told the rates of its line. The kernel has loaded its modules by itself when the service asked for
what is in them. Owner, guests without a lease and the miner get cake, leases get fq_codel, in both directions. Downloads of a
guest behind NAT and of the miner are counted in their classes, known by the marks of their connections, and the owner's in
his. Two guests behind NAT share their class equally, whatever they open. A reload and the look after 30 s send no change.
Somebody who types the commands and the rules of `edgepoint plan` in another network namespace gets the same.
"""

import re
import sys

from line import CONFIG, GUESTS, TOOLS, Line
from machine import ROOT

sys.path.append(str(ROOT / "Tests/tools"))
import plan_text

LANE = "waits"
BUDGET = 1

LEASE = """config lease 'desk'
	option address '{}'
	option guarantee '2mbit'
"""
MODULES = (
    "sch_htb",
    "sch_cake",
    "ifb",
    "sch_ingress",
    "act_mirred",
    "act_ctinfo",
    "cls_u32",
    "cls_fw",
    "nft_ct",
)


SHOWN = [
    f"{TOOLS}/tc {kind} show dev {device}"
    for kind in ("qdisc", "class", "filter")
    for device in ("wan0", "ep-wan0")
]


def compare_with_plan(line) -> None:
    """Types what the plan says in a namespace of its own and compares what the kernel has then."""
    plan = line.run("edgepoint plan --kernel")
    line.ip("netns add typed")
    line.run(f"{TOOLS}/ip -n typed link add wan0 type veth peer name far0")
    inside = "nsenter -n/run/netns/typed"
    # The machine's shell has an ip and a tc of its own, which know less.
    commands = re.sub(r"(?m)^(ip|tc) ", rf"{TOOLS}/\1 ", plan_text.commands(plan))
    for program, text in (("sh -e", commands), (f"{TOOLS}/nft -f", plan_text.rules(plan))):
        line.run(f"cat >/tmp/typed <<'END'\n{text}\nEND\n{inside} {program} /tmp/typed")
    for show in SHOWN:
        have = line.run(show)
        line.lab.expect(have != "", f"{show} shows nothing")
        difference = plan_text.difference(line.run(f"{inside} {show}"), have)
        line.lab.expect(difference is None, f"{show}: {difference}")
    show = f"{TOOLS}/nft --stateless list table inet edgepoint"
    typed, have = line.run(f"{inside} {show}"), line.run(show)
    line.lab.expect(typed == have, f"the plan's rules are\n{typed}\nthe kernel's are\n{have}")
    line.ip("netns delete typed")


def scenario(lab):
    line = Line(lab)
    lab.step("the line's rates are given")
    traffic = line.configure(CONFIG.format(up="20mbit", down="20mbit") + LEASE.format(GUESTS["a"]))
    lab.expect(traffic["state"] == "shaping", f"not shaped: {traffic}")
    missing = [
        name for name in MODULES if name not in line.run("cut -d' ' -f1 /proc/modules").split()
    ]
    lab.expect(not missing, f"the kernel did not load {missing}")
    devices = line.run("ls /sys/class/net").split()
    lab.expect(
        [name for name in devices if "ifb" in name or name.startswith("ep-")] == ["ep-wan0"],
        f"the devices are {devices}",
    )
    lab.expect(
        any("cake" in note for note in traffic["notes"]),
        f"the status does not say which queues: {traffic['notes']}",
    )
    for device in ("wan0", "ep-wan0"):
        found = {
            queue["parent"].split(":")[1]: queue["kind"]
            for queue in line.tc("qdisc", device)
            if queue.get("parent", "").startswith("ed")
        }
        lab.expect(
            found == {"10": "cake", "21": "cake", "30": "cake", "100": "fq_codel"},
            f"{device} has {found}",
        )
    arriving = line.run("/run/tools/tc filter show dev wan0 ingress")
    lab.expect(
        "ctinfo" in arriving and "mirred (Egress Redirect to device ep-wan0)" in arriving,
        f"arriving: {arriving}",
    )

    lab.step("the plan's commands and rules make the same")
    compare_with_plan(line)

    lab.step("everybody is counted in his class, behind NAT as well")
    line.meter()
    for who, words, minor in (
        ("owner", "", "10"),
        ("guest", "-B 10.9.0.5", "21"),
        ("guest", f"-B {GUESTS['a']}", "100"),
        ("miner", "", "30"),
    ):
        for direction, device, major in (("up", "wan0", "ed0"), ("down", "ep-wan0", "ed1")):
            before = line.classes(device)
            line.send(who, direction, 200_000, words)
            grown = {
                key: count - before[key]
                for key, count in line.classes(device).items()
                if count - before[key] > 100_000
            }
            lab.expect(
                set(grown)
                == {f"{major}:1", f"{major}:{minor}"}
                | ({f"{major}:20"} if who == "guest" else set()),
                f"{who}'s {direction}load of 200 kB was counted in {grown}",
            )

    lab.step("guests without a lease have equal shares, however many connections they open")
    shares = {}
    for direction in ("up", "down"):
        for index, (address, streams) in enumerate((("10.9.0.5", 4), (GUESTS["b"], 1))):
            line.flood("guest", index, direction, 4, streams, words=f"-B {address}")
        line.run("sleep 5")
        many, one = line.goodput("guest", 0), line.goodput("guest", 1)
        shares[direction] = one / (one + many)
        lab.expect(
            shares[direction] > 0.4,
            f"{direction}: the guest with one connection has {one:.2f} Mbit/s, the one with four {many:.2f}",
        )

    lab.step("a second look changes nothing")
    line.run("edgepoint reload && sleep 35")
    after = line.status()["traffic"]
    lab.expect(
        after["changes"] == line.changes,
        f"{after['changes'] - line.changes} changes without a reason",
    )

    lab.step("a flowtable that takes guests past the rules is said, and changes nothing")
    line.run(
        f"{TOOLS}/nft -f - <<'END'\ntable inet fw4 {{\n  flowtable ft {{\n    hook ingress priority 0\n"
        "    devices = { wan0, guest0 }\n  }\n}\nEND\nsleep 35"
    )
    said = line.status()["traffic"]
    lab.expect(
        any("flowtable ft of the nftables table fw4" in note for note in said["notes"])
        and said["state"] == "shaping",
        f"expected a note about the flowtable and state shaping: {said}",
    )
    line.run(f"{TOOLS}/nft delete table inet fw4; sleep 35")
    after = line.status()["traffic"]
    lab.expect(
        "flowtable" not in " ".join(after["notes"]) and after["changes"] == line.changes,
        f"{after['changes'] - line.changes} changes without a reason; {after['notes']}",
    )
    lab.note(
        f"changes={line.changes} then 0, as the plan says; marks restored for guest, lease and miner; "
        f"1 connection against 4 of another guest: {shares['up'] * 100:.0f} % up, {shares['down'] * 100:.0f} % down"
    )
