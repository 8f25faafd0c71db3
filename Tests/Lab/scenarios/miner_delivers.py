"""The miner in the router delivers to a pool outside.

The owner names a pool and a payee on the card, and starts the router with 96 MB of memory. Once the uplink has an address
the router mines with one thread; the pool, a program on the other side of the uplink, checks what comes and accepts
announcements. The miner does so as its own user, without capabilities, behind the system call filter. The router still has
memory to spare and answers its status socket.
"""

import json
import time
import urllib.request

from machine import ROOT

LANE = "waits"
BUDGET = 1

CONFIG = """config wan 'wan'
	option device 'eth0'
	option upload '20mbit'
config miner 'miner'
	option enabled '1'
	option payment_address '{payee}'
	option threads '1'
	list pool 'http://10.0.2.2:{port}'
"""
PAYEE = "pkt1q6hqsqhqdgqfd8t3xwgceulu7k9d9w5t2amath0qxyfjlvl3s3u4sjza2g2"


def pool(lab, port):
    with open(lab.folder / "pool.log", "wb") as log:
        return lab.program(
            str(ROOT / "build/x86_64/edgepoint"),
            "pool",
            "--listen",
            f"127.0.0.1:{port}",
            "--url",
            f"http://10.0.2.2:{port}",
            "--bits",
            "207fffff",
            stderr=log,
        )


def stats(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats.json", timeout=10) as reply:
        return json.load(reply)


def config(port, shaped=True):
    """The owner's config; `shaped`: it names the rate of the upload, so that traffic control is loaded as well."""
    text = CONFIG.format(port=port, payee=PAYEE)
    return (text if shaped else text.replace("\toption upload '20mbit'\n", "")).encode()


def mine(lab, memory, port=18467, seconds=240, uboot=True, shaped=True):
    """A router of that much memory until the pool has accepted; returns it with the MiB that are still available."""
    pool(lab, port)
    card = lab.disk()
    card.put("edgepoint.conf", config(port, shaped))
    router = lab.boot(card, memory=memory, uboot=uboot)
    router.login(120)
    router.wait_service(90)
    end = time.monotonic() + seconds
    while stats(port)["accepted"] == 0:
        if time.monotonic() > end:
            lab.expect(
                False,
                f"no announcement was accepted within {seconds} s: {router.run('edgepoint status')[-600:]}",
            )
        time.sleep(2)
    free = int(router.run("awk '/MemAvailable/ { print $2 }' /proc/meminfo")) // 1024
    status = json.loads(router.run("edgepoint status --json"))
    lab.expect(status["config"]["verdict"] == "valid", f"config: {status['config']}")
    lab.expect(
        router.run("dmesg | grep -ci 'out of memory' || true") == "0",
        "the kernel ran out of memory",
    )
    return router, free


def scenario(lab):
    router, free = mine(lab, 96)
    lab.note(f"accepted={stats(18467)['accepted']} 96MB-leaves={free}MB")
    lab.step("the miner is locked in, and delivers all the same")
    miner = json.loads(router.run("edgepoint status --json"))["miner"]["process_id"]
    about = dict(
        line.split(":\t", 1)
        for line in router.run(f"cat /proc/{miner}/status").splitlines()
        if ":\t" in line
    )
    lab.expect(about["Seccomp"] == "2", f"no system call filter: Seccomp {about['Seccomp']}")
    lab.expect(about["NoNewPrivs"] == "1", "the miner may gain privileges")
    lab.expect(about["Uid"].split() == ["700"] * 4, f"the miner's user is {about['Uid']}")
    lab.expect(
        int(about["CapEff"], 16) == int(about["CapPrm"], 16) == 0,
        f"the miner has capabilities: {about['CapEff']}",
    )
    before = stats(18467)["accepted"]
    end = time.monotonic() + 60
    while stats(18467)["accepted"] <= before:
        lab.expect(time.monotonic() < end, "the locked in miner delivered nothing more within 60 s")
        time.sleep(1)
    lab.expect(free >= 4, f"only {free} MB are left of 96")
    router.power_off()
