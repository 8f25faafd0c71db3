"""The demonstration: the whole service against a local pool, as root and as an ordinary user."""

import concurrent.futures
import os
import pathlib
import pwd
import re
import shutil
import subprocess

from lib.processes import edgepoint

LANE = "waits"
BUDGET = 1.5

SECONDS = 60


def run_demo(program, *options, user=None, timeout=SECONDS + 60):
    identity = {}
    if user:
        entry = pwd.getpwnam(user)
        identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.run(
        [program, "demo", *options],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        cwd="/",
        **identity,
    )


def figures(output):
    """What the closing lines say: accepted, counted, in flight, rejected."""
    match = re.search(
        r"accepted by the pool\s+(\d+)\n.*counted by the service\s+(\d+), (\d+) in flight\n"
        r".*rejected by the pool\s+(\d+)",
        output,
        re.S,
    )
    assert match, output
    return [int(text) for text in match.groups()]


def check(result):
    assert result.returncode == 0, result.stdout
    accepted, counted, in_flight, rejected = figures(result.stdout)
    assert accepted >= 100, result.stdout
    assert rejected == 0, result.stdout
    assert counted <= accepted <= counted + in_flight, result.stdout
    assert "ok: the service's count is the pool's own" in result.stdout
    assert "private network namespace" in result.stdout, result.stdout


def as_ordinary_user():
    if os.geteuid() != 0:
        return run_demo(edgepoint(), "--seconds", str(SECONDS))
    # The program is copied to where that user may read it.
    folder = pathlib.Path("/tmp") / f"edgepoint-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        program = folder / "edgepoint"
        shutil.copy(edgepoint(), program)
        program.chmod(0o755)
        return run_demo(program, "--seconds", str(SECONDS), user="nobody")
    finally:
        shutil.rmtree(folder)


def test_demo_as_root_and_as_ordinary_user_delivers_and_agrees():
    """Both at the same time: they have nothing to do with one another, and one processor each is enough."""
    before = set(pathlib.Path("/tmp").glob("edgepoint-demo.*"))
    with concurrent.futures.ThreadPoolExecutor() as workers:
        ordinary = workers.submit(as_ordinary_user)
        if os.geteuid() == 0:
            check(run_demo(edgepoint(), "--seconds", str(SECONDS)))
        check(ordinary.result())
    assert set(pathlib.Path("/tmp").glob("edgepoint-demo.*")) <= before


def test_demo_with_bad_words_says_what_was_expected():
    result = run_demo(edgepoint(), "--seconds", "soon")
    assert result.returncode == 64
    assert "expected a whole number from 1 to 86400" in result.stdout
    assert run_demo(edgepoint(), "--sceonds", "3").returncode == 64
