"""What the runner prints: a block for each job, where the long ones are, and the totals."""

from .job import Record, Run
from .schedule import Outcome


def block(run: Run, at: float) -> list[str]:
    """A job that has ended: its lines under a heading with its minutes against its budget."""
    plan = run.job.plan
    spent = (
        f"{run.elapsed / 60:.1f} of {plan.minutes:g} min, {run.processor:.0f} s of processor time"
    )
    head = f"--    {plan.name} ({plan.lane}, {spent}, ended at {at:.0f} s)"
    return [head, *run.record.lines]


def not_run(group: str, names: list[str], need: str, outcome: Outcome) -> str:
    """One line for all jobs of a group that a prerequisite keeps from running."""
    word = "skip " if outcome == Outcome.SKIPPED else "FAIL "
    said = "was skipped" if outcome == Outcome.SKIPPED else "failed"
    return f"{word} {group}: {len(names)} job(s) not run, for {need} {said}"


def progress(run: Run) -> str:
    """Where a job is that runs."""
    last = ""
    if run.log and run.log.exists():
        lines = run.log.read_text(errors="replace").splitlines()
        last = "".join(c for c in (lines[-1] if lines else "") if c.isprintable())[:160]
    return f"...   {run.job.plan.name}: {run.elapsed:.0f} s, {run.now}: {last}"


def slowest(records: list[Record], count: int = 10) -> list[str]:
    """The checks and tests that took longest."""
    times = sorted(
        (pair for record in records for pair in record.seconds), key=lambda pair: -pair[1]
    )
    return [f"{seconds:7.1f} s  {name}" for name, seconds in times[:count]]


def totals(passed: int, failed: int, skipped: int) -> str:
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
