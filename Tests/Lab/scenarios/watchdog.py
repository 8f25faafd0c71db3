"""A hung machine restarts itself; a service that is stopped in order restarts nothing.

The watchdog counts 5 s. First the service is ended as a person does it and stays away for longer than that: the machine
goes on, and when the service is back it has the watchdog again. Then the service freezes, its process still there: it
feeds no more and the machine starts anew. Then the kernel stops for good, as after a fault it cannot report: the same.
"""

import time

LANE = "waits"
BUDGET = 1

WORDS = "edgepoint.watchdog=5"
ARMED = "logread | grep -c 'watchdog armed.*seconds=5'"


def serves(router):
    router.login()
    router.wait_service()
    router.until(f"test $({ARMED}) -ge 1", 30, "the service arms the watchdog")


def scenario(lab):
    router = lab.boot(lab.disk(), uboot=False, words=WORDS)
    serves(router)

    lab.step("the service is ended in order")
    router.run(
        "service=$(cat /run/edgepoint/pid); keeper=$(awk '{ print $4 }' /proc/$service/stat)"
    )
    router.run("kill -STOP $keeper; kill -TERM $service")
    time.sleep(9)
    lab.expect(
        "State:\tZ" in router.run("grep State: /proc/$service/status"), "the service did not end"
    )
    router.run("kill -CONT $keeper")
    router.until(f"test $({ARMED}) = 2", 30, "the service takes the watchdog again")
    lab.expect(
        float(router.run("cut -d' ' -f1 /proc/uptime")) > 9,
        "the machine was restarted by an orderly stop",
    )

    hangs = {
        "service": "kill -STOP $(cat /run/edgepoint/pid)",
        "kernel": "sysctl -q kernel.panic=0 kernel.sysrq=1; echo c >/proc/sysrq-trigger",
    }
    for hang, command in hangs.items():
        lab.step(f"the {hang} hangs")
        began = time.monotonic()
        router.type(command)
        serves(router)
        lab.note(f"{hang}-hangs-to-service={time.monotonic() - began:.0f}s")
    router.power_off()
