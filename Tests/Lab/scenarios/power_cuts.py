"""The plug is pulled twenty times at random moments.

A router mines for a pool outside while its owner rewrites the config and pauses and resumes mining, which writes the
journal each time. Power fails while it serves and while it starts. Sixteen times what the card holds at that moment is taken
away for a look while the machine is held still: the file system needs no repair, the config is one of the two that were
written, whole, the secrets are those of the first start, and the service, given that state, counts at least what had been
journalled. Four times the machine is really cut off and started again with that card, and finds the same by itself.
"""

import json
import random
import re
import subprocess
import tempfile
import time
from pathlib import Path

import counts
from journal import state_of, status_with
from machine import DATA_START
from miner_delivers import CONFIG, PAYEE, pool, stats

LANE = "waits"
BUDGET = 2
PORT = 18731
LEVELS = ("info", "debug")
WORK = """cp /etc/config/edgepoint /tmp/template; while :; do for level in info debug; do edgepoint resume
sed "s/log_level '.*'/log_level '$level'/" /tmp/template >/etc/config/new && sync && mv /etc/config/new /etc/config/edgepoint
kill -HUP $(cat /run/edgepoint/pid); sleep 1; count=$(edgepoint status --json | sed 's/.*"hashes":\\([0-9]*\\).*/\\1/')
edgepoint pause && echo "journalled $count"; done; done""".replace("\n", "; ").replace("do;", "do")


def config(level):
    return f"config globals 'globals'\n\toption log_level '{level}'\n" + CONFIG.format(
        port=PORT, payee=PAYEE
    )


class Cuts:
    """Counts the cuts and judges what each has left."""

    def __init__(self, lab, card):
        self.lab, self.card = lab, card
        self.count = 0
        self.journalled = 0
        self.secret = b""

    def heard(self, router):
        """Takes in what the console says was journalled up to now."""
        while router.read(0):
            pass
        for number in re.findall(r"journalled (\d+)\n", router.seen):
            self.journalled = max(self.journalled, int(number))

    def look(self, router):
        """One cut: the card as it is now, in another machine's hands."""
        self.count += 1
        with tempfile.TemporaryDirectory() as folder:
            router.hold()
            try:
                self.heard(router)
                data = self.card.partition_copy(DATA_START, Path(folder) / "data")
            finally:
                router.go_on()
            self.judge(Path(folder), data)

    def judge(self, folder, data):
        what = f"after cut {self.count}"
        done = subprocess.run(
            ["/sbin/e2fsck", "-fp", data], capture_output=True, text=True, check=False
        )
        self.lab.expect(
            done.returncode in (0, 1) and "FIXED" not in done.stdout,
            f"{what} the data partition needs repair: {done.stdout[-300:]}",
        )
        for path in ("config/edgepoint", "secrets/machine-id"):
            subprocess.run(
                ["/sbin/debugfs", "-R", f"dump /{path} {folder}/{Path(path).name}", data],
                capture_output=True,
                check=True,
            )
        state_of(data, folder)
        text = (folder / "edgepoint").read_text()
        self.lab.expect(text in map(config, LEVELS), f"{what} the config is {text!r}")
        self.lab.expect(
            (folder / "machine-id").read_bytes() == self.secret, f"{what} the secrets are others"
        )
        count = self.reads(folder)
        self.lab.expect(
            count >= self.journalled,
            f"{what} the journal says {count} hashes, {self.journalled} were in it before",
        )

    def reads(self, folder):
        """What the service counts when it starts with that state."""
        status = status_with(self.lab, folder)
        self.lab.expect(
            status["storage"]["writable"], f"the journal cannot be written: {status['storage']}"
        )
        return status["miner"]["hashes"]

    def recovered(self, router):
        """The machine itself finds everything."""
        what = f"started after cut {self.count}"
        text = router.run("cat /etc/config/edgepoint") + "\n"
        self.lab.expect(text in map(config, LEVELS), f"{what} the config is {text!r}")
        self.lab.expect(
            router.run("cat /data/secrets/machine-id").encode() + b"\n" == self.secret,
            f"{what} the secrets are others",
        )
        self.lab.expect(
            router.run(
                "test -e /run/edgepoint/storage-failed || test -e /run/log/e2fsck && echo bad || true"
            )
            == "",
            f"{what} the data partition needed repair",
        )
        status = json.loads(router.run("edgepoint status --json"))
        self.lab.expect(status["config"]["verdict"] == "valid", f"{what}: {status['config']}")
        self.lab.expect(
            status["miner"]["hashes"] >= self.journalled,
            f"{what} {status['miner']['hashes']} hashes are known, {self.journalled} were journalled",
        )

    def pull(self, router):
        """One cut for good."""
        self.count += 1
        router.hold()
        self.heard(router)
        router.cut_power()


def scenario(lab):
    looks, pulls = counts.of("card_looks"), counts.of("power_cuts").count
    dice = random.Random(looks.seed + 19)
    pool(lab, PORT)
    card = lab.disk()
    card.put("edgepoint.conf", config("info").encode())
    cuts = Cuts(lab, card)

    def wait(router, least, most):
        end = time.monotonic() + dice.uniform(least, most)
        while time.monotonic() < end:
            router.read(0.05)

    router = lab.boot(card, uboot=False, memory=192)
    router.login()
    router.wait_service()
    cuts.secret = router.run("cat /data/secrets/machine-id").encode() + b"\n"
    end = time.monotonic() + 120
    while stats(PORT)["accepted"] == 0:
        lab.expect(time.monotonic() < end, "nothing was mined within 120 s")
        time.sleep(1)
    lab.step("cuts while it serves")
    router.type(WORK)
    first = int(router.wait_for(r"journalled (\d+)\n", 30)[1])
    # While it serves, and twice in each start.
    for _ in range(looks.count - 2 * (pulls - 1)):
        wait(router, 0.2, 2.5)
        cuts.look(router)
    for start in range(pulls - 1):
        cuts.pull(router)
        lab.step(f"start {start + 1}, with cuts on the way")
        router = lab.boot(card, uboot=False, memory=192)
        for _ in range(2):
            wait(router, 0.3, 3)
            cuts.look(router)
        router.login()
        router.wait_service()
        cuts.recovered(router)
        router.type(WORK)
        router.wait_for(r"journalled (\d+)\n", 30)
        wait(router, 0.2, 2.5)
    cuts.pull(router)
    router = lab.boot(card, uboot=False, memory=192)
    router.login()
    router.wait_service()
    cuts.recovered(router)
    router.power_off()
    lab.expect(
        cuts.journalled > first,
        f"the count never grew beyond {first}: the journal was not put to the test",
    )
    lab.note(f"{cuts.count} cuts, journalled={first}..{cuts.journalled} hashes")
