"""`make soak`: the long form of every count, and the page that keeps its figures."""

import subprocess
import time
from pathlib import Path

import counts

from .job import LOGS, ROOT, Record

JOBS = ("host", "test_governor_kept", "lab-power_cuts", "fuzz-soak")
# The budgets are those of the short form.
PATIENCE = 40
HEAD = """# The long form of the tests that count

`make soak` tries what `make test` tries, by the same code, as often as the column `soak` of `Tests/counts.txt` says. It is not part of
CI; this page is what its last run wrote. `EDGEPOINT_SEED=N make soak` draws otherwise.

"""


def log() -> Path:
    return LOGS / "counts.log"


def page(lines: list[str], records: list[Record], totals: str, date: str, commit: str) -> str:
    """The Markdown page of one run: what was counted, and what the jobs said."""
    rows = ["| count | times | seed | what |", "| --- | ---: | ---: | --- |"]
    for line in sorted(set(lines)):
        name, times, _, seed = line.split()
        rows.append(f"| `{name}` | {int(times):,} | {seed} | {counts.table()[name][2]} |")
    said = [line.strip() for record in records for line in record.lines]
    text = [f"Run on {date} at commit {commit}: {totals}.", "", *rows, "", "```", *said, "```"]
    return HEAD + "\n".join(text) + "\n"


def write(path: Path, records: list[Record], totals: str) -> None:
    words = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = log().read_text().splitlines() if log().exists() else []
    date = time.strftime("%Y-%m-%d")
    path.write_text(page(lines, records, totals, date, done.stdout.strip() or "unknown"))
