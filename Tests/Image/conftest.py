"""The emulated machine that installs the deb works while the other tests build the images again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from debian_machine import boot


def needs_machine(item) -> bool:
    return "said" in item.fixturenames


def pytest_collection_modifyitems(items):
    """The tests that wait for the machine come last."""
    items.sort(key=needs_machine)


def pytest_collection_finish(session):
    if not session.config.option.collectonly and any(map(needs_machine, session.items)):
        session.config.debian_machine = ThreadPoolExecutor(1).submit(boot)


@pytest.fixture(scope="session")
def said(pytestconfig):
    """What the machine reported, word by word: installed by dpkg, started by systemd, killed, reloaded, removed."""
    return pytestconfig.debian_machine.result()
