"""Two neighbours' radios form a mesh, and packets cross it.

The kernel's wireless simulator gives three radios: the router's, and one for each of two neighbours, each in a network
namespace of its own. All three join an open 802.11s mesh by its name; every one finds the two others as peers with an
established link and reaches both, without any access point.
"""

LANE = "waits"
BUDGET = 1

NODES = {"router": "10.78.0.1", "north": "10.78.0.2", "south": "10.78.0.3"}


def scenario(lab):
    router = lab.boot(lab.disk(), uboot=False)
    router.login()
    router.wait_service()
    router.run("modprobe mac80211_hwsim radios=3")
    router.until("iw dev | grep -q wlan2", 30, "three radios appear")

    lab.step("the neighbours move into namespaces of their own")
    router.run('router() { "$@"; }')
    for number, name in ((1, "north"), (2, "south")):
        router.type(f"unshare -n sleep 10000 & echo $! >/tmp/{name}")
        router.until(
            f'[ "$(readlink /proc/$(cat /tmp/{name})/ns/net)" != "$(readlink /proc/self/ns/net)" ]',
            20,
            f"the namespace of {name}",
        )
        router.run(
            f'iw phy "$(cat /sys/class/net/wlan{number}/phy80211/name)" set netns "$(cat /tmp/{name})"'
        )
        router.run(f'{name}() {{ nsenter -t "$(cat /tmp/{name})" -n "$@"; }}')

    lab.step("all join the mesh")
    for number, (name, address) in enumerate(NODES.items()):
        router.run(f"{name} /usr/sbin/iw dev wlan{number} set type mp")
        router.run(
            f"{name} ip address add {address}/24 dev wlan{number} && {name} ip link set wlan{number} up"
        )
        router.run(f"{name} /usr/sbin/iw dev wlan{number} mesh join lab-mesh freq 2437")
    for number, name in enumerate(NODES):
        router.until(
            f"[ \"$({name} /usr/sbin/iw dev wlan{number} station dump | grep -c 'mesh plink:.ESTAB')\" = 2 ]",
            30,
            f"{name} has links to both others",
        )
        for other in NODES.values():
            if other != NODES[name]:
                router.run(f"{name} ping -c 1 -W 5 {other}")
    lab.note("3 nodes, 6 links")
    router.power_off()
