"""`edgepoint status`, `reload`, `pause` and `resume` as a person meets them."""

import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import time

import pytest
from lib.processes import edgepoint, run, wait_until

LANE = "waits"
BUDGET = 0.5

POOL = "http://127.0.0.1:9"


@pytest.fixture
def service(start_service):
    return start_service([POOL]).wait_until_ready()


def ask(service, *words):
    return run(*words, "--socket", service.socket)


@pytest.mark.parametrize("command", ["status", "reload", "pause", "resume"])
def test_noService_saysWhichSocketAndWhatToDo(tmp_path, command):
    result = run(command, "--socket", tmp_path / "nobody")
    assert result.returncode == 71
    assert str(tmp_path / "nobody") in result.stderr
    assert "edgepoint run" in result.stderr and "--socket" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["status", "--jsn"],
        ["status", "--json", "--watch"],
        ["status", "extra"],
        ["pause", "--now"],
        ["reload", "x"],
        ["run", "--config"],
        ["run", "x"],
    ],
)
def test_wrongUse_exits64_withTheUsage(words):
    result = run(*words)
    assert result.returncode == 64
    assert "usage: edgepoint " + words[0] in result.stderr


@pytest.mark.parametrize("command", ["run", "status", "reload", "pause", "resume"])
def test_help_isPrinted(command):
    result = run(command, "--help")
    assert result.returncode == 0 and f"usage: edgepoint {command}" in result.stdout


def test_text_isPlainNarrowAndSaysWhatToDo(service):
    ask(service, "pause")
    text = ask(service, "status").stdout
    assert "paused by the owner (paused_by_owner)" in text
    assert "'edgepoint resume' lifts it" in text
    assert "three blinks" in text
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_json_isOneLineOfIntegersAndNames(service):
    lines = ask(service, "status", "--json").stdout.splitlines()
    assert len(lines) == 1

    def check(value):
        assert not isinstance(value, float)
        for name, member in value.items() if isinstance(value, dict) else []:
            assert re.fullmatch("[a-z][a-z0-9_]*", name)
            check(member)
        for element in value if isinstance(value, list) else []:
            check(element)

    check(json.loads(lines[0]))


def test_prometheus_parses(service):
    text = ask(service, "status", "--prometheus").stdout
    assert text.endswith("\n")
    sample = re.compile(r'[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? -?[0-9.]+$')
    typed = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("# HELP "):
            assert sample.match(line), line
            assert re.split("[{ ]", line)[0] in typed, line
    assert f'edgepoint_miner_announcements_total{{pool="{POOL}",result="accepted"}} 0' in text


def test_pauseSurvivesARestart_andResumeLiftsIt(service, start_service):
    assert ask(service, "pause").returncode == 0
    service.stop()
    again = subprocess.Popen(
        [edgepoint(), "run", "--config", service.config], stderr=subprocess.DEVNULL
    )
    try:
        status = wait_until(service.status, 5)
        assert status["miner"]["pause_reason"] == "paused_by_owner"
        assert ask(service, "resume").returncode == 0
        assert service.status()["miner"]["pause_reason"] != "paused_by_owner"
    finally:
        again.terminate()
        again.wait(5)


def test_watch_withoutATerminal_printsPlainLines(service):
    watch = subprocess.Popen(
        [edgepoint(), "status", "--watch", "--socket", service.socket], stdout=subprocess.PIPE
    )
    time.sleep(1)
    ask(service, "pause")
    time.sleep(1.5)
    watch.send_signal(signal.SIGINT)
    output, _ = watch.communicate(timeout=3)
    assert watch.returncode == 0
    assert b"\x1b" not in output
    assert any(line.startswith(b"paused_by_owner ") for line in output.splitlines())


def test_watch_whoseReaderLeaves_ends(service):
    reader, writer = os.pipe()
    watch = subprocess.Popen(
        [edgepoint(), "status", "--watch", "--socket", service.socket], stdout=writer
    )
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    assert watch.wait(3) == 0


def test_watch_whenTheServiceEnds_saysSo(service):
    watch = subprocess.Popen(
        [edgepoint(), "status", "--watch", "--socket", service.socket],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.5)
    service.stop()
    _, error = watch.communicate(timeout=5)
    assert watch.returncode == 71 and str(service.socket) in error


def on_terminal(service, environment):
    """What `status --watch` writes to a terminal within two seconds, Ctrl-C included."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            edgepoint(),
            [edgepoint(), "status", "--watch", "--socket", str(service.socket)],
            {"TERM": "xterm", **environment},
        )
    time.sleep(1.5)
    os.write(terminal, b"\x03")
    output = b""
    try:
        while more := os.read(terminal, 65536):
            output += more
    except OSError:
        pass
    _, status = os.waitpid(pid, 0)
    return output, os.waitstatus_to_exitcode(status)


def test_watch_onATerminal_redrawsInPlaceAndRestoresTheCursor(service):
    output, code = on_terminal(service, {"LANG": "C.UTF-8"})
    assert code == 0
    assert output.startswith(b"\x1b[?25l") and b"\x1b[?25h" in output[-20:]
    assert re.search(rb"\x1b\[\d+A\r", output), "moves up to redraw"
    assert "▁".encode() in output
    assert b"\x1b[1m" in output


def test_watch_honoursNoColorAndTheLocale(service):
    output, _ = on_terminal(service, {"NO_COLOR": "1", "LANG": "C"})
    assert not re.search(rb"\x1b\[\d+m", output.replace(b"\x1b[0m", b""))
    assert all(byte < 0x80 for byte in output)


def test_missingConfig_servesStatusThatSaysSo(tmp_path):
    """The default socket needs root, so this asks the log."""
    process = subprocess.Popen(
        [edgepoint(), "run", "--config", tmp_path / "none"], stderr=subprocess.PIPE, text=True
    )
    time.sleep(0.7)
    process.terminate()
    _, log = process.communicate(timeout=5)
    assert process.returncode == 0
    assert "No such file or directory" in log and "reason=config_error" in log
    assert pathlib.Path(tmp_path / "none").exists() is False


def test_windowThatIsShut_pausesMiningAndSaysWhen(start_service):
    hour = (time.localtime().tm_hour + 12) % 24
    window = (
        f"config schedule 'later'\n\toption class 'miner'\n\toption start '{hour:02}:00'\n"
        f"\toption stop '{hour:02}:01'\n"
    )
    service = start_service([POOL], extra=window).wait_until_ready()
    miner = service.status()["miner"]
    # A machine whose clock nobody vouches for does not know whether the window is open.
    assert miner["pause_reason"] in ("outside_schedule", "clock_untrusted")
    assert miner["hashes"] == 0
    text = service.config.read_text()
    service.config.write_text(text.replace(window, ""))
    assert ask(service, "reload").returncode == 0
    assert service.status()["miner"]["pause_reason"] not in ("outside_schedule", "clock_untrusted")
