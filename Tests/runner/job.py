"""One job: commands with their logs, what they counted, and the clock that bounds them."""

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import junit
from .schedule import Outcome, Plan

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build/test-logs"
# A job that takes this many times its budget is ended and has failed.
patience = 2
# The status of a command that was ended for it.
LATE = 124
# The process groups of the commands that run now.
groups: set[int] = set()


class CheckFailedError(Exception):
    """The rest of the job makes no sense; what was wrong is counted already."""


@dataclass
class Record:
    """What a job counted and said."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lines: list[str] = field(default_factory=list)
    # Each check and test by name, with its seconds.
    seconds: list[tuple[str, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """A plan and what it does."""

    plan: Plan
    group: str
    act: Callable[["Run"], None]


class Run:
    """A job in progress: what its function calls to check, count and print."""

    def __init__(self, job: Job):
        self.job, self.record = job, Record()
        self.began = time.monotonic()
        self.now = "starts"
        self.log: Path | None = None
        # Seconds of processor time of its commands.
        self.processor = 0.0

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        return patience * self.job.plan.minutes * 60 - self.elapsed

    def ok(self, name: str, detail: str = "") -> None:
        self.record.passed += 1
        self.say(f"ok    {name}{f' ({detail})' if detail else ''}")

    def fail(self, name: str, detail: str) -> None:
        self.record.failed += 1
        self.say(f"FAIL  {name}: {detail}")

    def skip(self, name: str, reason: str) -> None:
        self.record.skipped += 1
        self.say(f"skip  {name}: {reason}")

    def say(self, line: str) -> None:
        self.record.lines.append(line)

    def quote(self, lines: list[str]) -> None:
        for line in lines:
            self.say(f"      | {line}")

    def output(self, name: str) -> Path:
        return LOGS / f"{re.sub(r'[^A-Za-z0-9._-]', '_', name)}.log"

    def command(self, name: str, *words, **environment) -> int:
        """Runs a command with its output in the log `name`, and ends it when the job's time is over."""
        log = self.output(name)
        self.now, self.log = name, log
        with open(log, "w", encoding="utf-8") as file:
            process = subprocess.Popen(
                [str(word) for word in words],
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            groups.add(process.pid)
            late = threading.Event()
            timer = threading.Timer(max(self.left, 1), self.end, (process.pid, late))
            timer.start()
            _, status, use = os.wait4(process.pid, 0)
            timer.cancel()
            groups.discard(process.pid)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.processor += use.ru_utime + use.ru_stime
        return LATE if late.is_set() else process.returncode

    @staticmethod
    def end(group: int, late: threading.Event) -> None:
        """Asks the command and all that it started to end, and ends what is left after 10 s."""
        late.set()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, number)
                time.sleep(10 if number == signal.SIGTERM else 0)

    def check(self, name: str, *words, end: int = 25, **environment) -> None:
        """One check, which passes if the command does; else the end of its output is shown, and the job stops."""
        start = time.monotonic()
        status = self.command(name, *words, **environment)
        took = time.monotonic() - start
        self.record.seconds.append((name, took))
        if status == 0:
            self.ok(name, f"{took:.0f} s")
            return
        log = self.output(name)
        reason = (
            f"not at its end after {patience} times its budget of {self.job.plan.minutes:g} min"
            if status == LATE
            else f"exit status {status}"
        )
        self.fail(name, f"{reason}; the end of {log.relative_to(ROOT)}:")
        self.quote(log.read_text(errors="replace").splitlines()[-end:])
        raise CheckFailedError

    def tests(self, name: str, file: Path, *words, **environment) -> None:
        """A command that writes a JUnit file: each test in it counts, and the command too."""
        file.unlink(missing_ok=True)
        with contextlib.suppress(CheckFailedError):
            self.check(f"{name} run", *words, end=60, **environment)
        self.count(name, file)

    def count(self, name: str, file: Path) -> None:
        found = junit.read(file)
        if not found:
            self.fail(name, f"{file.relative_to(ROOT)} is missing or holds no test")
            return
        bad = [case for case in found if case.outcome == Outcome.BAD]
        left = [case for case in found if case.outcome == Outcome.SKIPPED]
        good = len(found) - len(bad) - len(left)
        self.record.passed += good
        self.record.failed += len(bad)
        self.record.skipped += len(left)
        self.record.seconds += [(case.name, case.seconds) for case in found]
        word = "FAIL" if bad else "ok  "
        self.say(f"{word}  {name}: {good} passed, {len(bad)} failed, {len(left)} skipped")
        self.quote([f"failed: {case.name}" for case in bad])
        self.quote([f"skipped: {case.name} {case.reason}" for case in left])

    def play(self) -> Outcome:
        """Does the job and says how it ended."""
        try:
            self.job.act(self)
        except CheckFailedError:
            pass
        except Exception as error:  # A mistake in the runner is a failure like any other.
            self.fail(self.job.plan.name, f"{type(error).__name__}: {error}")
        if self.record.failed:
            return Outcome.BAD
        return Outcome.SKIPPED if not self.record.passed and self.record.skipped else Outcome.GOOD


class Crew:
    """Runs jobs in threads of their own and hands back those that have ended."""

    def __init__(self):
        self.running: dict[str, Run] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.ended = threading.Condition()

    def start(self, job: Job) -> None:
        run = Run(job)
        self.running[job.plan.name] = run

        def work():
            outcome = run.play()
            with self.ended:
                self.outcomes[job.plan.name] = outcome
                self.ended.notify()

        threading.Thread(target=work, daemon=True).start()

    def wait(self, seconds: float) -> list[tuple[Run, Outcome]]:
        """The jobs that have ended, as soon as there is one."""
        with self.ended:
            if not self.outcomes:
                self.ended.wait(seconds)
            done = [(self.running.pop(name), outcome) for name, outcome in self.outcomes.items()]
            self.outcomes.clear()
            return done
