"""The Debian package: looked into, and installed and started under systemd in an emulated trixie arm64 machine."""
import re
import subprocess

import pytest
from disk import ROOT


@pytest.fixture(scope="module")
def deb():
    [path] = (ROOT / "build/packages").glob("*_arm64.deb")
    return path


@pytest.fixture(scope="module")
def said(deb, tmp_path_factory):
    """What the machine reported, word by word: installed by dpkg, started by systemd, killed, reloaded, removed."""
    initrd = tmp_path_factory.mktemp("deb") / "initrd.gz"
    initrd.touch()
    subprocess.run([ROOT / "Tests/Image/debroot.sh", deb, initrd], check=True, capture_output=True)
    done = subprocess.run(
        ["timeout", "240", "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-smp", "1", "-m", "768", "-nographic",
         "-no-reboot", "-nic", "none", "-kernel", ROOT / "build/image/virt/Image.gz", "-initrd", initrd,
         "-append", "console=ttyAMA0 panic=-1 quiet loglevel=3"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = done.stdout.decode(errors="replace").replace("\r", "")
    (ROOT / "build/image/deb-console.log").write_text(text)
    assert "@end" in text, text[-2000:]
    return dict(re.findall(r"^@(\w+) (.*)$", text, re.MULTILINE))


def test_files_areWhereDebianLooks(deb):
    listing = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
    for path in ("./usr/sbin/edgepoint", "./usr/lib/systemd/system/edgepoint.service", "./usr/lib/sysusers.d/edgepoint.conf",
                 "./etc/config/edgepoint", "./usr/share/doc/edgepoint/copyright"):
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
