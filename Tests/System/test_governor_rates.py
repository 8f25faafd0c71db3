"""How exactly classes keep to their rates, on the wire."""

import pytest
from lib.figures import figure
from lib.measure import Bulk, Counters, rates
from lib.net import MINER_USER, Net
from lib.shaping import Shaper, lease, line

LANE = "exact"
BUDGET = 1

SECONDS = 10
# Until the last of them has begun beside all others, ten seconds and more may pass.
SENDING = SECONDS + 40
# A line that carries all of these at once. A guest sends or receives, so that no answers of a
# download wait among an upload of the same class.
GUESTS = {"five_up": 5, "five_down": 5, "one_up": 1, "one_down": 1}
CLASSES = """
config class 'owner'
\toption ceiling '20mbit'
config class 'guest'
\toption ceiling '9mbit'
config miner 'miner'
\toption upload_limit '1mbit'
""" + "".join(
    lease(name, number, ceiling=f"{mbit}mbit") for number, (name, mbit) in enumerate(GUESTS.items())
)
MBIT = {"owner_up": 20, "owner_down": 20, "miner_up": 1, **GUESTS}


@pytest.mark.parametrize("up, down", [(4, 6), (6, 4)])
def test_everyClassDelivers_itsRateWithinThreePercent(tmp_path, up, down):
    with (
        Net() as net,
        Shaper(tmp_path, net, wan=line("30mbit", "30mbit"), classes=CLASSES) as shaper,
    ):
        homes = {"owner_up": net.owner, "owner_down": net.owner, "miner_up": net.router}
        addresses = {
            "owner_up": net.OWNER,
            "owner_down": net.OWNER,
            "miner_up": net.ROUTER,
            **dict(zip(GUESTS, net.LEASES, strict=False)),
        }
        counters = []
        for name, both in addresses.items():
            # Both versions: what a download sends back counts as well.
            host, word = (
                (net.internet, "saddr")
                if name.endswith("up")
                else (homes.get(name, net.guest), "daddr")
            )
            counters.append(
                Counters(host, {name: [f"ip {word} {both[0]}", f"ip6 {word} {both[1]}"]})
            )
        shaper.start()
        bulks = []
        for name, both in addresses.items():
            home = homes.get(name, net.guest)
            # Enough that the queue never runs empty because all of them lose a packet at once.
            connections = 16 if name.startswith("owner") else 4
            if name.endswith("up"):
                bulks.append(
                    Bulk(
                        tmp_path,
                        home,
                        net.internet,
                        net.INTERNET[up == 6],
                        SENDING,
                        connections,
                        bind=both[up == 6],
                        user=MINER_USER if name == "miner_up" else None,
                    )
                )
            else:
                bulks.append(
                    Bulk(tmp_path, net.internet, home, both[down == 6], SENDING, connections)
                )
        for bulk in bulks:
            bulk.wait()
        _judge(rates(counters, SECONDS), f"up IPv{up}, down IPv{down}")


def _judge(measured, what):
    worst = 0
    for name, rate in measured.items():
        worst = max(worst, abs(rate / 1e6 / MBIT[name] - 1))
        print(f"{what}: {name} {rate / 1e6:.3f} Mbit/s of {MBIT[name]}")
    figure(
        f"rates of all classes, {what}: at most {worst * 100:.2f} % off over {SECONDS} s (bar: 3 %)"
    )
    assert worst <= 0.03
