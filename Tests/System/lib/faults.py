"""One service, one pool that misbehaves and one that does not: what came of it."""

import dataclasses
import socket
import threading
import time

from .pool import Pool
from .processes import resident_bytes
from .service import Service

MEMORY_LIMIT = 24 << 20


@dataclasses.dataclass(frozen=True)
class Case:
    """A fault, where it shows, and what the status must say about it."""

    fault: str
    place: str = "all"
    # States that the bad pool may end in.
    states: tuple = ("backing_off", "disabled")
    # A regular expression for its last error; None = it need not have one.
    reason: str = None
    # Whether the bad pool is the primary, which decides what is mined.
    first: bool = True
    seconds: float = 30

    @property
    def name(self):
        return self.fault if self.place == "all" else f"{self.fault}@{self.place}"


class Trap(threading.Thread):
    """A port that nobody may come to; counts those who do."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.listener = socket.create_server((address, 0))
        self.visits = 0
        self.start()

    @property
    def url(self):
        host, port = self.listener.getsockname()
        return f"http://{host}:{port}"

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Outcome:
    """What was seen during one case."""

    def __init__(self, case):
        self.case = case
        self.most_memory = 0
        self.miner_pids = set()
        self.alive = False
        self.states = []
        self.reasons = []
        self.document = None
        self.bad_stats = self.good_stats = None
        self.good_accepted_midway = 0
        self.visits = 0
        self.elapsed = 0.0
        self.log = ""
        self.problem = None

    def entry(self, url):
        for pool in self.document["miner"]["pools"]:
            if pool["url"] == url:
                return pool
        raise AssertionError(f"{url} is not in the status")


def observe(case, folder):
    """Runs one case; whatever goes wrong is in the outcome."""
    outcome = Outcome(case)
    try:
        _observe(case, folder, outcome)
    except Exception as error:  # A thread's exception would be lost.
        outcome.problem = error
    return outcome


def _observe(case, folder, outcome):
    folder.mkdir()
    chain = (
        "--seed",
        11,
        "--epoch",
        int(time.time()) - 3,
        "--block-seconds",
        30,
        "--stats-every",
        0,
    )
    loopback, inside = Trap("127.0.0.1"), Trap("127.0.0.3")
    fault = (
        "--fault",
        case.fault,
        "--fault-at",
        case.place,
        "--fault-target",
        loopback.url,
        "--fault-private",
        inside.url,
    )
    with (
        Pool(folder / "good.log", *chain, nice=5) as good,
        Pool(folder / "bad.log", *chain, *fault, address="127.0.0.2", nice=5) as bad,
    ):
        outcome.good_url, outcome.bad_url = good.url, bad.url
        urls = [bad.url, good.url] if case.first else [good.url, bad.url]
        with Service(folder / "service", urls, nice=5, upload_limit="100kbit") as service:
            service.wait_until_ready(30)
            _watch(case, service, good, bad, outcome)
            outcome.alive = service.alive
        outcome.log = service.log()
    outcome.visits = loopback.visits + inside.visits
    loopback.close()
    inside.close()


def _watch(case, service, good, bad, outcome):
    start = time.monotonic()
    half = False
    while (elapsed := time.monotonic() - start) < case.seconds:
        pid = service.miner_pid()
        if pid:
            outcome.miner_pids.add(pid)
            outcome.most_memory = max(outcome.most_memory, resident_bytes(pid))
        outcome.document = service.status() or outcome.document
        entry = outcome.entry(bad.url) if outcome.document["miner"]["pools"] else None
        if entry and entry["state"] not in outcome.states:
            outcome.states.append(entry["state"])
        if entry and entry["last_error"] and entry["last_error"] not in outcome.reasons:
            outcome.reasons.append(entry["last_error"])
        if not half and elapsed > case.seconds * 0.6:
            half = True
            outcome.good_accepted_midway = good.stats()["accepted"]
        time.sleep(0.7)
    outcome.elapsed = time.monotonic() - start
    outcome.good_stats, outcome.bad_stats = good.stats(), bad.stats()
    outcome.document = service.status() or outcome.document


# When a pool of `observe_recovery` turns bad and well again, in seconds after its start.
TURNS_BAD, TURNS_WELL = 20, 35


@dataclasses.dataclass
class Recovery:
    """What a single pool's bad quarter of a minute did to the service."""

    accepted_before: int = 0
    # Until it was used again: a silent pool is noticed only when the deadline has passed.
    states: set = dataclasses.field(default_factory=set)
    seconds_until_accepting: float = 0
    final_state: str = ""
    restarts: int = 0
    problem: Exception = None


# The longest wait of the back-off is 5 minutes. A fault that fails at once makes seven failures of a
# quarter of a minute, after which the wait is anything up to 128 s: most recover within 40 s.
LONGEST_WAIT = 300


def observe_recovery(fault, folder, patience=LONGEST_WAIT + 20):
    """Runs the service with one pool that misbehaves for a while."""
    result = Recovery()
    try:
        _observe_recovery(fault, folder, patience, result)
    except Exception as error:
        result.problem = error
    return result


def _observe_recovery(fault, folder, patience, result):
    folder.mkdir()
    times = ("--fault-after", TURNS_BAD, "--fault-for", TURNS_WELL - TURNS_BAD)
    chain = ("--block-seconds", 30, "--stats-every", 0)
    with Pool(folder / "pool.log", *chain, "--fault", fault, *times, nice=5) as pool:
        start = time.monotonic()
        with Service(folder / "service", [pool.url], nice=5, upload_limit="100kbit") as service:
            service.wait_until_ready(30)

            def state():
                return service.status()["miner"]["pools"][0]["state"]

            while time.monotonic() - start < TURNS_BAD - 1:
                time.sleep(0.3)
            result.accepted_before = pool.stats()["accepted"]
            end = TURNS_WELL
            while (elapsed := time.monotonic() - start) < end:
                result.states.add(state())
                if elapsed > TURNS_WELL - 1 and end == TURNS_WELL:
                    middle, end = pool.stats()["accepted"], TURNS_WELL + patience
                if end > TURNS_WELL and pool.stats()["accepted"] > middle and state() == "working":
                    break
                time.sleep(0.7)
            result.seconds_until_accepting = time.monotonic() - start - TURNS_WELL
            result.final_state = state()
            result.restarts = service.status()["miner"]["restarts"]
            if result.seconds_until_accepting > patience - 1:
                raise AssertionError("nothing was accepted again:\n" + service.log())
