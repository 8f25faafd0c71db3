"""The image for the Raspberry Pi starts as far as an emulated Pi 3 goes: to the service.

U-Boot and the device tree are taken from the card's boot partition, as the firmware of a real board does. U-Boot finds the card,
starts slot A with the third board's device tree, Linux finds its root on the SD card, and the service answers its status
socket; the slot is confirmed on the card. The watchdog is left alone: this emulator resets the machine when it is opened.
"""

LANE = "waits"
BUDGET = 1.5


def scenario(lab):
    card = lab.disk(board="rpi")
    card.put("bootargs.txt", b"extra=edgepoint.watchdog=off edgepoint.patience=240\n")
    router = lab.boot(card)
    router.wait_for("slot A, start 1\n", 120, "U-Boot's boot script")
    lab.step("Linux starts")
    router.login(240)
    router.wait_service(120)
    model = router.run("tr -d '\\000' </proc/device-tree/model")
    lab.expect("Raspberry Pi 3" in model, f"the device tree is of {model!r}")
    state = router.run("edgepoint-slot")
    lab.expect(state == "slot=A good=A tries=0 intact=2", f"the slot was not confirmed: {state}")
    lab.expect(
        "VARIANT_ID=rpi" in router.run("cat /etc/os-release"), "this is not the image for the Pi"
    )
    lab.expect(
        "/dev/mmcblk" in router.run("grep ' /data ' /proc/mounts"),
        "the data partition is not on the SD card",
    )
    lab.note(model.replace(" ", "-"))
    router.run("sync")
    router.cut_power()
