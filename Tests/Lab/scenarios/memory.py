"""How little memory will do.

With 128 MB the router mines with one thread (miner_delivers plays 96 MB). U-Boot itself does not manage with less than 96, so
80 and 64 MB are tried without it: the service starts, answers, and pauses mining because memory is short.
"""
import json

from miner_delivers import CONFIG, PAYEE, mine

SLOW = True
SECONDS = 60


def scenario(lab):
    lab.step("128 MB mines")
    router, free = mine(lab, 128, port=18628)
    lab.note(f"128MB-leaves={free}MB")
    router.power_off()
    for megabytes in (80, 64):
        lab.step(f"{megabytes} MB serves")
        card = lab.disk()
        card.put("edgepoint.conf", CONFIG.format(port=18628, payee=PAYEE).encode())
        router = lab.boot(card, memory=megabytes, uboot=False)
        router.login()
        router.wait_service()
        free = int(router.run("awk '/MemAvailable/ { print $2 }' /proc/meminfo")) // 1024
        status = json.loads(router.run("edgepoint status --json"))
        lab.expect(status["miner"]["threads"] == 0, f"{megabytes} MB: mining was not paused")
        lab.note(f"{megabytes}MB-serves-leaving={free}MB")
        router.cut_power()
