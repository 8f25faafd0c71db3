"""The plug is pulled twenty times at random moments.

A router with an owner's config mines nothing but keeps its journal. Twenty times power fails: while it starts, while it
serves, while its owner rewrites the config. Each time the file system comes back without repair, the config is one of the
two that were written, whole, the service's state is read, and the secrets are those of the first start.
"""
import random
import time

SLOW = True
CUTS = 20
CONFIG = "config globals 'globals'\\n\\toption log_level '{level}'\\n"


def scenario(lab):
    card = lab.disk()
    dice = random.Random(20)
    router = lab.boot(card, uboot=False)
    router.login()
    router.wait_service()
    router.run(f"printf \"{CONFIG.format(level='info')}\" >/etc/config/edgepoint; sync")
    secrets = router.run("md5sum /data/secrets/machine-id /data/secrets/owner-wifi-key")
    cut = 0
    while cut < CUTS:
        router.type("while :; do for level in info debug; do "
                    f"printf \"{CONFIG.format(level='$level')}\" >/etc/config/new && sync && "
                    "mv /etc/config/new /etc/config/edgepoint && kill -HUP $(cat /run/edgepoint/pid); done; done")
        time.sleep(dice.uniform(0.2, 3))
        router.cut_power()
        cut += 1
        # One cut in two hits the start itself.
        if cut < CUTS and dice.random() < 0.5:
            router = lab.boot(card, uboot=False)
            end = time.monotonic() + dice.uniform(0.5, 6)
            while time.monotonic() < end:
                router.read(0.1)
            router.cut_power()
            cut += 1
        router = lab.boot(card, uboot=False)
        router.login()
        router.wait_service()
        config = router.run("cat /etc/config/edgepoint")
        lab.expect(config in (f"config globals 'globals'\n\toption log_level '{level}'" for level in ("info", "debug")),
                   f"after cut {cut} the config is {config!r}")
        lab.expect(router.run("md5sum /data/secrets/machine-id /data/secrets/owner-wifi-key") == secrets,
                   f"after cut {cut} the secrets are others")
        lab.expect(router.run("test -e /run/edgepoint/storage-failed || test -e /run/log/e2fsck && echo bad || true") == "",
                   f"after cut {cut} the data partition needed repair")
        status = router.run("edgepoint status --json")
        lab.expect('"verdict":"valid"' in status, f"after cut {cut}: {status[:200]}")
    router.power_off()
    lab.note(f"{cut} cuts")
