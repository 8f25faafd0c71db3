"""The owner does not notice that guests and the miner fill the line.

A line of 20 Mbit/s behind a modem whose queues hold 200 ms. Guests and the miner fill both directions with real TCP. Without the
governor the owner's calls suffer and he shares the line with everybody: the bars are missed, which shows that they can be.
With the governor, told 19 up and 18 down, the owner has at least 98 % of what he has alone, the 99th percentile of his round
trips is at most 5 ms above that of the quiet line, and calls of 50 packets a second lose at most one in a thousand.
"""

from line import CONFIG, Line

LANE = "waits"
BUDGET = 3
UNSHAPED = "config wan 'wan'\n\toption device 'wan0'\n"


def crowd(line, seconds):
    for who, streams in (("guest", 3), ("miner", 2)):
        line.flood(who, 0, "up", seconds, streams)
        line.flood(who, 1, "down", seconds, streams)


def owner(line, seconds):
    """What the owner gets in both directions from a second after he starts."""
    line.flood("owner", 0, "up", seconds + 1.5, 2)
    line.flood("owner", 1, "down", seconds + 1.5, 2)
    line.run("sleep 1")
    rates = line.rates(seconds)
    line.run("sleep 1")
    return rates


def pair(rates, who):
    return f"{rates[who, 'up']:.2f} up {rates[who, 'down']:.2f} down"


def call(line, seconds):
    """Four calls at a time: the 99th percentile of their round trips in ms, and how much is lost."""
    times = line.round_trips("home", seconds, calls=4)
    sent = seconds * 200
    return times[min(len(times) - 1, int(sent * 0.99))], (sent - len(times)) / sent


def scenario(lab):
    line = Line(lab)
    line.configure(UNSHAPED, "off")
    line.limit(20_000)
    line.meter()
    quiet, _ = call(line, 3)

    lab.step("without the governor")
    crowd(line, 7.5)
    line.run("sleep 2")
    delay, lost = call(line, 2)
    without = owner(line, 2)
    line.run("sleep 2")
    lab.note(
        f"without: owner {pair(without, 'owner')} Mbit/s, p99 +{delay - quiet:.0f} ms, lost {lost * 100:.1f} %;"
    )
    lab.expect(
        delay > quiet + 5 and min(without["owner", way] for way in ("up", "down")) < 0.9 * 18,
        "the bars are met without a governor: the scenario proves nothing",
    )

    lab.step("with the governor")
    traffic = line.configure(CONFIG.format(up="19mbit", down="18mbit"))
    lab.expect(traffic["state"] == "shaping", f"not shaped: {traffic}")
    alone = owner(line, 4)
    crowd(line, 15)
    line.run("sleep 2")
    delay, lost = call(line, 5)
    among = owner(line, 4)
    kept = {way: among["owner", way] / alone["owner", way] for way in ("up", "down")}
    lab.note(
        f"with: owner alone {pair(alone, 'owner')}, among others {pair(among, 'owner')} Mbit/s, p99 {delay - quiet:+.1f} ms, "
        f"lost {lost * 100:.2f} %; guests {pair(among, 'guest')}, miner {pair(among, 'miner')}"
    )
    lab.expect(
        delay <= quiet + 5,
        f"the owner's 99th percentile went from {quiet:.1f} to {delay:.1f} ms, 5 ms more are allowed",
    )
    lab.expect(lost <= 0.001, f"the call lost {lost * 100:.2f} %")
    lab.expect(
        min(kept.values()) >= 0.98,
        f"the owner keeps {kept['up']:.3f} up and {kept['down']:.3f} down of what he has alone",
    )
