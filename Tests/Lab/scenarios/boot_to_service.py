"""A router is switched on for the first time.

Somebody flashes the image and plugs the machine in. U-Boot starts slot A, the service answers its status
socket, both copies of the slot's state say that the slot is good, the data partition fills the larger card, and the
machine has secrets of its own. It mines nothing, opens no port, and writes its log to memory only. After a restart
everything is where it was. Another card with the same image gets other secrets.
"""

import json

LANE = "waits"
BUDGET = 1


def scenario(lab):
    card = lab.disk(mebibytes=512)
    router = lab.boot(card)
    lab.step("U-Boot starts slot A and Linux invites to a shell")
    router.wait_for("slot A, start 1", 60)
    router.login()
    lab.step("the service answers")
    router.wait_service()
    times = router.times()
    lab.note(f"init-to-status={times['status'] - times['init']:.2f}s on this busy host")
    state = router.run("edgepoint-slot")
    lab.expect(state == "slot=A good=A tries=0 intact=2", f"the slot was not confirmed: {state}")

    lab.step("the data partition has grown to the card's end")
    router.until("test -s /data/.grown", 60, "the data partition grows")
    size = int(router.run("df -k /data | awk 'END { print $2 }'"))
    lab.expect(
        size > 330 * 1024, f"/data has {size} KiB on a card of 512 MiB, expected more than 330 MiB"
    )

    lab.step("it is read-only, silent and alone")
    lab.expect(
        "squashfs" in router.run("grep ' / ' /proc/mounts"), "the root file system is not squashfs"
    )
    lab.expect(
        router.run("touch /usr/x 2>/dev/null; echo $?") == "1",
        "the root file system can be written to",
    )
    ports = router.run("netstat -tuln | awk 'NR > 2 { print $1, $4 }' | grep -v ' 127\\.' || true")
    lab.expect(ports == "", f"ports are open to the network: {ports}")
    lab.expect(
        "wlan" not in router.run("ip -o link show up"),
        "a radio is up before its owner asked for it",
    )
    secrets = router.run(
        "cat /data/secrets/machine-id /data/secrets/owner-wifi-key; stat -c %a /data/secrets"
    )
    lab.expect(
        secrets.endswith("700"), f"the secrets' folder can be read by others: {secrets[-3:]}"
    )

    status = json.loads(router.run("edgepoint status --json"))
    lab.expect(
        status["miner"]["pause_reason"] == "disabled" and status["miner"]["hashes"] == 0,
        f"it mines: {status['miner']}",
    )
    lab.expect(
        router.run("logread | grep -c edgepoint") != "0", "the log does not know of the service"
    )
    files = router.run(
        "find /data -type f | grep -v '^/data/\\(config\\|secrets\\|state\\)/' || true"
    )
    lab.expect(
        files == "/data/.grown",
        f"the data partition holds more than config, state and secrets: {files}",
    )
    lab.expect(
        router.run("stat -f -c %T /var/log/ /tmp") == "tmpfs\ntmpfs", "logs are not in memory"
    )

    lab.step("after a proper restart everything is where it was")
    before = router.run("cat /data/secrets/machine-id; md5sum </etc/config/edgepoint")
    router.type("reboot")
    router.wait_for("slot A, start 1", 90)
    router.login()
    router.wait_service()
    lab.expect(
        router.run("cat /data/secrets/machine-id; md5sum </etc/config/edgepoint") == before,
        "secrets or config changed over a restart",
    )
    router.power_off()

    lab.step("another card")
    other = lab.boot(lab.disk(), uboot=False)
    other.login()
    theirs = other.run("cat /data/secrets/machine-id /data/secrets/owner-wifi-key").split()
    lab.expect(
        len(theirs) == 2 and not set(theirs) & set(secrets.split()),
        "two machines have the same secrets",
    )
    other.cut_power()
