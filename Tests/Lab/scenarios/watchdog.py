"""A hung machine restarts itself.

First the service stops answering (it is frozen, its process is still there): the watchdog is no longer fed and restarts
the machine, which serves again. Then the kernel stops for good, as after a fault it cannot report: the same.
"""


def scenario(lab):
    card = lab.disk()
    card.put("bootargs.txt", b"extra=edgepoint.patience=6\n")
    router = lab.boot(card)
    hangs = {
        "service": "kill -STOP $(cat /run/edgepoint/pid)",
        "kernel": "sysctl -q kernel.panic=0 kernel.sysrq=1; sleep 1; echo c >/proc/sysrq-trigger",
    }
    for hang, command in hangs.items():
        router.wait_for("slot A, start 1\n", 120, f"a start before the {hang} hangs")
        router.login()
        router.wait_service()
        router.until("logread | grep -q 'watchdog armed'", 60, "the watchdog is armed")
        lab.step(f"the {hang} hangs")
        router.type(command)
    router.wait_for("slot A, start 1\n", 120, "the start after the watchdog's reset")
    router.login()
    router.wait_service()
    router.power_off()
