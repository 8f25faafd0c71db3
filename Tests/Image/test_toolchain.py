"""The sysroot: from the cache, without network, by an ordinary user, and never from damaged packages."""
import os
import shutil
import subprocess

import pytest
from disk import ROOT

OFFLINE = {"EDGEPOINT_OFFLINE": "1", "EDGEPOINT_MIRROR": "http://127.0.0.1:9/", "EDGEPOINT_SECURITY_MIRROR": "http://127.0.0.1:9/"}


@pytest.fixture
def copy(tmp_path):
    """The scripts and a full cache somewhere else, owned by nobody when the tests run as root."""
    shutil.copytree(ROOT / "cross-toolchain", tmp_path / "cross-toolchain")
    cache = tmp_path / "build/cache/debs-sysroot-arm64"
    shutil.copytree(ROOT / "build/cache/debs-sysroot-arm64", cache)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "nobody", tmp_path], check=True)
        for folder in (tmp_path, *tmp_path.parents):
            if str(folder).startswith("/tmp/pytest"):
                folder.chmod(0o755)
    return tmp_path


def sysroot(copy, **more):
    command = ["cross-toolchain/sysroot.sh", "arm64"]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *command]
    return subprocess.run(command, cwd=copy, env=os.environ | OFFLINE | {"HOME": "/nonexistent"} | more,
                          capture_output=True, text=True, check=False)


def test_fullCache_makesTheSysrootOffline(copy):
    done = sysroot(copy)
    assert done.returncode == 0, done.stderr
    assert (copy / "build/sysroot-arm64/usr/include/event2/http.h").exists()
    assert (copy / "build/toolset-arm64.json").exists()


def test_damagedPackage_isRefused(copy):
    deb = next((copy / "build/cache/debs-sysroot-arm64").glob("libmnl-dev_*.deb"))
    with open(deb, "ab") as file:
        file.write(b"x")
    done = sysroot(copy)
    assert done.returncode == 69 and "incomplete or damaged" in done.stderr


def test_hostPackages_areLeftAlone(copy):
    def host():
        lists = subprocess.run("ls -l --time-style=full-iso /var/lib/apt/lists /var/lib/dpkg/status; "
                               "dpkg --print-foreign-architectures", shell=True, capture_output=True, check=True)
        return lists.stdout
    before = host()
    assert sysroot(copy).returncode == 0
    assert host() == before


def test_missingPackage_isNamed(tmp_path):
    command = [ROOT / "cross-toolchain/packages.sh", "surely-no-such-package"]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "env", "PATH=/usr/bin:/bin", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 69
    assert "apt-get install surely-no-such-package" in done.stderr
