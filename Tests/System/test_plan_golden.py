"""What `edgepoint plan` prints for configs that together use every option, to the byte.

The plans in Tests/System/plans were printed by version 0.1. The program is shown a machine that is the same everywhere: 256 MB
of memory, and a user for the miner with a number of its own.
"""

import pathlib
import re
import subprocess

import pytest
from lib.processes import edgepoint

LANE = "waits"
BUDGET = 0.5

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLANS = pathlib.Path(__file__).resolve().parent / "plans"
CONFIGS = sorted(PLANS.glob("*.conf"))
USERS = "root:x:0:0:root:/root:/bin/sh\nedgepoint-miner:x:64999:64999::/:/bin/false\n"
MEMORY = "MemTotal:         262144 kB\nMemFree:          131072 kB\nMemAvailable:     196608 kB\n"
ALONE = ("unshare", "--map-root-user", "--mount")
ENTER = (
    'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/meminfo" /proc/meminfo && '
    'exec "$2" plan --config "$3"'
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine")
    (folder / "passwd").write_text(USERS)
    (folder / "meminfo").write_text(MEMORY)
    return folder


def plan(machine, config):
    return subprocess.run(
        [*ALONE, "sh", "-c", ENTER, "sh", machine, edgepoint(), config],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_plan_isAsItWas(machine, config):
    done = plan(machine, config)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert done.stdout == config.with_suffix(".plan").read_text()


def test_oneLineMore_isSeen(machine, tmp_path):
    """The comparison can fail: another rate is another plan."""
    changed = tmp_path / "changed.conf"
    changed.write_text(CONFIGS[0].read_text().replace("20mbit", "21mbit"))
    assert plan(machine, changed).stdout != CONFIGS[0].with_suffix(".plan").read_text()


def options_of_the_manual():
    """Section and option of each row of the manual, which a unit test compares with the program."""
    found, section = set(), None
    for line in (ROOT / "docs/manual/config.md").read_text().splitlines():
        if heading := re.match(r"## The section `(\w+)`", line):
            section = heading[1]
        elif line.startswith("## "):
            section = None
        elif section and (row := re.match(r"\| `(\w+)` \|", line)):
            found.add((section, row[1]))
    return found


def options_of(config):
    found, section = set(), None
    for words in (line.split() for line in config.read_text().splitlines()):
        if words[:1] == ["config"]:
            section = words[1]
        elif words[:1] in (["option"], ["list"]):
            found.add((section, words[1]))
    return found


def test_configs_useEveryOptionThatExists():
    assert len(CONFIGS) >= 20
    wanted = options_of_the_manual()
    assert len(wanted) >= 49
    used = set().union(*map(options_of, CONFIGS))
    assert used == wanted, f"unused: {wanted - used}; unknown: {used - wanted}"
