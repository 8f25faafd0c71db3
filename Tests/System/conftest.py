"""Fixtures that start the program and see that it ends."""

import contextlib
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
for folder in (HERE.parent, HERE):
    sys.path.insert(0, str(folder))

from lib import figures  # noqa: E402 the path comes first
from lib.pool import Pool  # noqa: E402 the path comes first
from lib.service import Service  # noqa: E402 the path comes first


@pytest.fixture
def running():
    """Ends whatever a test puts into it, last first."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def start_pool(running, tmp_path):
    """start_pool(*options, bits=…) runs `edgepoint pool` on a free port until the test ends."""
    count = iter(range(1000))

    def start(*options, **more):
        return running.enter_context(Pool(tmp_path / f"pool{next(count)}.log", *options, **more))

    return start


@pytest.fixture
def start_service(running, tmp_path):
    """start_service(pools, …) runs `edgepoint run` in a folder of its own until the test ends."""
    count = iter(range(1000))

    def start(pools, **more):
        return running.enter_context(Service(tmp_path / f"service{next(count)}", pools, **more))

    return start


def pytest_terminal_summary(terminalreporter):
    for text in figures.said:
        terminalreporter.write_line(f"figure: {text}")
