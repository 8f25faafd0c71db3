"""For all Python tests: a helper program that fails shows what it said, not the inside of the test runner."""

import os
import subprocess

import pytest

LINES = 20


def last_words(error: subprocess.CalledProcessError) -> str:
    """The command, its status and the end of its output."""
    words = (
        error.cmd if isinstance(error.cmd, str) else " ".join(map(os.fspath, map(str, error.cmd)))
    )
    said = []
    for output in (error.stdout, error.stderr):
        text = output.decode(errors="replace") if isinstance(output, bytes) else output or ""
        said += text.splitlines()
    return "\n".join([f"`{words}` ended with status {error.returncode}:", *said[-LINES:]])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    error = call.excinfo and call.excinfo.value
    if isinstance(error, subprocess.CalledProcessError):
        report.longrepr = last_words(error)
    return report
