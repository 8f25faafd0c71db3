"""A station joins an open access point and gets an address.

The router has two radios of the kernel's wireless simulator. One becomes an open access point with the image's own hostapd
and dnsmasq; the other is a visitor's phone, in a network namespace of its own, with the image's wpa_supplicant. The
visitor associates, is given an address by DHCP, and reaches the router.
"""

import re

LANE = "waits"
BUDGET = 1

HOSTAPD = r"interface=wlan0\ndriver=nl80211\nssid=Lab\nhw_mode=g\nchannel=6\n"
STATION = r'network={\n ssid="Lab"\n key_mgmt=NONE\n}\n'


def scenario(lab):
    router = lab.boot(lab.disk(), uboot=False)
    router.login()
    router.wait_service()

    lab.step("the access point")
    router.run("modprobe mac80211_hwsim radios=2")
    router.until("iw dev | grep -q wlan1", 30, "two radios appear")
    router.run(
        f"printf '{HOSTAPD}' >/tmp/hostapd.conf && /usr/sbin/hostapd -B /tmp/hostapd.conf -f /tmp/hostapd.log"
    )
    router.run("ip address add 10.77.0.1/24 dev wlan0")
    router.run(
        "/usr/sbin/dnsmasq --conf-file=/dev/null --interface=wlan0 --bind-interfaces --port=0 --no-ping "
        "--dhcp-range=10.77.0.10,10.77.0.20,1h --dhcp-leasefile=/tmp/leases --user=dnsmasq"
    )

    lab.step("the visitor")
    router.type("unshare -n sleep 10000 & echo $! >/tmp/visitor")
    router.until(
        'test -s /tmp/visitor && [ "$(readlink /proc/$(cat /tmp/visitor)/ns/net)" != "$(readlink /proc/self/ns/net)" ]',
        20,
        "the visitor's namespace",
    )
    router.run('iw phy "$(cat /sys/class/net/wlan1/phy80211/name)" set netns "$(cat /tmp/visitor)"')
    router.run('visitor() { nsenter -t "$(cat /tmp/visitor)" -n "$@"; }')
    router.run(
        f"printf '{STATION}' >/tmp/station.conf && visitor /usr/sbin/wpa_supplicant -B -D nl80211 -i wlan1 -c /tmp/station.conf"
    )
    router.until(
        "visitor /usr/sbin/iw dev wlan1 link | grep -q 'Connected to'", 30, "the visitor associates"
    )
    router.run("visitor udhcpc -n -q -t 10 -T 2 -i wlan1 -s /usr/libexec/edgepoint/dhcp-event", 60)
    address = router.run("visitor ip -4 -o address show dev wlan1")
    lab.expect(
        bool(re.search(r"10\.77\.0\.(1\d|20)/", address)),
        f"the visitor has no address of the range: {address}",
    )
    router.run("visitor ping -c 2 -W 5 10.77.0.1")
    lease = router.run("cat /tmp/leases")
    lab.expect("10.77.0." in lease, f"no lease was written: {lease}")
    lab.note(f"address={address.split()[3]}")
    router.power_off()
