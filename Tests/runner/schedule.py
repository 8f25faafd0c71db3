"""Which job starts next: a pure function of what waits, runs and has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

# How many jobs of a lane run at once. An `exact` job measures rates or latency and runs alone; a job that `burns` is
# counted in instructions or bytes and keeps a processor busy; one that `waits` runs beside anything but `exact`.
WIDTH = {"exact": 1, "burns": 1, "waits": 2}


class Outcome(Enum):
    """How a job ended; a job whose prerequisite was not good never starts."""

    GOOD = "good"
    BAD = "bad"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Plan:
    """What the scheduler must know of a job. `minutes` is its budget: long ones begin first.

    `needs` must have ended well before; `after` must have ended, if they run at all. A job of a lower
    `order` is preferred to all of a higher one.
    """

    name: str
    lane: str
    minutes: float
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    order: int = 0


def blocked(plan: Plan, ended: Mapping[str, Outcome]) -> tuple[str, Outcome] | None:
    """The prerequisite that keeps this job from running at all, and how it ended."""
    for name in plan.needs:
        if ended.get(name) in (Outcome.BAD, Outcome.SKIPPED):
            return name, ended[name]
    return None


def is_kept(waiting: Sequence[Plan], running: Sequence[Plan], ready: Sequence[Plan]) -> bool:
    """Whether the lane of what burns is kept for a job that more depends on than on those that are ready.

    All that it still needs runs in another lane, so that it can start in a moment; a long job that
    took the lane now would hold up everything behind it.
    """
    asked = {plan.name for plan in waiting}
    active = {plan.name: plan.lane for plan in running}
    best = min((plan.order for plan in ready if plan.lane == "burns"), default=0)
    return any(
        plan.lane == "burns"
        and plan.order < best
        and not asked.intersection(plan.needs)
        and all(active.get(need) != "burns" for need in plan.needs)
        and any(need in active for need in plan.needs)
        for plan in waiting
    )


def startable(
    waiting: Sequence[Plan], running: Sequence[Plan], ended: Mapping[str, Outcome]
) -> list[Plan]:
    """The jobs to start now, in order. Names in `needs` and `after` that are not asked for count as ended."""
    asked = {plan.name for plan in (*waiting, *running)}
    start: list[Plan] = []
    if any(plan.lane == "exact" for plan in running):
        return start
    ready = [
        plan
        for plan in waiting
        if not blocked(plan, ended) and not asked.intersection((*plan.needs, *plan.after))
    ]
    ready.sort(key=lambda plan: (plan.order, -plan.minutes))
    for lane in ("waits", "burns"):
        free = WIDTH[lane] - sum(plan.lane == lane for plan in running)
        left = [plan for plan in waiting if plan not in start]
        if lane == "burns" and is_kept(left, [*running, *start], ready):
            continue
        start += [plan for plan in ready if plan.lane == lane][: max(free, 0)]
    if start or running:
        return start
    # Nothing else can run: now the machine is quiet enough to measure.
    return [plan for plan in ready if plan.lane == "exact"][:1]
