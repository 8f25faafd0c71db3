"""LEDs and pause reasons on made-up /sys and /proc trees."""

import itertools
import pathlib
import subprocess
import time

import pytest
from lib.processes import edgepoint, run, wait_until
from lib.service import PAYEE

LANE = "waits"
BUDGET = 0.5

POOL = "http://127.0.0.1:9"


class Board:
    """A folder that stands for /sys, one that stands for /proc, and a service that looks at them."""

    def __init__(self, folder):
        self.folder = folder
        self.led = self.make_led("green:status")
        self.other = self.make_led("red:power")
        self.zone = folder / "sys/class/thermal/thermal_zone0"
        self.zone.mkdir(parents=True)
        (self.zone / "temp").write_text("45000\n")
        (folder / "proc").mkdir()
        self.memory(500_000)
        self.config = folder / "edgepoint.conf"
        self.configure()
        self.process = None

    def make_led(self, name):
        led = self.folder / "sys/class/leds" / name
        led.mkdir(parents=True)
        for file, text in {
            "brightness": "0",
            "max_brightness": "31",
            "trigger": "none",
            "delay_on": "0",
            "delay_off": "0",
        }.items():
            (led / file).write_text(text + "\n")
        return led

    def memory(self, kibibytes):
        (self.folder / "proc/meminfo").write_text(
            f"MemTotal: 900000 kB\nMemAvailable: {kibibytes} kB\n"
        )

    def configure(self, miner="\toption enabled '1'", wan="", led="green:status"):
        self.config.write_text(f"""
config globals 'globals'
\toption state_dir '{self.folder}/state'
config wan 'wan'
{wan}
config miner 'miner'
{miner}
\toption payment_address '{PAYEE}'
\tlist pool '{POOL}'
config led 'status'
\toption sysfs '{led}'
config status 'status'
\toption socket '{self.folder}/socket'
""")

    def start(self):
        self.process = subprocess.Popen(
            [
                edgepoint(),
                "run",
                "--config",
                self.config,
                "--sysfs-root",
                self.folder / "sys",
                "--proc-root",
                self.folder / "proc",
            ],
            stderr=open(self.folder / "log", "ab"),  # noqa: SIM115 (open as long as the process)
        )
        wait_until((self.folder / "socket").exists, 5)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(5)

    def value(self, file, led=None):
        return ((led or self.led) / file).read_text().strip()

    def ask(self, *words):
        return run(*words, "--socket", self.folder / "socket")

    def reason(self):
        for line in self.ask("status").stdout.splitlines():
            if line.startswith("mining "):
                return line.rsplit("(", 1)[-1].rstrip(")") if "paused:" in line else None
        return None

    def wait_for_reason(self, reason, seconds=5):
        wait_until(
            lambda: self.reason() == reason, seconds, what=f"reason {reason}, not {self.reason()}"
        )


@pytest.fixture
def board(tmp_path):
    board = Board(tmp_path)
    yield board
    board.stop()


def test_disabled_isHealthy_andSolid(board):
    board.configure(miner="\toption enabled '0'")
    board.start()
    wait_until(lambda: board.value("brightness") == "31", 5)
    assert board.value("trigger") == "none"
    assert board.reason() == "disabled"


def test_pausedByOwner_blinksThreeTimes(board):
    board.start()
    board.ask("pause")
    samples = []
    end = time.monotonic() + 5
    while time.monotonic() < end:
        samples.append(board.value("brightness") == "31")
        time.sleep(0.02)
    assert board.value("trigger") == "none"
    edges = sum(1 for before, after in itertools.pairwise(samples) if after and not before)
    # Three blinks in each period of 2.4 s.
    assert 5 <= edges <= 8
    assert "three blinks" in board.ask("status").stdout


def test_wanDown_isTheSlowTimer_andHasItsReason(board):
    board.configure(wan="\toption device 'nosuchlink0'")
    board.start()
    board.wait_for_reason("wan_down")
    wait_until(lambda: board.value("trigger") == "timer", 5)
    assert (board.value("delay_on"), board.value("delay_off")) == ("1000", "1000")


def test_hot_pausesAtOneMark_andResumesAtTheOther(board):
    board.start()
    (board.zone / "temp").write_text("80000\n")
    board.wait_for_reason("hot")
    (board.zone / "temp").write_text("71000\n")
    time.sleep(1.5)
    assert board.reason() == "hot"
    (board.zone / "temp").write_text("70000\n")
    wait_until(lambda: board.reason() != "hot", 5)


def test_lowMemory_pauses_andResumes(board):
    board.start()
    board.memory(18_000)
    board.wait_for_reason("low_memory")
    board.memory(100_000)
    wait_until(lambda: board.reason() != "low_memory", 5)


def test_metered_pauses_andAReloadLiftsIt(board):
    board.configure(wan="\toption metered '1'")
    board.start()
    board.wait_for_reason("metered")
    board.configure()
    assert board.ask("reload").stdout == "applied: wan\n"
    wait_until(lambda: board.reason() != "metered", 5)


def test_brokenConfig_isFourBlinks_inStatusAndOnTheLED(board):
    board.start()
    board.ask("pause")
    board.config.write_text("config nonsense\n")
    result = board.ask("reload")
    assert result.returncode == 78 and "nonsense" in result.stderr
    assert "four blinks" in board.ask("status").stdout


def test_onlyNamedLEDsAreTouched_andAllAreDarkAtTheEnd(board):
    before = {file.name: file.read_text() for file in board.other.iterdir()}
    board.configure(miner="\toption enabled '0'")
    board.start()
    wait_until(lambda: board.value("brightness") == "31", 5)
    board.stop()
    assert (board.value("brightness"), board.value("trigger")) == ("0", "none")
    assert {file.name: file.read_text() for file in board.other.iterdir()} == before


def test_ledThatDoesNotExist_isSaid_andNothingIsMade(board):
    board.configure(led="blue:nowhere")
    board.start()
    wait_until(lambda: "no such LED" in (board.folder / "log").read_text(), 5)
    assert sorted(p.name for p in (board.folder / "sys/class/leds").iterdir()) == [
        "green:status",
        "red:power",
    ]


def test_reload_movesToAnotherLED_andSwitchesTheOldOneOff(board):
    board.configure(miner="\toption enabled '0'")
    board.start()
    wait_until(lambda: board.value("brightness") == "31", 5)
    board.configure(miner="\toption enabled '0'", led="red:power")
    assert board.ask("reload").stdout == "applied: led\n"
    wait_until(lambda: board.value("brightness", board.other) == "31", 5)
    assert board.value("brightness") == "0"


def test_brokenSensors_areNoReasonToStop(board):
    (board.zone / "temp").write_text("-274000\n")
    (board.folder / "proc/meminfo").write_bytes(b"\xff\x00MemAvailable: soon\n")
    board.start()
    assert "no temperature sensor" in board.ask("status").stdout
    assert pathlib.Path(board.folder / "socket").exists()
