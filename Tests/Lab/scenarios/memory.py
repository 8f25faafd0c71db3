"""How little memory will do.

With 128 MB the router mines with one thread (miner_delivers plays 96 MB). U-Boot itself does not manage with less than 96, so
80 MB is tried without it: one thread still mines and what routing needs stays free, as long as no line is shaped (the kernel's
traffic control, packet rules and connection tracking take about 4 MB). 64 MB is too little (docs/manual/flashing.md).
"""

from miner_delivers import mine

LANE = "waits"
BUDGET = 1.5


def scenario(lab):
    for megabytes, uboot, port in ((128, True, 18628), (80, False, 18629)):
        lab.step(f"{megabytes} MB mines")
        router, free = mine(lab, megabytes, port=port, uboot=uboot, shaped=megabytes > 80)
        lab.note(f"{megabytes}MB-mines-leaving={free}MB")
        lab.expect(free >= 3, f"only {free} MB are left of {megabytes} while one thread mines")
        router.power_off()
