"""The lab's runner: what a failing scenario leaves, and what it says to people who mistype."""

import struct
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEFT = HERE.parents[1] / "build/lab/locked_door"


def lab(*words):
    return subprocess.run([HERE / "run", *words], capture_output=True, text=True, check=False)


def packets(path):
    """The packets of a capture file."""
    data, found, at = path.read_bytes(), [], 24
    assert struct.unpack("<I", data[:4])[0] == 0xA1B2C3D4, "not a capture"
    while at + 16 <= len(data):
        size = struct.unpack("<I", data[at + 8 : at + 12])[0]
        found.append(data[at + 16 : at + 16 + size])
        at += 16 + size
    return found


def test_failure_isToldAndLeavesConsoleStepsAndCapture():
    done = lab("--from", HERE / "failing", "locked_door")
    assert done.returncode == 1
    assert (
        "lab: locked_door FAIL the router is not somebody else; see build/lab/locked_door/console.log"
        in done.stdout
    )
    assert done.stdout.splitlines()[-1] == "lab: 0 of 1 scenarios passed"
    assert "Please press Enter to activate this console" in (LEFT / "console.log").read_text(
        errors="replace"
    )
    assert "the name is looked at" in (LEFT / "steps.log").read_text()
    dhcp = [
        packet
        for packet in packets(LEFT / "wan.pcap")
        if packet[23:24] == b"\x11" and b"\x63\x82\x53\x63" in packet
    ]
    assert len(dhcp) >= 4, "the uplink's DHCP conversation is not in the capture"
    assert not list(LEFT.glob("card*")), "the card was left behind"


def test_unknownScenario_isRefusedWithTheNames():
    done = lab("nope")
    assert done.returncode == 64
    assert "no scenario named nope" in done.stderr and "boot_to_service" in done.stderr


def test_list_saysWhatEachIsAbout():
    lines = lab("--list").stdout.splitlines()
    names = {path.stem for path in (HERE / "scenarios").glob("*.py")}
    assert {line.split(":")[0] for line in lines} == names
    assert all(line.endswith(".") and len(line.split()) > 4 for line in lines)
