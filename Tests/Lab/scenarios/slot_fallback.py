"""A slot that does not work is left for the other.

First the root of slot A is damaged: U-Boot starts it three times, then slot B, which becomes the good one. Then the
kernel of slot B vanishes and slot A is repaired: three tries of B, then A. Last, slot A holds a system whose service
never answers (as after a bad update): three starts, each ended by the machine itself, and B (repaired) serves.
"""

import shutil
import subprocess

from machine import IMAGES, KERNEL_BOOT, ROOT_START

LANE = "waits"
BUDGET = 3

HASTE = b"extra=edgepoint.patience=5\n"


def serves(lab, router, slot):
    router.login(120)
    router.wait_service()
    state = router.run("edgepoint-slot")
    lab.expect(
        state == f"slot={slot} good={slot} tries=0 intact=2",
        f"expected slot {slot} confirmed, got: {state}",
    )


def fail_three_times(router, slot, seconds):
    for start in (1, 2, 3):
        router.wait_for(f"slot {slot}, start {start}\n", seconds, f"start {start} of slot {slot}")
    router.wait_for(f"slot {slot} was started 3 times and never became healthy", seconds)


def scenario(lab):
    card = lab.disk()
    card.put("bootargs.txt", HASTE)
    root = (IMAGES / "virt" / "root.squashfs").read_bytes()

    lab.step("slot A's root is damaged")
    card.write(ROOT_START["A"], bytes(4096))
    router = lab.boot(card)
    fail_three_times(router, "A", 60)
    router.wait_for("slot B, start 1\n", 30)
    serves(lab, router, "B")
    router.power_off()

    lab.step("slot A is repaired, slot B's kernel vanishes")
    card.write(ROOT_START["A"], root)
    kernel = KERNEL_BOOT["B"]
    subprocess.run(["mdel", "-i", f"{card.path}@@{kernel}", "::/Image.gz"], check=True)
    router = lab.boot(card)
    fail_three_times(router, "B", 60)
    serves(lab, router, "A")
    router.power_off()

    lab.step("slot B is repaired, slot A gets a system whose service never answers")
    subprocess.run(
        ["mcopy", "-i", f"{card.path}@@{kernel}", IMAGES / "virt" / "Image.gz", "::/"], check=True
    )
    tree = lab.folder / "tree"
    subprocess.run(["cp", "-a", IMAGES / "virt" / "root", tree], check=True)
    (tree / "usr/sbin/edgepoint").write_text("#!/bin/sh\nexec sleep 1000\n")
    broken = lab.folder / "broken.squashfs"
    subprocess.run(
        [
            "mksquashfs",
            tree,
            broken,
            "-quiet",
            "-no-progress",
            "-comp",
            "gzip",
            "-Xcompression-level",
            "1",
            "-all-root",
            "-p",
            "/dev/console c 600 0 0 5 1",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(tree)
    data = broken.read_bytes()
    lab.expect(
        len(data) <= 32 * 2**20, f"the broken system is too large for a slot: {len(data)} bytes"
    )
    card.write(ROOT_START["A"], data)
    router = lab.boot(card)
    fail_three_times(router, "A", 90)
    serves(lab, router, "B")
    router.power_off()
