"""Every fault of a pool against the whole service.

Each case runs the service with a pool that misbehaves and one that does not. Whatever the first
does, the service lives, its miner stays small, it never asks in a tight loop or where it must not,
the other pool goes on accepting, and the status says what is wrong.
"""

import concurrent.futures
import re

import pytest
from lib.faults import MEMORY_LIMIT, Case, observe, observe_recovery
from lib.processes import run

LANE = "waits"
BUDGET = 3

# One case takes about a fiftieth of a processor; most of its time is waiting.
SIDE_BY_SIDE = 27

NONSENSE = ("disabled",)
FAILING = ("backing_off",)
FINE = ("working",)
ANY = ("connecting", "working", "backing_off", "disabled")

DOCUMENTS = [
    Case("negative-height", states=NONSENSE, reason="currentHeight"),
    Case("height-jump", states=NONSENSE, reason="height"),
    Case(
        "height-rollback",
        states=FAILING + NONSENSE,
        reason="out of range|accepted",
        first=False,
        seconds=45,
    ),
    Case("null-tip", states=NONSENSE, reason="tipHash is null"),
    Case("stale-tip", states=FINE),
    Case("tip-storm", states=ANY, first=False),
    Case("short-hash", states=NONSENSE, reason="tipHash"),
    Case("path-hash", states=NONSENSE, reason="tipHash"),
    Case("hash-cycle", states=NONSENSE, reason="cycle"),
    Case("height-cycle", states=NONSENSE, reason="height"),
    Case("wrong-block", states=NONSENSE, reason="hash"),
    Case("missing-block", states=FAILING, reason="404"),
    Case("wrong-block-types", states=NONSENSE, reason="blkinfo"),
    Case("bad-signing-key", states=NONSENSE, reason="sigKey"),
    Case("target-zero", states=NONSENSE, reason="annTarget"),
    Case("huge-target", states=NONSENSE, reason="annTarget"),
    Case("sign-target", states=NONSENSE, reason="annTarget"),
    Case("target-missing", states=NONSENSE, reason="annTarget"),
    Case("foreign-version", states=NONSENSE, reason="annVersions"),
    Case("huge-mine-old", states=NONSENSE, reason="mineOldAnns"),
    Case("no-handlers", states=NONSENSE, reason="submitAnnUrls"),
    Case("handlers-500", states=NONSENSE, reason="submitAnnUrls"),
    Case("handler-invalid-host", states=NONSENSE, reason="invalid"),
    Case("handler-moves", states=ANY),
    Case("handler-bad-url", states=NONSENSE, reason="submitAnnUrls"),
    Case("handler-file", states=NONSENSE, reason="submitAnnUrls"),
    Case("handler-private", states=NONSENSE, reason="private"),
    Case("handler-loopback", states=NONSENSE, reason="private"),
    Case("https-handler", states=NONSENSE, reason="TLS|https"),
    Case("blkinfo-private", states=NONSENSE, reason="private"),
]

VERDICTS = [
    Case("accept-all", states=FINE),
    Case("reject-all", reason="not enough work"),
    Case("overloaded", reason="overloaded"),
    Case("dup-all", reason="rejected|accepted"),
    Case("wrong-event-id", reason="eventId"),
    Case("accepted-too-many", reason="accepted 4000000000"),
    Case("accepted-negative", reason="accepted"),
    Case("accepts-none", reason="rejected|accepted"),
    Case("missing-result", reason="no result"),
    Case("wrong-result-type", reason="result"),
    Case("wrong-payto", reason="payTo"),
    Case("wrong-target", reason="accepted|time"),
    Case("escapes-in-error", reason="bad"),
    Case("long-error", reason="too large"),
]

# What the status says when the reply is spoiled on its way; the wording is that of the reader.
TRANSPORT = {
    "non-json": "not JSON",
    "json-truncated": "not JSON",
    # Block info of that length is not read to its end.
    "json-deep": "nested deeper|too large",
    "json-100mb": "too large",
    "bad-text": "not JSON",
    "wrong-types": "expected",
    "missing-members": "missing|expected",
    "huge-numbers": "not JSON|expected",
    "long-strings": "too large",
    "redirect-loop": "redirect|not JSON",
    "redirect-chain": "redirect|not JSON",
    "redirect-file": "redirect|not JSON",
    "redirect-loopback": "redirect|not JSON",
    "redirect-private": "redirect|not JSON",
    "redirect-https": "redirect|not JSON",
    "wrong-gzip": "encoding|not JSON",
    "endless-body": "too large",
    "huge-header": "too large",
    "endless-header": "too large",
    "bad-http": "cut off|not HTTP",
    "bad-chunk": "HTTP",
    "huge-length": "too large|HTTP",
    "half-reply": "cut off",
    "one-byte-per-second": "too long",
    "reply-late": "too long",
    "no-answer": "too long",
    "hang-up": "closed|reset|cut off",
    "reset": "reset",
    "status-500": "500|not JSON",
    "status-404": "404|not JSON",
    "empty-reply": "not JSON",
}

SLOW = ("one-byte-per-second", "reply-late", "no-answer")
# Config and block info are read by the same code; these few show that both places are watched.
BLOCK_INFO_TOO = ("non-json", "json-deep", "endless-body", "redirect-private", "reset", "no-answer")


def transport_cases():
    for fault, reason in TRANSPORT.items():
        for place in ("config", "submit", "blkinfo"):
            if place == "blkinfo" and fault not in BLOCK_INFO_TOO:
                continue
            seconds = 30
            if fault in SLOW:
                # The miner gives a reply 15 s, an upload 30 s.
                seconds = 55 if place == "submit" else 30
            yield Case(fault, place, reason=reason, seconds=seconds)


CASES = {case.name: case for case in [*DOCUMENTS, *VERDICTS, *transport_cases()]}


def test_every_fault_of_the_pool_has_a_case():
    listed = {line.split()[0] for line in run("pool", "--fault", "list").stdout.splitlines()}
    assert listed == {case.fault for case in CASES.values()}


# One for each way to fail: refused by status, by nonsense, by the wire, by silence.
PASSING = ["status-500", "non-json", "reset", "no-answer"]


def chosen(request, test, parameter):
    """The parameters of the tests of this function that will run."""
    found = []
    for item in request.session.items:
        if getattr(item, "function", None) is test:
            found.append(item.callspec.params[parameter])
    return found


@pytest.fixture(scope="module")
def outcomes(request, tmp_path_factory):
    """Runs the chosen cases side by side, the longest first; the tests only look at the results."""
    cases = [CASES[name] for name in chosen(request, test_service_bears_the_fault, "name")]
    cases.sort(key=lambda case: -case.seconds)
    folder = tmp_path_factory.mktemp("faults")
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as workers:
        running = {}
        for fault in chosen(request, test_pool_that_recovers_is_used_again, "fault"):
            place = folder / f"recovery-{fault}"
            running["recovery", fault] = workers.submit(observe_recovery, fault, place)
        for case in cases:
            place = folder / case.name.replace("@", "-")
            running[case.name] = workers.submit(observe, case, place)
        return {name: future.result() for name, future in running.items()}


@pytest.mark.parametrize("name", CASES)
def test_service_bears_the_fault(name, outcomes):
    outcome = outcomes[name]
    case = outcome.case
    if outcome.problem:
        raise outcome.problem
    miner = outcome.document["miner"]
    stats = outcome.bad_stats
    requests = sum(
        stats[kind]
        for kind in ("configRequests", "blkinfoRequests", "submitRequests", "otherRequests")
    )
    # Shown by `pytest -rP`: the table of what each fault did.
    print(
        f"{name}: {outcome.most_memory >> 10} KiB, {requests / outcome.elapsed:.2f} requests/s,",
        *outcome.states,
        "|",
        *outcome.reasons,
    )

    # The service lives, and its miner never had to be replaced.
    assert outcome.alive, outcome.log
    assert miner["restarts"] == 0 and len(outcome.miner_pids) == 1, outcome.log
    assert 0 < outcome.most_memory < MEMORY_LIMIT

    # No tight loop, and no step where the pool has no business to send us. The first walk over six
    # blocks is the price of every start.
    assert requests - 8 <= outcome.elapsed, stats
    assert outcome.visits == 0

    # The other pool goes on accepting, and nothing that it got was bad.
    good = outcome.good_stats
    assert good["accepted"] > outcome.good_accepted_midway > 0, outcome.log
    assert good["rejected"] == 0, good

    # The status tells.
    entry = outcome.entry(outcome.bad_url)
    assert set(outcome.states) & set(case.states), (outcome.states, outcome.reasons)
    if case.reason:
        assert any(re.search(case.reason, reason) for reason in outcome.reasons), outcome.reasons
    assert all(len(r) <= 200 and r.isascii() and r.isprintable() for r in outcome.reasons)
    assert entry["accepted"] <= miner["announcements_found"]


@pytest.mark.parametrize("fault", PASSING)
def test_pool_that_recovers_is_used_again(fault, outcomes):
    result = outcomes["recovery", fault]
    if result.problem:
        raise result.problem
    print(f"{fault}: accepted again after {result.seconds_until_accepting:.1f} s")
    assert result.accepted_before > 0
    assert result.states & {"backing_off", "disabled"}, result.states
    assert result.final_state == "working"
    assert result.restarts == 0
