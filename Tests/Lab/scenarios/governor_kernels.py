"""What is lost on a small machine and on kernels that lack things, said in plain words.

With 128 MB the queues are fq_codel, because cake needs memory. Then modules are taken away, one lot after the other, and the
service is started again: without cake, IFB and ctinfo uploads are shaped and the status says what is lost; without HTB and
nf_tables as well nothing useful is left, and the service ends with exit code 69. (fq_codel is built into this kernel.)
"""

from line import CONFIG, TOOLS, Line

LANE = "waits"
BUDGET = 1


def take_away(line, *modules):
    """A kernel without these modules, and a service that starts on it."""
    line.configure("", "off")
    left = line.run(f"{TOOLS}/tc qdisc show | grep -E ' ed[01]:|ingress' || true")
    line.lab.expect(left == "", f"the tree is still there without a config: {left}")
    line.run(f"{TOOLS}/ip link del ep-wan0 2>/dev/null; true")
    for module in modules:
        line.run(
            f"rmmod {module} && file=$(find /lib/modules/ -name {module}.ko) && mount -o bind /dev/null $file"
        )


def restart(line):
    line.run(
        "old=$(cat /run/edgepoint/pid); kill $old; while [ $old = $(cat /run/edgepoint/pid) ]; do sleep 0.2; done"
    )
    line.router.until("edgepoint status --json >/dev/null", 30, "the service is there again")


def leaves(line, device):
    return {
        queue["kind"]
        for queue in line.tc("qdisc", device)
        if queue.get("parent", "").startswith("ed")
    }


def scenario(lab):
    line = Line(lab, memory=128, people=False)
    lab.step("little memory")
    config = CONFIG.format(up="20mbit", down="20mbit")
    traffic = line.configure(config)
    lab.expect(
        traffic["state"] == "shaping"
        and leaves(line, "wan0") == leaves(line, "ep-wan0") == {"fq_codel"},
        f"queues: {leaves(line, 'wan0')}; {traffic}",
    )
    lab.expect(
        any("memory" in note for note in traffic["notes"]),
        f"the status does not say why: {traffic['notes']}",
    )

    lab.step("no cake, no IFB, no ctinfo")
    take_away(line, "sch_cake", "ifb", "act_ctinfo")
    restart(line)
    traffic = line.configure(config, "failed")
    lab.expect(
        traffic["upload_bits_per_second"] == 20_000_000
        and traffic["download_bits_per_second"] is None
        and leaves(line, "wan0") == {"fq_codel"},
        f"expected uploads to be shaped, and downloads not: {traffic}",
    )
    lost = " ".join(traffic["notes"])
    for words in ("no cake (sch_cake)", "no IFB devices (ifb)"):
        lab.expect(words in lost, f"the status does not say '{words}': {traffic['notes']}")
    lab.note(f"said: {lost};")

    lab.step("no HTB and no nf_tables")
    take_away(line, "sch_htb", "nft_ct", "nf_tables")
    line.run(f"cat >/etc/config/edgepoint <<'END'\n{config}END\nkill $(cat /run/edgepoint/pid)")
    line.router.until(
        "logread | grep -q 'service ended status=69'", 30, "the service ends with exit code 69"
    )
    lab.note("with nothing left: exit 69")
