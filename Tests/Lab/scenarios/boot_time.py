"""The service must be there within 3 s of the kernel starting init.

A router starts for the first time and then again. The guest's clock counts one nanosecond an instruction, about
what a Cortex-A53 at 1.2 GHz does, so that the result does not depend on what else this host is doing. Each time
the status socket must have answered within 3 s of the kernel starting init.
"""

LANE = "waits"
BUDGET = 1


def scenario(lab):
    card = lab.disk()
    router = lab.boot(card, uboot=False, extra=["-icount", "shift=0"])
    for start in ("first", "second"):
        lab.step(f"the {start} start")
        router.login(240)
        router.wait_service(120)
        times = router.times()
        seconds = times["status"] - times["init"]
        lab.note(f"{start}-start={seconds:.2f}s")
        lab.expect(
            seconds <= 3,
            f"at the {start} start the status socket answered after {seconds:.2f} s, expected at most 3 s",
        )
        if start == "first":
            router.type("reboot")
