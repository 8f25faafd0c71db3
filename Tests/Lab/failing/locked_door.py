"""Somebody waits for what cannot come. Not played with the others: the lab's own test does, to see what a failure leaves.

A router is started, its uplink gets an address, and then it is expected to be another one.
"""

LANE = "waits"
BUDGET = 1


def scenario(lab):
    router = lab.boot(lab.disk(), uboot=False)
    router.login()
    router.until("test -s /run/resolv.conf", 60, "the uplink gets an address")
    lab.step("the name is looked at")
    lab.expect(router.run("hostname") == "somebody-else", "the router is not somebody else")
