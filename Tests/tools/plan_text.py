"""What `edgepoint plan` prints, taken apart and compared with what tc shows."""

import re

# What tc shows besides settings: counts, and bursts, which both programs turn into times and round differently.
_MOVING = re.compile(r"(burst|direct_packets_stat|refcnt) (\d+)b?")
_BURST_BYTES = 8
# Queues show what waits in them as classes.
_FLOW = re.compile(r"class (cake|fq_codel) ")


def rules(plan):
    """Our nftables table, as `nft -f` takes it."""
    return re.search(r"(?ms)^table inet edgepoint \{$.*?^\}$", plan)[0]


def commands(plan):
    """The `ip` and `tc` commands, a line each."""
    return "\n".join(re.findall(r"(?m)^(?:ip|tc) .*$", plan))


def difference(plans, kernels):
    """The first difference between two outputs of `tc … show` as text, or None; the order of their lines means nothing."""
    one, other = (
        sorted(line for line in text.splitlines() if not _FLOW.match(line))
        for text in (plans, kernels)
    )
    for plan, kernel in zip(one, other, strict=False):
        if not _same(plan, kernel):
            return f"the plan makes\n{plan}\nthe kernel has\n{kernel}"
    return (
        None
        if len(one) == len(other)
        else f"the plan makes {len(one)} lines, the kernel has {len(other)}"
    )


def _same(one, other):
    bursts = [
        [int(count) for name, count in _MOVING.findall(line) if name == "burst"]
        for line in (one, other)
    ]
    words = [_MOVING.sub(r"\1", line) for line in (one, other)]
    return words[0] == words[1] and all(
        abs(a - b) <= _BURST_BYTES for a, b in zip(*bursts, strict=True)
    )
