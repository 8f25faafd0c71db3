"""The OpenWrt package: unpacked, and its scripts run against stand-ins for OpenWrt's functions."""

import io
import subprocess
import tarfile

import pytest
from disk import ROOT

STUBS = """
procd_open_instance() { echo "open $*"; }
procd_set_param() { echo "param $*"; }
procd_append_param() { echo "append $*"; }
procd_close_instance() { echo close; }
procd_add_reload_trigger() { echo "trigger $*"; }
procd_send_signal() { echo "signal $*"; }
mkdir() { :; }
chgrp() { :; }
logger() { :; }
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    [ipk] = (ROOT / "build/packages").glob("*.ipk")
    into = tmp_path_factory.mktemp("ipk")
    with tarfile.open(ipk, "r:gz") as outer:
        assert sorted(m.name for m in outer if m.isfile()) == [
            "./control.tar.gz",
            "./data.tar.gz",
            "./debian-binary",
        ]
        for part in ("control", "data"):
            with tarfile.open(
                fileobj=io.BytesIO(outer.extractfile(f"./{part}.tar.gz").read())
            ) as inner:
                assert all(member.uid == 0 and member.gid == 0 for member in inner)
                inner.extractall(into / part)
    return into


def shell(text, **options):
    done = subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True, **options)
    return done.stdout.splitlines()


def test_files_areWhereOpenWrtLooks(package):
    data = package / "data"
    for path, mode in {
        "usr/sbin/edgepoint": 0o755,
        "etc/init.d/edgepoint": 0o755,
        "etc/config/edgepoint": 0o600,
        "etc/uci-defaults/90-edgepoint": 0o755,
        "lib/upgrade/keep.d/edgepoint": 0o644,
    }.items():
        assert (data / path).stat().st_mode & 0o777 == mode, path
    assert (package / "control/conffiles").read_text() == "/etc/config/edgepoint\n"
    keep = (data / "lib/upgrade/keep.d/edgepoint").read_text().split()
    assert keep == ["/etc/config/edgepoint", "/etc/edgepoint/"]
    assert "option state_dir '/etc/edgepoint/state'" in (data / "etc/config/edgepoint").read_text()


def test_control_namesArchitectureAndVersion(package):
    control = (package / "control/control").read_text()
    assert "Architecture: aarch64_generic\n" in control
    assert "Package: edgepoint\n" in control and "Version: " in control


def test_initScript_followsProcd(package):
    script = package / "data/etc/init.d/edgepoint"
    lines = script.read_text().splitlines()
    assert lines[0] == "#!/bin/sh /etc/rc.common"
    assert {"USE_PROCD=1", "START=95", "STOP=10"} <= set(lines)
    said = shell(f"{STUBS} . {script}; start_service")
    assert said[0].startswith("open") and said[-1] == "close"
    assert "param command /usr/sbin/edgepoint run --config /etc/config/edgepoint" in said
    assert "param respawn 3600 5 5" in said
    assert "param file /etc/config/edgepoint" in said
    assert {"param stderr 1", "param stdout 1", "param term_timeout 5"} <= set(said)


def test_configChange_reloadsWithoutARestart(package):
    script = package / "data/etc/init.d/edgepoint"
    assert shell(f"{STUBS} . {script}; service_triggers") == ["trigger edgepoint network"]
    assert shell(f"{STUBS} . {script}; reload_service") == ["signal edgepoint edgepoint HUP"]


def test_firstBoot_makesUsersAndNamesTheUplink(package, tmp_path):
    script = (
        (package / "data/etc/uci-defaults/90-edgepoint").read_text().replace(". /lib/", ": /lib/")
    )
    (tmp_path / "defaults").write_text(script)
    said = shell(f"""
group_exists() {{ return 1; }}; user_exists() {{ return 1; }}
group_add() {{ echo "group $*"; }}; user_add() {{ echo "user $1 $2"; }}
network_flush_cache() {{ :; }}; network_find_wan() {{ eval "$1=wan"; }}; network_get_device() {{ eval "$1=pppoe-wan"; }}
uci() {{ case "$*" in *get*) echo eth0 ;; *) sed 's/^[[:space:]]*/uci /' ;; esac; }}
. {tmp_path}/defaults""")
    assert "group edgepoint 710" in said
    assert "user edgepoint-miner 700" in said and "user edgepoint-portal 701" in said
    assert "uci set edgepoint.wan.device='pppoe-wan'" in said


def test_defaultConfig_isValid(package):
    done = subprocess.run(
        [
            "qemu-aarch64-static",
            package / "data/usr/sbin/edgepoint",
            "check",
            package / "data/etc/config/edgepoint",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
