"""An owner without a screen sets the router up through the card.

The owner writes edgepoint.conf on the boot partition with a computer (with CR LF at the line ends) and makes a mistake.
The router starts with safe defaults, leaves the file where it is and puts edgepoint.err beside it, which names the line.
The owner corrects it: now it is taken as the first config, it is gone from the card, and it is in force. A second file
does not replace a config that its owner has already chosen.
"""

LANE = "waits"
BUDGET = 1

GOOD = "config globals 'globals'\r\n\toption log_level 'debug'\r\n\r\nconfig wan 'wan'\r\n\toption device 'eth0'\r\n\toption upload '20mbit'\r\n"
BAD = GOOD.replace("20mbit", "20 parrots")


def scenario(lab):
    card = lab.disk()

    lab.step("a config with a mistake")
    card.put("edgepoint.conf", BAD.encode())
    router = lab.boot(card, uboot=False)
    router.login()
    router.wait_service()
    stored = router.run("cat /etc/config/edgepoint")
    lab.expect(
        "parrots" not in stored and "option enabled '0'" in stored, "the mistaken config was stored"
    )
    router.power_off()
    error = (card.get("edgepoint.err") or b"").decode()
    lab.expect("edgepoint.conf:6" in error, f"edgepoint.err does not name line 6: {error[:200]!r}")
    lab.expect(
        card.get("edgepoint.conf") is not None, "the mistaken file was removed from the card"
    )

    lab.step("the mistake is corrected")
    card.put("edgepoint.conf", GOOD.encode())
    router = lab.boot(card, uboot=False)
    router.login()
    router.wait_service()
    stored = router.run("cat /etc/config/edgepoint")
    lab.expect(
        stored == GOOD.replace("\r\n", "\n").strip("\n"), f"stored config differs: {stored[:200]!r}"
    )
    status = router.run("edgepoint status --json")
    lab.expect(
        '"verdict":"valid"' in status.replace(" ", ""),
        f"the service does not run a valid config: {status[:300]}",
    )
    router.power_off()
    lab.expect(card.get("edgepoint.conf") is None, "edgepoint.conf is still on the card")
    lab.expect(card.get("edgepoint.err") is None, "edgepoint.err is still on the card")

    lab.step("a second file comes too late")
    card.put("edgepoint.conf", b"config miner 'miner'\n\toption enabled '0'\n")
    router = lab.boot(card, uboot=False)
    router.login()
    router.wait_service()
    lab.expect(
        router.run("cat /etc/config/edgepoint") == stored,
        "a second edgepoint.conf replaced the owner's config",
    )
    router.power_off()
