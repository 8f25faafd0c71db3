"""Measures resident memory of both Embedded builds and fails above the budgets.

Budgets: the miner child with 4 threads 14 MB, the supervisor with mining off 4 MB. The aarch64 program
runs under user-mode emulation, whose own memory is not the program's: there the resident pages are
counted that lie in the guest's address space, which the emulator is told to keep in one place (-R, -B).
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "System"))

from lib.miner import Miner  # noqa: E402

MINER_BUDGET = 14_000_000
SUPERVISOR_BUDGET = 4_000_000
EMULATOR = "qemu-aarch64-static"
GUEST_BASE = 0x5000_0000_0000
GUEST_SIZE = 0x20_0000_0000


def resident_bytes(pid, guest):
    """The resident set; with `guest` only what lies in the emulated program's address space."""
    total = 0
    inside = False
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) ", line):
            start = int(match[1], 16)
            inside = not guest or GUEST_BASE <= start < GUEST_BASE + GUEST_SIZE
        elif inside and line.startswith("Rss:"):
            total += int(line.split()[1]) * 1024
    return total


def child_of(pid):
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            return int(entry.name)
    return None


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.5)
    raise SystemExit(f"memory.py: {what} did not happen within {seconds} s")


def status(host, socket):
    result = subprocess.run(
        [host, "status", "--json", "--socket", socket],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return __import__("json").loads(result.stdout) if result.returncode == 0 else None


def measure(name, command, guest, host):
    """Prints both figures of one build; true if they are within the budgets."""
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        os.chmod(folder, 0o755)
        off = folder / "off.conf"
        off.write_text(
            f"config globals 'globals'\n\toption state_dir '{folder}/off'\n"
            f"config status 'status'\n\toption socket '{folder}/off.sock'\n"
        )
        with subprocess.Popen(
            [*command, "run", "--config", off], stderr=subprocess.DEVNULL
        ) as service:
            try:
                wait_for("the status socket", 60, lambda: status(host, folder / "off.sock"))
                time.sleep(3)
                good &= report(
                    name,
                    "supervisor, mining off",
                    resident_bytes(service.pid, guest),
                    SUPERVISOR_BUDGET,
                )
            finally:
                service.terminate()
        good &= measure_miner(name, command, guest, host, folder)
    return good


def measure_miner(name, command, guest, host, folder):
    """The miner process under load: four threads, a whole table, uploads going on.

    Started alone, with the orders that the supervisor would give: an emulated program cannot start another.
    """
    log = (folder / "pool.log").open("w")
    with subprocess.Popen(
        [host, "pool", "--listen", "127.0.0.1:0", "--bits", "200fffff", "--block-seconds", "3600"],
        stderr=log,
    ) as pool:
        try:
            url = wait_for(
                "the pool",
                10,
                lambda: re.search(r"url=(http://\S+)", (folder / "pool.log").read_text()),
            )[1]
            with Miner(folder / "miner.log", program=command) as miner:
                miner.give([url], threads=4, upload_limit=500_000)

                def accepted():
                    pools = miner.next_report(30)["pools"]
                    return pools and pools[0]["accepted"] > 100

                wait_for("uploading", 240, accepted)
                return report(
                    name, "miner, 4 threads", resident_bytes(miner.process.pid, guest), MINER_BUDGET
                )
        finally:
            pool.terminate()


def report(name, what, measured, budget):
    verdict = "ok" if 0 < measured <= budget else "TOO MUCH"
    print(
        f"{name:8} {what:24} {measured / 1e6:6.2f} MB   budget {budget / 1e6:.0f} MB   {verdict}",
        flush=True,
    )
    return verdict == "ok"


def main():
    host = ROOT / "build/x86_64/edgepoint"
    arm = [EMULATOR, "-B", hex(GUEST_BASE), "-R", hex(GUEST_SIZE), ROOT / "build/aarch64/edgepoint"]
    good = measure("x86_64", [host], False, host)
    good &= measure("aarch64", arm, True, host)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
