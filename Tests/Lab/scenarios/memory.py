"""How much memory the router needs while it mines with one thread.

The emulated machine is given less and less memory. With 128 and 96 MB the image starts as it does for everybody, through
U-Boot. U-Boot itself does not manage with less, so 80 and 72 MB are tried without it, to know what Linux and the service
need. In each the pool must accept an announcement and some memory must be left. (96 MB is played by miner_delivers.)
"""
from miner_delivers import mine

SLOW = True


def scenario(lab):
    for megabytes, uboot in ((128, True), (80, False), (72, False)):
        lab.step(f"{megabytes} MB")
        router, free = mine(lab, megabytes, port=18500 + megabytes, uboot=uboot)
        lab.note(f"{megabytes}MB-leaves={free}MB")
        router.power_off()
