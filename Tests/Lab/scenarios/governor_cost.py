"""The governor costs less than 1 % of a core of the router.

A line of 2 Mbit/s is full in both directions for 60 s, with a lease and a cap in the config, so that delays are measured, bytes are
booked and the kernel's state is looked at as often as it ever is. The time is the kernel's own account of the service's process, on
a processor of one instruction a nanosecond; it does not mine, so all of it is counted.
"""
from line import CONFIG, GUESTS, Line

SECONDS = 45
MORE = """config lease 'desk'
	option address '{}'
	option guarantee '200kbit'
config cap 'month'
	option scope 'guest'
	option limit '5GB'
"""


def scenario(lab):
    line = Line(lab)
    line.limit(2_000)
    traffic = line.configure(CONFIG.format(up="1.9mbit", down="1.9mbit") + MORE.format(GUESTS["a"]))
    lab.expect(traffic["state"] == "shaping", f"not shaped: {traffic}")
    line.meter()
    for who in ("guest", "owner"):
        line.flood(who, 0, "up", 66)
        line.flood(who, 1, "down", 66)
    line.run("sleep 2")
    service = line.run("cat /run/edgepoint/pid")
    account = f"cut -d' ' -f1 /proc/{service}/schedstat; cut -d' ' -f1 /proc/uptime; cat /proc/{service}/comm"
    before = line.run(account).split()
    line.run("sleep 60")
    after = line.run(account).split()
    lab.expect(before[2] == after[2] == "edgepoint", f"the process was {before[2]}, then {after[2]}")
    share = (int(after[0]) - int(before[0])) / 1e9 / (float(after[1]) - float(before[1]))
    rates = line.status()["traffic"]
    lab.note(f"{share * 100:.3f} % of a core over 60 s, {rates['changes']} changes sent")
    lab.expect(share < 0.01, f"the service used {share * 100:.2f} % of a core, expected less than 1 %")
