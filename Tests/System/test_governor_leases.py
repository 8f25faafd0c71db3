"""Three guests with guarantees that fill the line, beside the owner and the miner, who also want all of it.

Nothing is left for the owner. What the router asks its neighbours must get through all the same, or
the line would be dead for everybody.
"""

import time

from lib.figures import figure
from lib.measure import Bulk, Counters, Stream, rates
from lib.net import MINER_USER, Net
from lib.processes import run
from lib.shaping import Shaper, config_text, lease, line

LANE = "exact"
BUDGET = 1.5

SECONDS = 60
GUARANTEES = {"two": 2, "three": 3, "five": 5}
LEASES = "".join(
    lease(name, number, guarantee=f"{mbit}mbit")
    for number, (name, mbit) in enumerate(GUARANTEES.items())
)
WAN = line("10mbit", "10mbit")


def test_threeGuestsWithAllOfTheLine_eachGetTheirGuaranteeForAMinute(tmp_path):
    with Net() as net, Shaper(tmp_path, net, wan=WAN, classes=LEASES) as shaper:
        guests = dict(zip(GUARANTEES, net.LEASES, strict=False))
        counters = [
            Counters(
                net.internet,
                {
                    f"{name}_up": [f"ip saddr {ip4}", f"ip6 saddr {ip6}"]
                    for name, (ip4, ip6) in guests.items()
                },
            ),
            Counters(
                net.guest,
                {
                    f"{name}_down": [f"ip daddr {ip4}", f"ip6 daddr {ip6}"]
                    for name, (ip4, ip6) in guests.items()
                },
            ),
        ]
        shaper.start()
        _fill(tmp_path, net, guests)
        measured = rates(counters, SECONDS)
        assert shaper.traffic["state"] == "shaping"
    worst = 2
    for name, rate in measured.items():
        mbit = GUARANTEES[name.split("_")[0]]
        worst = min(worst, rate / 1e6 / mbit)
        print(f"{name}: {rate / 1e6:.3f} Mbit/s of {mbit}")
    figure(
        f"three leases that fill a line of 10 Mbit/s: each gets at least {worst * 100:.1f} % of "
        f"its guarantee for {SECONDS} s, both ways (bar: 97 %)"
    )
    assert worst >= 0.97


def _fill(folder, net, guests):
    """All upload by TCP, the leases also download by UDP, for longer than is measured.

    The owner begins last: he must not keep the others from beginning.
    """
    seconds, internet = SECONDS + 15, net.INTERNET[0]
    bulks = [
        Bulk(folder, net.guest, net.internet, internet, seconds, bind=ip4)
        for ip4, _ in guests.values()
    ]
    bulks.append(Bulk(folder, net.router, net.internet, internet, seconds, user=MINER_USER))
    for bulk in bulks[:3]:
        bulk.wait()
    for name, (_, ip6) in guests.items():
        rate = 1.1e6 * GUARANTEES[name] / 8 / 1000
        Stream(folder, net.internet, net.guest, ip6, seconds, rate, 1000)
    Bulk(folder, net.owner, net.internet, internet, seconds)
    time.sleep(1)


def test_aFourthLease_isRefused_byCheck(tmp_path):
    config = tmp_path / "edgepoint.conf"
    config.write_text(config_text(tmp_path, wan=WAN, classes=LEASES))
    assert run("check", config).returncode == 0
    config.write_text(
        config_text(tmp_path, wan=WAN, classes=LEASES + lease("fourth", 3, guarantee="1mbit"))
    )
    result = run("check", config)
    assert result.returncode == 78
    assert "the leases' guarantees add up to 11000 kbit/s, more than" in result.stdout
