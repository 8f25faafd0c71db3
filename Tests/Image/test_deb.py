"""The Debian package: looked into, and installed and started under systemd in an emulated trixie arm64 machine."""

import re
import subprocess

from debian_machine import package


def test_files_areWhereDebianLooks():
    listing = subprocess.run(
        ["dpkg-deb", "-c", package()], capture_output=True, text=True, check=True
    ).stdout
    for path in (
        "./usr/sbin/edgepoint",
        "./usr/lib/systemd/system/edgepoint.service",
        "./usr/lib/sysusers.d/edgepoint.conf",
        "./etc/config/edgepoint",
        "./usr/share/doc/edgepoint/copyright",
    ):
        assert re.search(rf"root/root .* {re.escape(path)}\n", listing), path


def test_installed_startsAndAnswers(said):
    assert said["dpkg"] == "0"
    assert said["active"] == "active" and said["enabled"] == "enabled"
    assert '"verdict":"valid"' in said["status"]
    assert said["socket"] == "660 edgepoint"
    assert said["users"] == "2"


def test_killed_isStartedAgain(said):
    assert said["reload"] == "0"
    assert said["restarted"] == "active"


def test_removed_stopsAndKeepsTheConfig(said):
    assert said["removed"].startswith("0 ") and said["removed"] != "0 active"
    assert said["config"] == "kept"
