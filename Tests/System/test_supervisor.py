"""What the service survives, and what is not lost on the way."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

import pytest
from lib.processes import Process, edgepoint, run, wait_until
from lib.service import Service, config_text

LANE = "waits"
BUDGET = 2


def reopen(service):
    """The same service again, in the same folder, with the config as it is now."""
    again = Service.__new__(Service)
    again.folder, again.config, again.socket = service.folder, service.config, service.socket
    Process.__init__(
        again, [edgepoint(), "run", "--config", service.config], service.folder / "again.log"
    )
    return again


def accepted(service):
    status = service.status()
    return status["miner"]["pools"][0]["accepted"] if status else 0


@pytest.fixture
def mining(start_pool, start_service):
    """A service that has had announcements accepted by a local pool."""
    pool = start_pool()
    service = start_service([pool.url], upload_limit="4mbit").wait_until_ready()
    service.pool = pool
    wait_until(lambda: accepted(service) > 0, 40, every=0.3, what="an accepted announcement")
    return service


def test_minerIsKilled_itRestarts_andTheCountsGoOn(mining):
    before, pid = accepted(mining), mining.miner_pid()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: mining.miner_pid() not in (None, pid), 5, what="another miner")
    status = mining.status()
    assert status["miner"]["restarts"] == 1
    assert status["miner"]["last_end"] == "signal 9"
    assert accepted(mining) >= before
    wait_until(lambda: accepted(mining) > before, 30, every=0.3, what="further acceptance")


def test_minerHangs_isKilledAndRestarted(mining):
    pid = mining.miner_pid()
    os.kill(pid, signal.SIGSTOP)
    stopped = time.monotonic()
    wait_until(lambda: mining.miner_pid() not in (None, pid), 15, what="another miner")
    assert 8 < time.monotonic() - stopped < 14
    assert "does not answer" in mining.log()


def test_serviceIsTerminated_endsWithin2s_andLosesNoCount(mining):
    mining.process.terminate()
    began = time.monotonic()
    assert mining.process.wait(5) == 0
    assert time.monotonic() - began < 2
    assert not mining.socket.exists()
    said = mining.pool.stats()["accepted"]
    # The next miner must not add to the counts while they are compared.
    mining.pool.stop()
    with reopen(mining) as again:
        kept = wait_until(again.status, 5)["miner"]["pools"][0]
    # What the pool took and could not answer within the second that the miner waits is among the lost.
    assert kept["accepted"] <= said <= kept["accepted"] + kept["lost"], (kept, said)


def test_hungMiner_doesNotKeepTheServiceFromEnding(mining):
    pid = mining.miner_pid()
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    mining.process.terminate()
    assert mining.process.wait(5) == 0
    assert time.monotonic() - began < 2
    assert not pathlib.Path(f"/proc/{pid}").exists()


def test_serviceIsKilled_itsMinerGoesToo_andTheNextStartIsClean(mining):
    pid = mining.miner_pid()
    mining.process.kill()
    mining.process.wait()
    wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists(), 3, what="the end of the miner")
    with reopen(mining) as again:
        wait_until(again.status, 5)
        wait_until(lambda: accepted(again) > 0, 30, every=0.3, what="acceptance")


def test_reloadWithoutAChange_hasNoEffect(mining):
    pid = mining.miner_pid()
    result = run("reload", "--socket", mining.socket)
    assert (result.returncode, result.stdout) == (0, "nothing has changed\n")
    assert mining.miner_pid() == pid and mining.status()["miner"]["restarts"] == 0


def test_reloadOfALimit_keepsTheMinerAndItsWork(mining):
    pid, before = mining.miner_pid(), mining.status()["miner"]
    mining.config.write_text(mining.config.read_text().replace("4mbit", "2mbit"))
    mining.process.send_signal(signal.SIGHUP)
    wait_until(lambda: mining.status()["miner"]["upload_limit_bits_per_second"] == 2_000_000, 5)
    after = mining.status()["miner"]
    assert mining.miner_pid() == pid
    assert after["hashes"] >= before["hashes"]
    wait_until(lambda: accepted(mining) > before["pools"][0]["accepted"], 30, every=0.3)


def test_brokenConfig_neverReplacesTheRunningOne(mining):
    good, pid = mining.config.read_text(), mining.miner_pid()
    mining.config.write_text(good.replace("option threads", "optoin threads"))
    mining.process.send_signal(signal.SIGHUP)
    wait_until(lambda: mining.status()["config"]["verdict"] == "invalid_kept_running", 5)
    status = mining.status()
    assert any("optoin" in problem for problem in status["config"]["problems"])
    assert status["led"] == "config_or_storage_trouble"
    assert mining.miner_pid() == pid and status["miner"]["pause_reason"] is None
    mining.config.write_text(good)
    mining.process.send_signal(signal.SIGHUP)
    wait_until(lambda: mining.status()["config"]["verdict"] == "valid", 5)


def test_brokenConfigAtTheStart_minesNothing_andSaysWhy(tmp_path):
    """The socket of such a config is not trusted either; the log and the exit tell."""
    config = tmp_path / "conf"
    config.write_text("config miner\n\toption enabled 'perhaps'\n")
    with Process([edgepoint(), "run", "--config", config], tmp_path / "log") as service:
        service.wait_for_log("reason=config_error")
        assert "conf:2:" in service.log() and "perhaps" in service.log()
        assert service.alive
        assert service.stop() == 0


def test_pause_stopsHashing_andResumeGoesOn(mining):
    def hashes():
        return mining.status()["miner"]["hashes"]

    run("pause", "--socket", mining.socket)
    wait_until(lambda: mining.status()["miner"]["pause_reason"] == "paused_by_owner", 3)
    time.sleep(1.5)
    still = hashes()
    time.sleep(1.5)
    assert hashes() == still
    run("resume", "--socket", mining.socket)
    wait_until(lambda: hashes() > still, 5, every=0.2, what="hashing")


def test_user1_writesTheStatusToTheLog(mining):
    mining.process.send_signal(signal.SIGUSR1)
    line = mining.wait_for_log(r"notice: service: status (\{.*\})")
    assert json.loads(line[1])["version"] == mining.status()["version"]


def idle_service(tmp_path, damage=None):
    """Runs a service that mines nothing but was paused by its owner, damages its journal while it
    is down, and returns the service that starts after that."""
    folder = tmp_path / "idle"
    first = Service(folder, [])
    with first:
        first.wait_until_ready()
        run("pause", "--socket", first.socket)
    journal = folder / "state" / "journal"
    assert journal.stat().st_size > 0
    if damage:
        journal.write_bytes(damage(journal.read_bytes()))
    return reopen(first)


def paused(service):
    return service.status()["miner"]["pause_reason"] == "paused_by_owner"


@pytest.mark.parametrize(
    "damage, kept",
    [
        (lambda data: data + b"\x17" * 11, True),
        (lambda data: data + b"\0" * 4096, True),
        (lambda data: data[:-1], None),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), None),
        (lambda data: b"", False),
        (lambda data: os.urandom(300), False),
        (lambda data: b"\0" * len(data), False),
    ],
    ids=["garbage-after", "zeros-after", "cut", "bit-flip", "empty", "random", "zeros"],
)
def test_brokenJournal_isRepairedAndSaid(tmp_path, damage, kept):
    with idle_service(tmp_path, damage) as service:
        status = wait_until(service.status, 5)
        if kept is not None:
            assert paused(service) == kept
        if damage(b"x" * 100):
            assert status["storage"]["note"], "the status says what happened"
        assert status["storage"]["writable"]
        run("resume", "--socket", service.socket)
        run("pause", "--socket", service.socket)
    with reopen(service) as again:
        wait_until(again.status, 5)
        assert paused(again)
        assert not again.status()["storage"]["note"]


def test_stateDirectoryCannotBeMade_runsFromMemory_andSaysSo(tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "state").write_text("a file where the folder should be")
    config = folder / "conf"
    config.write_text(config_text(folder, []))
    with Process([edgepoint(), "run", "--config", config], folder / "log"):

        def status():
            result = run("status", "--json", "--socket", folder / "socket")
            return json.loads(result.stdout) if result.returncode == 0 else None

        wait_until(status, 5)
        run("pause", "--socket", folder / "socket")
        wait_until(lambda: not status()["storage"]["writable"], 5)
        assert status()["led"] == "config_or_storage_trouble"
        assert status()["miner"]["pause_reason"] == "paused_by_owner"


def test_serviceManager_isToldReadyReloadingAndStopping(tmp_path):
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(str(tmp_path / "notify"))
    notify.settimeout(5)
    config = tmp_path / "conf"
    config.write_text(config_text(tmp_path, []))
    environment = {
        **os.environ,
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "2000000",
    }
    with Process(
        [edgepoint(), "run", "--config", config], tmp_path / "log", env=environment
    ) as service:
        seen = [notify.recv(100)]
        assert seen == [b"READY=1\n"]
        assert notify.recv(100) == b"WATCHDOG=1\n"
        service.process.send_signal(signal.SIGHUP)
        while b"RELOADING=1\n" not in seen:
            seen.append(notify.recv(100))
        service.process.terminate()
        while b"STOPPING=1\n" not in seen:
            seen.append(notify.recv(100))


def can_unshare():
    words = ["unshare", "-rn", "true"]
    return (
        shutil.which("unshare")
        and subprocess.run(words, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not can_unshare(), reason="this kernel gives no private network namespace")
def test_wanGoesAway_hashingStopsWithin5s_andResumesWithin10s(tmp_path):
    script = f"""
ip link set lo up
ip link add wan0 type veth peer name far0
ip link set far0 up
ip link set wan0 up
{edgepoint()} pool --listen 127.0.0.1:8099 --bits 207fffff >{tmp_path}/pool.log 2>&1 &
exec {edgepoint()} run --config {tmp_path}/conf
"""
    text = config_text(tmp_path, ["http://127.0.0.1:8099"], upload_limit="4mbit")
    (tmp_path / "conf").write_text(text + "config wan 'wan'\n\toption device 'wan0'\n")
    with Process(
        ["unshare", "-rn", "--pid", "--fork", "--kill-child", "sh", "-c", script], tmp_path / "log"
    ) as service:

        def inside(*words):
            subprocess.run(
                ["nsenter", "-t", str(service.pid), "-U", "-n", "--preserve-credentials", *words],
                check=True,
            )

        def miner():
            result = run("status", "--json", "--socket", tmp_path / "socket")
            return json.loads(result.stdout)["miner"] if result.returncode == 0 else {}

        wait_until(lambda: miner().get("hashes"), 40, every=0.3, what="hashing")
        inside("ip", "link", "set", "wan0", "down")
        wait_until(lambda: miner()["pause_reason"] == "wan_down", 5)
        time.sleep(1.5)
        still = miner()["hashes"]
        time.sleep(1.2)
        assert miner()["hashes"] == still, "hashing had stopped"
        inside("ip", "link", "set", "wan0", "up")
        wait_until(lambda: miner()["hashes"] > still, 10, every=0.2, what="hashing again")
