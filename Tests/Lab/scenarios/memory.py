"""How little memory will do.

With 128 MB the router mines with one thread (miner_delivers plays 96 MB). U-Boot itself does not manage with less than 96, so
80 and 64 MB are tried without it: with 80 one thread still mines and what routing needs stays free, as long as no line is shaped
(the kernel's traffic control, packet rules and connection tracking take about 4 MB); with 64, of which the kernel takes 37, the
service starts, answers, and pauses mining because memory is short. No line is shaped there either.
"""
import json

from miner_delivers import config, mine

SLOW = True
SECONDS = 75


def scenario(lab):
    for megabytes, uboot, port in ((128, True, 18628), (80, False, 18629)):
        lab.step(f"{megabytes} MB mines")
        router, free = mine(lab, megabytes, port=port, uboot=uboot, shaped=megabytes > 80)
        lab.note(f"{megabytes}MB-mines-leaving={free}MB")
        lab.expect(free >= 3, f"only {free} MB are left of {megabytes} while one thread mines")
        router.power_off()
    lab.step("64 MB serves")
    card = lab.disk()
    card.put("edgepoint.conf", config(18628, shaped=False))
    router = lab.boot(card, memory=64, uboot=False)
    router.login()
    router.wait_service()
    free = int(router.run("awk '/MemAvailable/ { print $2 }' /proc/meminfo")) // 1024
    status = json.loads(router.run("edgepoint status --json"))
    lab.expect(status["miner"]["threads"] == 0, "64 MB: mining was not paused")
    lab.note(f"64MB-serves-leaving={free}MB")
    router.cut_power()
