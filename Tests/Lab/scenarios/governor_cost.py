"""The governor costs less than 1 % of a core of the router.

A line of 2 Mbit/s is full in both directions for 60 s, with a lease and a cap in the config, so that delays are measured, bytes are
booked and the kernel's state is looked at as often as they are on most lines. Then one of 20 Mbit/s with a cap on all that passes,
whose counters are read and whose journal is written as often as they ever are. The time is the kernel's own account of the
service's process, on a processor of one instruction a nanosecond; it does not mine, so all of it is counted.
"""

from line import CONFIG, GUESTS, Line

LANE = "waits"
BUDGET = 2
MORE = """config lease 'desk'
	option address '{}'
	option guarantee '200kbit'
config cap 'month'
	option scope '{}'
	option limit '500GB'
"""


def share(line, seconds: int) -> float:
    """The service's part of the processor over so many seconds, percent."""
    service = line.run("cat /run/edgepoint/pid")
    account = f"cut -d' ' -f1 /proc/{service}/schedstat; cut -d' ' -f1 /proc/uptime; cat /proc/{service}/comm"
    before = line.run(account).split()
    line.run(f"sleep {seconds}")
    after = line.run(account).split()
    line.lab.expect(
        before[2] == after[2] == "edgepoint", f"the process was {before[2]}, then {after[2]}"
    )
    return (int(after[0]) - int(before[0])) / 1e7 / (float(after[1]) - float(before[1]))


def scenario(lab):
    line = Line(lab)
    line.limit(2_000)
    traffic = line.configure(
        CONFIG.format(up="1.9mbit", down="1.9mbit") + MORE.format(GUESTS["a"], "guest")
    )
    lab.expect(traffic["state"] == "shaping", f"not shaped: {traffic}")
    line.meter()
    for who in ("guest", "owner"):
        line.flood(who, 0, "up", 66)
        line.flood(who, 1, "down", 66)
    line.run("sleep 2")
    slow = share(line, 60)
    changes = line.status()["traffic"]["changes"]
    line.run("sleep 5")
    line.run(
        f'tc="{line.at("net", "tc")}"; for device in eth0 line; do $tc qdisc change dev $device root tbf rate 20mbit burst 5kb '
        "latency 200ms; done"
    )
    line.configure(CONFIG.format(up="19mbit", down="19mbit") + MORE.format(GUESTS["a"], "total"))
    line.flood("owner", 2, "up", 34)
    line.flood("guest", 2, "up", 34)
    line.run("sleep 2")
    before, began = line.status()["caps"]["limits"][0]["used_bytes"], line.clock()
    fast = share(line, 30)
    used, seconds = line.status()["caps"]["limits"][0]["used_bytes"] - before, line.clock() - began
    lab.note(
        f"{slow:.3f} % of a core over 60 s at 2 Mbit/s, {changes} changes sent; {fast:.3f} % over 30 s at "
        f"{used * 8e-6 / seconds:.1f} Mbit/s with a cap on everything"
    )
    lab.expect(
        used * 8e-6 / seconds > 17, f"the second line carried {used} bytes in {seconds:.0f} s"
    )
    for found in (slow, fast):
        lab.expect(found < 1, f"the service used {found:.2f} % of a core, expected less than 1 %")
