"""What a test says whose helper program fails."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAILING = """
import subprocess

def test_helperFails():
    script = "seq 50; echo E: Unable to locate package pear >&2; exit 100"
    subprocess.run(["sh", "-c", script], check=True, capture_output=True)
"""


def test_failingHelper_showsItsOwnLastLines(tmp_path):
    (tmp_path / "test_made.py").write_text(FAILING)
    (tmp_path / "conftest.py").write_text((ROOT / "Tests/conftest.py").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ended with status 100:" in done.stdout
    assert "E: Unable to locate package pear" in done.stdout
    assert "subprocess.py" not in done.stdout
