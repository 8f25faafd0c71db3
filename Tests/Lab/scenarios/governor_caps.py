"""A cap of 10 MiB holds while the clock jumps ten years either way and the service is killed.

The miner's user sends without end over a line of 2 Mbit/s. Meanwhile somebody sets the clock ten years ahead, later ten years
back, and right again in between; the service is restarted three times and killed twice, also while the clock is wrong. The
service says that it does not believe such a clock, frees nothing and begins no new month. What arrives at the other end of the
line is within 1 MiB of the cap, and stays there when the clock jumps again.
"""

from line import CONFIG, Line

LANE = "waits"
BUDGET = 1

MIB = 1 << 20
LIMIT = 10 * MIB
CAP = f"""config cap 'tested'
	option scope 'miner'
	option period 'month'
	option limit '{LIMIT}'
"""
YEARS = 10 * 365 * 86_400


class Clock:
    """The machine's clock, and how far it is set wrong."""

    def __init__(self, line):
        self.line, self.error = line, 0

    def jump(self, error: int, doubt: str | None) -> None:
        """Sets the clock wrong by so many seconds and sees what the service thinks of it."""
        self.line.run(f"date -s @$(($(date +%s) + {error - self.error})) >/dev/null")
        self.error = error
        self.expect(doubt)

    def expect(self, doubt: str | None) -> None:
        for _ in range(10):
            self.line.run("sleep 1")
            found = self.line.status()["caps"]["clock_doubt"]
            if found == doubt:
                return
        self.line.lab.expect(
            False,
            f"the clock is {self.error} s wrong and the service says {found}, expected {doubt}",
        )


def cap(line) -> dict:
    return line.status()["caps"]["limits"][0]


def until(line, mebibytes: int) -> None:
    end = line.clock() + 120
    while cap(line)["used_bytes"] < mebibytes * MIB:
        line.lab.expect(
            line.clock() < end, f"{mebibytes} MiB were not used within 2 minutes: {cap(line)}"
        )
        line.run("sleep 0.5")


def restart(line, signal: str) -> None:
    """Ends the service and waits until the next one answers; init starts it 1 s later, then 2 s, 4 s, …"""
    before = line.run("cat /run/edgepoint/pid")
    line.run(f"kill -{signal} {before}")
    line.router.until(
        f"[ $(cat /run/edgepoint/pid) != {before} ] && edgepoint status --json >/dev/null",
        120,
        "the service is there again",
    )


def scenario(lab):
    line = Line(lab)
    clock = Clock(line)
    line.configure(CONFIG.format(up="2mbit", down="2mbit") + CAP)
    clock.expect(None)
    line.meter()
    lab.step("the miner's user sends, the clock jumps and the service is ended")
    line.flood("miner", 0, "up", 3_000)
    until(line, 1)
    restart(line, "TERM")
    clock.jump(YEARS, "jumped")
    until(line, 2)
    restart(line, "KILL")
    clock.expect("jumped")
    until(line, 3)
    clock.jump(0, None)
    until(line, 4)
    restart(line, "TERM")
    clock.jump(-YEARS, "before_build")
    until(line, 5)
    restart(line, "TERM")
    clock.expect("before_build")
    until(line, 6)
    clock.jump(0, None)
    until(line, 10)
    lab.expect(cap(line)["state"] == "reached", f"the cap is not reached: {cap(line)}")
    line.run("sleep 2")
    at_limit = sum(count for (who, _), count in line.counts().items() if who == "miner")
    lab.step("it stays reached whatever the clock says")
    clock.jump(YEARS, "jumped")
    restart(line, "KILL")
    line.run("sleep 10")
    clock.jump(-YEARS, "before_build")
    line.run("sleep 10")
    lab.expect(
        cap(line)["state"] == "reached", f"a clock that jumped has freed the cap: {cap(line)}"
    )
    carried = sum(count for (who, _), count in line.counts().items() if who == "miner")
    lab.note(
        f"limit={LIMIT} carried={carried} at-the-limit={at_limit} charged={cap(line)['used_bytes']}"
    )
    lab.expect(abs(carried - LIMIT) <= MIB, f"{carried} bytes have passed a cap of {LIMIT}")
    clock.jump(0, None)
