"""A class that is limited to 1, 5 or 20 Mbit/s gets that, within 3 %, over 10 s.

Upwards and downwards, IPv4 through NAT and IPv6: the miner has a ceiling of 1 Mbit/s, guests of 5, and the owner the line of 20.
Real TCP in both directions at once fills the class; what arrives at the far end is counted.
"""

from line import CONFIG, Line

LANE = "waits"
BUDGET = 3
# Enough for the queue of no class ever to be empty: one connection alone does not fill 1 Mbit/s.
STREAMS = 12
CEILINGS = {"miner": 1, "guest": 5, "owner": 20}
CLASSES = """config wan 'wan'
	option ping 'off'
config class 'guests'
	option class 'guest'
	option ceiling '5mbit'
config class 'mining'
	option class 'miner'
	option ceiling '1mbit'
"""


def scenario(lab):
    line = Line(lab)
    traffic = line.configure(CONFIG.format(up="20mbit", down="20mbit") + CLASSES)
    lab.expect(traffic["state"] == "shaping", f"not shaped: {traffic}")
    line.meter()
    off = {}
    for people in (("miner", "guest"), ("owner",)):
        for up, down in ((4, 6), (6, 4)):
            lab.step(f"{' and '.join(people)}: IPv{up} up, IPv{down} down")
            for who in people:
                line.flood(who, 0, "up", 13, STREAMS, version=up)
                line.flood(who, 1, "down", 13, STREAMS, version=down)
            line.run("sleep 1.5")
            rates = line.rates(10)
            line.run("sleep 2.5")
            for who in people:
                for direction, version in (("up", up), ("down", down)):
                    rate, limit = rates[who, direction], CEILINGS[who]
                    lab.step(f"{who} {direction} IPv{version}: {rate:.3f} of {limit} Mbit/s")
                    off[limit] = max(off.get(limit, 0), abs(rate / limit - 1))
                    lab.expect(
                        abs(rate / limit - 1) <= 0.03,
                        f"{who} has {rate:.3f} Mbit/s {direction} over IPv{version}, expected {limit} within 3 %",
                    )
    lab.note(" ".join(f"{limit}Mbit/s:{share * 100:.2f}%-off" for limit, share in off.items()))
