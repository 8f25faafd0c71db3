"""The plug is pulled while a cap counts a line of 20 Mbit/s.

The owner sends as fast as the line goes, and a cap on all traffic counts it. Eight times the machine is held still at a random
moment and what its card holds is taken away for a look: a service that starts with it has charged all but the last mebibyte
of what had passed, and no byte too much. Then the plug is pulled for good, and the machine itself, started again with that
card, says the same.
"""

import random
import re
import subprocess
import tempfile
from pathlib import Path

from journal import state_of, status_with
from line import CONFIG, Line
from machine import DATA_START

LANE = "waits"
BUDGET = 1

MIB = 1 << 20
LOOKS = 8
CAP = f"""config cap 'tested'
	option scope 'total'
	option period 'lifetime'
	option limit '{4096 * MIB}'
"""
DEVICE = "/sys/class/net/wan0/statistics"
READ = f"read sent <{DEVICE}/tx_bytes; read received <{DEVICE}/rx_bytes; echo passed $((sent + received))"


def charged(status: dict) -> int:
    return status["caps"]["limits"][0]["used_bytes"]


class Cuts:
    """Watches what passes, and compares what a cut leaves with it."""

    def __init__(self, lab, line):
        self.lab, self.line, self.router = lab, line, line.router
        line.run("sleep 3")
        # What had passed before the cap began is not charged to it.
        self.uncounted = int(line.run(READ).split()[1]) - charged(line.status())
        self.passed = self.between = 0
        self.losses: list[int] = []

    def watch(self, seconds: float) -> None:
        """Reads the console for so many seconds of the machine's clock, in which something passes all the time."""
        for _ in range(int(seconds * 50)):
            self.passed, before = int(self.router.wait_for(r"passed (\d+)\n", 60)[1]), self.passed
            self.between = self.passed - before

    def hold(self) -> None:
        self.router.hold()
        while self.router.read(0):
            pass
        numbers = [int(number) for number in re.findall(r"passed (\d+)\n", self.router.seen)]
        self.passed = max([self.passed, *numbers])

    def judge(self, found: int) -> None:
        """What was charged before the cut; another step may have passed since the console's last word."""
        passed = self.passed + self.between - self.uncounted
        self.lab.step(f"passed {passed} charged {found}")
        self.lab.expect(found <= passed, f"{found} bytes are charged, {passed} have passed")
        self.losses.append(passed - found)
        self.lab.expect(
            self.losses[-1] <= MIB, f"a power cut loses {self.losses[-1]} bytes, {MIB} may be lost"
        )

    def look(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            self.hold()
            try:
                self.line.card.partition_copy(DATA_START, data)
            finally:
                self.router.go_on()
            subprocess.run(["/sbin/e2fsck", "-fp", data], capture_output=True, check=False)
            state_of(data, Path(folder))
            self.judge(charged(status_with(self.lab, Path(folder), CAP)))


def scenario(lab):
    dice = random.Random(6)
    line = Line(lab)
    line.configure(CONFIG.format(up="20mbit", down="20mbit") + CAP)
    line.meter()
    cuts = Cuts(lab, line)
    line.flood("owner", 0, "up", 3_000)
    line.router.type(f"while :; do {READ}; usleep 20000; done")
    cuts.watch(2)
    for _ in range(LOOKS):
        cuts.watch(dice.uniform(0.5, 2))
        cuts.look()
    lab.step("the plug is pulled")
    cuts.watch(dice.uniform(0.5, 2))
    cuts.hold()
    line.router.cut_power()
    router = lab.boot(line.card, uboot=False, memory=192)
    router.login()
    router.wait_service()
    line.router = router
    cuts.judge(charged(line.status()))
    counted = cuts.passed - cuts.uncounted
    lab.expect(
        counted > 8 * MIB, f"only {counted} bytes have passed: the cap was not put to the test"
    )
    lab.note(
        f"{len(cuts.losses)} cuts at 20 Mbit/s, lost at most {max(cuts.losses) / MIB:.2f} MiB of {counted / MIB:.0f}"
    )
