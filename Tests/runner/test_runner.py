"""The runner: which job starts when, what a failure costs, and what is declared."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import counts

from runner import declared, groups, job, junit, report, schedule, soak
from runner.schedule import Outcome, Plan


def names(waiting, running=(), ended=None):
    return [plan.name for plan in schedule.startable(waiting, running, ended or {})]


def test_lanesAreFilled_longestFirst():
    waiting = [
        Plan("short", "burns", 1),
        Plan("long", "burns", 5),
        Plan("a", "waits", 1),
        Plan("b", "waits", 3),
        Plan("c", "waits", 2),
        Plan("quiet", "exact", 9),
    ]
    assert names(waiting) == ["b", "c", "long"]


def test_lowerOrder_comesBeforeLonger():
    waiting = [Plan("long", "burns", 5, order=3), Plan("first", "burns", 1, order=0)]
    assert names(waiting) == ["first"]


def test_laneIsKept_forAJobThatCanStartInAMoment():
    fetch = Plan("fetch", "waits", 1)
    program = Plan("program", "burns", 3, needs=("fetch",), order=1)
    host = Plan("host", "burns", 9, order=3)
    assert names([fetch, program, host]) == ["fetch"]
    assert names([program, host], [fetch]) == []
    assert names([program, host], ended={"fetch": Outcome.GOOD}) == ["program"]
    assert names([host], [fetch]) == ["host"]
    # What waits for a job that has not begun keeps nothing.
    assert names(
        [
            fetch,
            Plan("late", "burns", 1, needs=("later",), order=1),
            Plan("later", "waits", 1, needs=("fetch",)),
            host,
        ]
    ) == ["fetch", "host"]


def test_fullLane_startsNothingMoreOfIt():
    running = [Plan("x", "burns", 5), Plan("y", "waits", 5)]
    waiting = [Plan("a", "burns", 1), Plan("b", "waits", 1), Plan("c", "waits", 1)]
    assert names(waiting, running) == ["b"]


def test_exact_startsAloneAndKeepsAllOthersOut():
    exact = Plan("quiet", "exact", 1)
    assert names([exact], [Plan("x", "waits", 1)]) == []
    assert names([exact, Plan("louder", "exact", 2)]) == ["louder"]
    assert names([Plan("a", "waits", 1)], [exact]) == []


def test_job_waitsForWhatItNeeds():
    need, user = Plan("build", "burns", 1), Plan("test", "waits", 1, needs=("build",))
    assert names([need, user]) == ["build"]
    assert names([user], [need]) == []
    assert names([user], ended={"build": Outcome.GOOD}) == ["test"]


def test_after_isOrderOnly():
    first, then = Plan("a", "waits", 1), Plan("b", "waits", 9, after=("a",))
    assert names([first, then]) == ["a"]
    assert names([then], ended={"a": Outcome.BAD}) == ["b"]


@pytest.mark.parametrize("outcome", [Outcome.BAD, Outcome.SKIPPED])
def test_jobWhosePrerequisiteWasNotGood_isBlocked(outcome):
    user = Plan("test", "waits", 1, needs=("build",))
    assert schedule.blocked(user, {"build": outcome}) == ("build", outcome)
    assert names([user], ended={"build": outcome}) == []


def play(act, minutes=1.0):
    run = job.Run(job.Job(Plan("tried", "waits", minutes), "tried", act))
    return run, run.play()


@pytest.fixture(autouse=True)
def logs(tmp_path, monkeypatch):
    monkeypatch.setattr(job, "LOGS", tmp_path)
    monkeypatch.setattr(job, "ROOT", tmp_path)
    return tmp_path


def test_failingCommand_showsItsLastLines_andEndsTheJob():
    def act(run):
        run.check("tried", "sh", "-c", "seq 100; echo what apt said; exit 3", end=3)
        run.ok("never reached")

    run, outcome = play(act)
    assert outcome == Outcome.BAD
    assert (run.record.passed, run.record.failed) == (0, 1)
    assert run.record.lines == [
        "FAIL  tried: exit status 3; the end of tried.log:",
        "      | 99",
        "      | 100",
        "      | what apt said",
    ]


def test_jobAtTwiceItsBudget_isEndedWithAllThatItStarted(tmp_path):
    def act(run):
        run.check("tried", "sh", "-c", f"sleep 60 & echo $! >{tmp_path}/child; wait")

    began = time.monotonic()
    run, outcome = play(act, minutes=1 / 120)
    assert outcome == Outcome.BAD and time.monotonic() - began < 30
    assert "twice" in run.record.lines[0] or "2 times its budget" in run.record.lines[0]
    child = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    end = time.monotonic() + 5
    while child.exists() and child.read_text().split()[2] != "Z":
        assert time.monotonic() < end, "what the job started lives on"
        time.sleep(0.05)


def test_mistakeInAJob_isAFailureOfThatJob():
    _, outcome = play(lambda run: run.nothing())
    assert outcome == Outcome.BAD


def test_skippedJob_isNeitherGoodNorBad():
    run, outcome = play(lambda run: run.skip("tried", "there is no archive"))
    assert outcome == Outcome.SKIPPED and run.record.skipped == 1


JUNIT = """<testsuites><testsuite>
<testcase classname="a" name="good" time="0.5"/>
<testcase classname="a" name="bad"><failure/></testcase>
<testcase classname="a" name="left"><skipped message="no radio"/></testcase>
</testsuite></testsuites>"""


def test_junit_countsEachTest(logs):
    (logs / "tried.xml").write_text(JUNIT)
    run, outcome = play(lambda run: run.count("tried", logs / "tried.xml"))
    assert outcome == Outcome.BAD
    assert (run.record.passed, run.record.failed, run.record.skipped) == (1, 1, 1)
    assert "      | failed: a bad" in run.record.lines
    assert "      | skipped: a left no radio" in run.record.lines


@pytest.mark.parametrize("text", ["", "<testsuites/>", "<testsuites><testcase"])
def test_junitWithoutTests_isAFailure(logs, text):
    (logs / "tried.xml").write_text(text)
    assert junit.read(logs / "tried.xml") == []
    _, outcome = play(lambda run: run.count("tried", logs / "tried.xml"))
    assert outcome == Outcome.BAD


def test_notRun_isOneLineForAGroup():
    line = report.not_run("system", ["test_a", "test_b"], "embedded-x86_64", Outcome.BAD)
    assert line == "FAIL  system: 2 job(s) not run, for embedded-x86_64 failed"


def test_totals_areWhatCIReads():
    assert report.totals(3, 0, 0) == "3 passed, 0 failed"
    assert report.totals(3, 1, 2) == "3 passed, 1 failed, 2 skipped"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BUDGET = 1", "does not declare LANE"),
        ("LANE = 'waits'", "does not declare BUDGET"),
        ("LANE = 'quick'\nBUDGET = 1", "declares LANE 'quick'"),
    ],
)
def test_fileThatDoesNotDeclare_isRefused(tmp_path, text, said):
    path = tmp_path / "test_new.py"
    path.write_text(text)
    with pytest.raises(declared.UndeclaredError, match=said):
        declared.of(path)


def test_everyNeed_isAJob_andNoneNeedsItself():
    for name, one in groups.jobs.items():
        assert set(one.plan.needs) <= groups.jobs.keys(), name
    ended: dict[str, Outcome] = {}
    waiting = [one.plan for one in groups.jobs.values()]
    while waiting:
        start = schedule.startable(waiting, [], ended)
        assert start, f"these wait for one another: {[plan.name for plan in waiting]}"
        for plan in start:
            waiting.remove(plan)
            ended[plan.name] = Outcome.GOOD


def minutes_of_all() -> float:
    """How long a run takes if every job takes its whole budget."""
    waiting = [one.plan for name, one in groups.jobs.items() if name not in groups.on_demand]
    running: list[tuple[float, Plan]] = []
    ended: dict[str, Outcome] = {}
    now = 0.0
    while waiting or running:
        for plan in schedule.startable(waiting, [plan for _, plan in running], ended):
            waiting.remove(plan)
            running.append((now + plan.minutes, plan))
        running.sort(key=lambda pair: pair[0])
        now, plan = running.pop(0)
        ended[plan.name] = Outcome.GOOD
    return now


def test_allBudgetsInLanes_stayUnder45Minutes():
    assert 5 < minutes_of_all() <= 45


def test_countsTable_soakIsLonger_andEveryRowIsUsed():
    rows = counts.table()
    tests = Path(__file__).resolve().parents[1]
    files = [*tests.rglob("*.swift"), *tests.rglob("*.py")]
    text = "\n".join(path.read_text() for path in files)
    for name, (short, long, meaning) in rows.items():
        assert 0 <= short * 3 <= long and meaning, name
        assert f'"{name}"' in text, f"nothing counts by the row {name}"


def test_soakPage_namesCountsSeedsDateAndCommit():
    text = soak.page(
        ["fuzz_seconds 60 seed 7"],
        [job.Record(lines=["ok    uci"])],
        "3 passed, 0 failed",
        "2026-11-27",
        "abc",
    )
    assert "Run on 2026-11-27 at commit abc: 3 passed, 0 failed." in text
    assert "| `fuzz_seconds` | 60 | 7 | seconds of libFuzzer" in text
    assert "ok    uci" in text
