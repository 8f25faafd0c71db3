"""`edgepoint run --watchdog`: a file stands for the device and shows every sign of life."""

import signal
import time

from lib.processes import Process, edgepoint, run, wait_until
from lib.service import config_text

LANE = "waits"
BUDGET = 0.5


class Watched(Process):
    def __init__(self, folder, device):
        self.device = device
        (folder / "state").mkdir()
        config = folder / "edgepoint.conf"
        config.write_text(config_text(folder, []).replace("enabled '1'", "enabled '0'"))
        self.socket = folder / "socket"
        super().__init__(
            [
                edgepoint(),
                "run",
                "--config",
                config,
                "--watchdog",
                device,
                "--watchdog-timeout",
                "20",
            ],
            folder / "service.log",
        )

    def fed(self):
        return self.device.read_bytes()


def watched(folder):
    device = folder / "watchdog"
    device.touch()
    service = Watched(folder, device)
    wait_until(lambda: len(service.fed()) > 1, 10, what="two signs of life")
    return service


def test_orderlyEnd_letsGoOfTheWatchdog(tmp_path):
    with watched(tmp_path) as service:
        assert set(service.fed()) == {ord(".")}
        service.process.terminate()
        assert service.process.wait(5) == 0
        assert service.fed().endswith(b".V") and service.fed().count(b"V") == 1


def test_hungService_isNotFedFor(tmp_path):
    with watched(tmp_path) as service:
        service.process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        before = service.fed()
        time.sleep(2.5)
        assert service.fed() == before
        service.process.send_signal(signal.SIGCONT)
        wait_until(lambda: len(service.fed()) > len(before), 5, what="a sign of life again")


def test_killedService_leavesTheWatchdogCounting(tmp_path):
    with watched(tmp_path) as service:
        service.process.kill()
        service.process.wait(5)
        assert b"V" not in service.fed()


def test_missingDevice_isSaid_andTheServiceRuns(tmp_path):
    with Watched(tmp_path, tmp_path / "none") as service:
        wait_until(lambda: run("status", "--json", "--socket", service.socket).returncode == 0, 10)
        assert "no watchdog: No such file or directory" in service.log()


def test_timeoutOutOfRange_isRefused(tmp_path):
    for words in (
        ("--watchdog", "/dev/null", "--watchdog-timeout", "3"),
        ("--watchdog-timeout", "30"),
    ):
        result = run("run", *words)
        assert result.returncode == 64 and "--watchdog-timeout" in result.stderr
