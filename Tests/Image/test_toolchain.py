"""The sysroot: from the cache, without network, by an ordinary user, and never from damaged packages."""

import os
import subprocess

import elsewhere
import pytest
from disk import ROOT

OFFLINE = {
    "EDGEPOINT_OFFLINE": "1",
    "EDGEPOINT_LOCK": "",
    "EDGEPOINT_MIRROR": "http://127.0.0.1:9/",
    "EDGEPOINT_SECURITY_MIRROR": "http://127.0.0.1:9/",
}


@pytest.fixture
def copy():
    """The scripts and a full cache."""
    with elsewhere.copy("cross-toolchain", "build/cache/debs-sysroot-arm64") as place:
        yield place


def sysroot(copy, **more):
    return subprocess.run(
        elsewhere.ordinary("cross-toolchain/sysroot.sh", "arm64"),
        cwd=copy,
        env=os.environ | OFFLINE | {"HOME": "/nonexistent"} | more,
        capture_output=True,
        text=True,
        check=False,
    )


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
        lists = subprocess.run(
            "ls -l --time-style=full-iso /var/lib/apt/lists /var/lib/dpkg/status; "
            "dpkg --print-foreign-architectures",
            shell=True,
            capture_output=True,
            check=True,
        )
        return lists.stdout

    before = host()
    assert sysroot(copy).returncode == 0
    assert host() == before


def packages(*names, prefix=(), **environment):
    return subprocess.run(
        [*prefix, ROOT / "cross-toolchain/packages.sh", *names],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=os.environ | environment,
    )


def test_missingPackage_isNamedToAnOrdinaryUser():
    done = packages("surely-no-such-package", prefix=elsewhere.ordinary(), PATH="/usr/bin:/bin")
    assert done.returncode == 69
    assert "apt-get install surely-no-such-package" in done.stderr


def stand_in(folder, name, text):
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_missingPackage_isInstalledByRoot(tmp_path):
    stand_in(tmp_path, "id", "echo 0")
    stand_in(tmp_path, "apt-get", f'echo "$@" >>{tmp_path}/said')
    done = packages(
        "bash", "surely-no-such-package", "nor-this-one", PATH=f"{tmp_path}:{os.environ['PATH']}"
    )
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "said").read_text().splitlines()
    assert said[0].endswith("update")
    assert (
        said[1].split()[-2:] == ["surely-no-such-package", "nor-this-one"]
        and " install -y " in f" {said[1]} "
    )


def test_indexNotReadWhole_installsWhatIsKnown(tmp_path):
    stand_in(tmp_path, "id", "echo 0")
    stand_in(
        tmp_path,
        "apt-get",
        'case "$*" in *update*) echo "E: Mirror sync in progress?" >&2; exit 100 ;; esac',
    )
    done = packages("surely-no-such-package", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert "apt: E: Mirror sync in progress?" in done.stderr


def test_installationFails_saysWhatAptSaid(tmp_path):
    stand_in(tmp_path, "id", "echo 0")
    stand_in(
        tmp_path,
        "apt-get",
        'case "$*" in *install*) echo "E: Unable to fetch some archives" >&2; exit 100 ;; esac',
    )
    done = packages("surely-no-such-package", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 69
    assert "apt: E: Unable to fetch some archives" in done.stderr
    assert "could not be installed: surely-no-such-package" in done.stderr


def test_nothingMissing_installsNothing(tmp_path):
    stand_in(tmp_path, "id", "echo 0")
    stand_in(tmp_path, "apt-get", f"touch {tmp_path}/said")
    assert packages("bash", "coreutils", PATH=f"{tmp_path}:{os.environ['PATH']}").returncode == 0
    assert not (tmp_path / "said").exists()


def test_missingTool_namesItsPackage(tmp_path):
    """A machine where one tool after the other is not there."""
    for tool, package in {
        "mksquashfs": "squashfs-tools",
        "mcopy": "mtools",
        "mkimage": "u-boot-tools",
        "zstd": "zstd",
    }.items():
        script = f'command() {{ [ "$2" != {tool} ] && builtin command "$@"; }}; export -f command; exec {ROOT}/image/build.sh virt'
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode == 69
        assert f"'{tool}' is missing" in done.stderr and f"apt-get install {package}" in done.stderr


def test_missingCompiler_saysWhereToGetIt():
    script = f'command() {{ [ "$2" != swiftc ] && builtin command "$@"; }}; export -f command; exec {ROOT}/cross-toolchain/build.sh'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 69
    assert "'swiftc' is missing" in done.stderr and "swift.org/install" in done.stderr
