"""A good neighbour: nothing is sent without need, nothing of others is touched, limits outlive a crash."""

import json
import time

import pytest
from lib.figures import figure
from lib.measure import Bulk, Counters, Stream, rates
from lib.net import Net
from lib.processes import run
from lib.shaping import Shaper, config_text, lease, line

LANE = "exact"
BUDGET = 0.5

LIMITED = lease("one", 0, ceiling="5mbit")
WAN = line("20mbit", "20mbit")


@pytest.fixture
def net():
    with Net() as net:
        yield net


def qdiscs(net, device):
    """{handle: kind} of a device of the router."""
    listed = json.loads(net.router.tc(f"-j qdisc show dev {device}"))
    return {one["handle"]: one["kind"] for one in listed}


def test_reloadsOfTheSameConfig_sendNothing_andLoseNoPacket(tmp_path, net):
    with Shaper(tmp_path, net, wan=WAN, classes=LIMITED) as shaper:
        shaper.start()
        before = shaper.traffic["changes"]
        assert before > 0
        streams = [
            Stream(tmp_path, net.owner, net.internet, net.INTERNET[0], 4, rate=500, size=1000),
            Stream(tmp_path, net.internet, net.guest, net.LEASES[0][0], 4, rate=500, size=1000),
        ]
        time.sleep(0.3)
        for _ in range(10):
            assert shaper.reload().returncode == 0
            time.sleep(0.2)
        lost = [stream.finish().sent - len(stream.packets) for stream in streams]
        sent = shaper.traffic["changes"] - before
    figure(
        f"10 reloads of the same config: {sent} changes sent, {sum(lost)} of "
        f"{sum(stream.sent for stream in streams)} packets lost (bar: none)"
    )
    assert (sent, lost) == (0, [0, 0])


def test_afterAKill_theLimitsStay_andTheNextServiceSendsNothing(tmp_path, net):
    with Shaper(tmp_path, net, wan=WAN, classes=LIMITED) as shaper:
        shaper.start()
        counters = [Counters(net.internet, {"up": [f"ip saddr {net.LEASES[0][0]}"]})]
        Bulk(tmp_path, net.guest, net.internet, net.INTERNET[0], 30, bind=net.LEASES[0][0]).wait()
        shaper.kill()
        dead = rates(counters, 3)["up"] / 1e6
        shaper.start()
        alive = rates(counters, 3)["up"] / 1e6
        sent = shaper.traffic["changes"]
    figure(
        f"limit of 5 Mbit/s after a kill -9: {dead:.3f} Mbit/s, after the restart {alive:.3f}; "
        f"{sent} changes sent by the restart (bar: 0)"
    )
    assert dead == pytest.approx(5, rel=0.03) and alive == pytest.approx(5, rel=0.03)
    assert sent == 0


def test_anothersQdisc_isReportedAndLeft_untilItMayBeTakenOver(tmp_path, net):
    net.router.tc("qdisc add dev wan0 root handle 1: tbf rate 30mbit burst 20kb latency 50ms")
    with Shaper(tmp_path, net, wan=WAN) as shaper:
        shaper.start(state="conflict")
        assert any("wan0" in note and "tbf" in note for note in shaper.traffic["notes"])
        assert shaper.traffic["upload_bits_per_second"] is None
        assert qdiscs(net, "wan0")["1:"] == "tbf"
        shaper.configure(wan=line("20mbit", "20mbit", "\toption take_over '1'\n"))
        assert shaper.reload().returncode == 0
        shaper.wait_for("shaping")
        assert "1:" not in qdiscs(net, "wan0") and qdiscs(net, "wan0")["ed0:"] == "htb"


def test_anothersFilterOnTheIngress_isLeft_andTheUploadIsShaped(tmp_path, net):
    net.router.sh("""tc qdisc add dev wan0 handle ffff: ingress
        ip link add ifb7 type ifb
        tc filter add dev wan0 parent ffff: pref 5 protocol ip u32 match ip dport 9 0xffff \
          action mirred egress mirror dev ifb7""")
    filters = net.router.tc("filter show dev wan0 parent ffff:")
    with Shaper(tmp_path, net, wan=WAN) as shaper:
        shaper.start(state="conflict")
        assert shaper.traffic["download_bits_per_second"] is None
        assert shaper.traffic["upload_bits_per_second"] == 20_000_000
        assert net.router.tc("filter show dev wan0 parent ffff:") == filters


def test_whatOthersMade_isNeverTouched(tmp_path, net):
    net.router.sh("""tc qdisc add dev lan0 root handle 3: tbf rate 1gbit burst 90kb latency 9ms
        ip link add ifb7 type ifb && tc qdisc add dev ifb7 root handle 7: tbf rate 1mbit burst 5kb latency 9ms
        nft add table inet firewall && nft add counter inet firewall ours
        nft add table ip edgepoint && nft add table ip6 edgepoint""")
    others = """tc qdisc show dev lan0; tc qdisc show dev ifb7; ip -brief link show ifb7
        nft list table inet firewall; nft list table ip edgepoint; nft list table ip6 edgepoint"""
    before = net.router.sh(others)
    with Shaper(tmp_path, net, wan=WAN, classes=LIMITED) as shaper:
        shaper.start()
        shaper.configure(wan=line("10mbit", "10mbit"))
        shaper.reload()
        shaper.kill()
        shaper.start()
        shaper.stop()
    assert net.router.sh(others) == before


def test_directionWithoutARate_losesOurQueuesOnly(tmp_path, net):
    net.router.tc("qdisc add dev lan0 root handle 3: htb")
    with Shaper(tmp_path, net, wan=WAN) as shaper:
        shaper.start()
        shaper.configure(wan="\toption upload '5mbit'\n")
        shaper.reload()
        shaper.wait_for("shaping")
        assert "ep-wan0" not in net.router.run("ip", "link")
        assert "3:" in qdiscs(net, "lan0")


def test_whatThisKernelLacks_isSaid(tmp_path, net):
    with Shaper(tmp_path, net, wan=WAN) as shaper:
        shaper.start()
        notes = " ".join(shaper.traffic["notes"])
    lacks = {"sch_cake": "cake", "sch_fq_codel": "fq_codel", "act_ctinfo": "ctinfo"}
    for module, kind in lacks.items():
        has = _has(net, kind)
        assert (module in notes) != has, f"{kind} is {'there' if has else 'missing'}: {notes}"


def _has(net, kind):
    add = (
        "filter add dev lo parent ffff: protocol ip u32 match u32 0 0 action ctinfo cpmark 1"
        if kind == "ctinfo"
        else f"qdisc add dev lo root {kind}"
    )
    net.router.run("tc", *["qdisc", "add", "dev", "lo", "handle", "ffff:", "ingress"], check=False)
    try:
        net.router.tc(add)
        return True
    except AssertionError:
        return False


@pytest.mark.parametrize(
    "without, status, says",
    [
        ("cake", 0, "fq_codel; this kernel has no cake"),
        ("cake,fq_codel", 0, "lost: queues: short plain ones (pfifo)"),
        ("ctinfo", 0, "downloads of the miner and of guests behind NAT are taken for the owner's"),
        ("ifb", 0, "lost: the download is not shaped: this kernel has no IFB devices"),
        ("nftables", 0, "what guests and the miner send is taken for the owner's"),
        ("htb", 0, "lost: nothing is shaped: this kernel has no HTB"),
        ("htb,nftables", 69, "lost: nothing is shaped: this kernel has no HTB"),
    ],
)
def test_planWithout_saysWhatIsLost(tmp_path, without, status, says):
    config = tmp_path / "edgepoint.conf"
    config.write_text(config_text(tmp_path, wan=WAN))
    result = run("plan", "--config", config, "--without", without)
    assert result.returncode == status
    assert says in result.stdout
