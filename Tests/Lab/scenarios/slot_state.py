"""The record of which slot starts survives damage and power cuts.

One copy is damaged, then the other, then both: each time the machine starts, with the slot that the intact copy names,
or slot A when none is left, and repairs the record. Then somebody pulls the plug again and again while Linux rewrites
the record, and each time at least one copy is intact and names a slot that was asked for.
"""

import random
import struct
import time
import zlib

from machine import STATE_START

LANE = "waits"
BUDGET = 1.5

SECOND = 8 * 512


def copy(card, offset):
    """The words of one copy, or None when its CRC is wrong."""
    block = card.read(STATE_START + offset, 512)
    if struct.unpack("<I", block[:4])[0] != zlib.crc32(block[4:]):
        return None
    return dict(word.split("=") for word in block[4:].split(b"\0\0")[0].decode().split("\0"))


def make(slot, good, tries):
    body = f"good={good}\0slot={slot}\0tries={tries}\0\0".encode().ljust(508, b"\0")
    return struct.pack("<I", zlib.crc32(body)) + body


def scenario(lab):
    card = lab.disk()
    old, new = make("A", "A", 0), make("B", "A", 0)
    torn = new[:12] + old[12:]  # the new sum, the old words
    cases = {
        "power was cut while the first copy was written": (torn, old, "A"),
        "power was cut between the copies": (new, old, "B"),
        "power was cut while the second copy was written": (new, torn, "B"),
        "both copies are damaged": (bytes(512), b"\xff" * 512, "A"),
    }
    for what, (first, second, slot) in cases.items():
        lab.step(what)
        card.write(STATE_START, first)
        card.write(STATE_START + SECOND, second)
        router = lab.boot(card)
        router.wait_for(f"slot {slot}, start 1\n", 60, f"slot {slot}, when {what}")
        router.wait_for("Starting kernel", 30)
        router.cut_power()
        for offset in (0, SECOND):
            state = copy(card, offset)
            lab.expect(
                state is not None and state["slot"] == slot and state["tries"] == "1",
                f"when {what}, U-Boot left the copy at {offset} as {state}",
            )

    lab.step("the plug is pulled while Linux writes")
    dice = random.Random(3)
    for cut in range(5):
        router = lab.boot(card, uboot=False)
        router.login()
        router.wait_service()
        router.type("while :; do edgepoint-slot try B; edgepoint-slot try A; done")
        time.sleep(dice.uniform(0.3, 2.0))
        router.cut_power()
        copies = [copy(card, offset) for offset in (0, SECOND)]
        intact = [state for state in copies if state]
        lab.expect(
            bool(intact) and all(state["slot"] in "AB" for state in intact),
            f"after cut {cut + 1} no copy is intact",
        )
    lab.note("5 cuts while writing")
