"""One emulated router: started, watched over its serial line, cut from power, and looked into afterwards."""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "build" / "image"
BOOT_START = 1 * 2**20  # where the partitions begin, as image/assemble.sh lays them
STATE_START = 33 * 2**20
ROOT_START = {"A": 82 * 2**20, "B": 114 * 2**20}
KERNEL_BOOT = {"A": 34 * 2**20, "B": 58 * 2**20}
DATA_START = 146 * 2**20
# A write is in the file when the machine hears that it is done, and the host's disk is not waited for: with an instruction
# counter the machine's clock runs ahead while it waits for a disk, and its own timeouts end first.
CARD = "cache.writeback=off,cache.direct=off,cache.no-flush=on"


class LabFailure(Exception):  # noqa: N818 (a finding, not a defect of the lab)
    """What was expected and what was seen instead; ends the scenario."""


class Disk:
    """A card of one machine: a copy of the image that is being tested."""

    def __init__(
        self, path: Path, board: str = "virt", mebibytes: int = 256, source: Path | None = None
    ):
        self.path, self.board = path, board
        subprocess.run(
            ["cp", "--sparse=always", source or IMAGES / f"edgepoint-{board}.img", path], check=True
        )
        if mebibytes > 256:
            os.truncate(path, mebibytes * 2**20)

    def write(self, offset: int, data: bytes) -> None:
        with open(self.path, "r+b") as file:
            file.seek(offset)
            file.write(data)

    def read(self, offset: int, size: int) -> bytes:
        with open(self.path, "rb") as file:
            file.seek(offset)
            return file.read(size)

    def put(self, name: str, contents: bytes) -> None:
        """Puts a file on the boot partition, as a person with a card reader does."""
        subprocess.run(
            ["mcopy", "-o", "-i", f"{self.path}@@{BOOT_START}", "-", f"::/{name}"],
            input=contents,
            check=True,
        )

    def get(self, name: str) -> bytes | None:
        """Reads a file of the boot partition; None when it is not there."""
        done = subprocess.run(
            ["mtype", "-i", f"{self.path}@@{BOOT_START}", f"::/{name}"],
            capture_output=True,
            check=False,
        )
        return done.stdout if done.returncode == 0 else None

    def partition_copy(self, start: int, into: Path) -> Path:
        """Copies from a partition's first byte to the end of the card into a file of its own."""
        size = self.path.stat().st_size - start - 2**20
        with open(self.path, "rb") as source, open(into, "wb") as target:
            source.seek(start)
            while size > 0 and (piece := source.read(min(size, 2**20))):
                if piece.count(0) == len(piece):
                    target.seek(len(piece), os.SEEK_CUR)
                else:
                    target.write(piece)
                size -= len(piece)
            target.truncate()
        return into


class Machine:
    """QEMU's virt machine with the image's disk. Commands are typed into the serial console's shell."""

    def __init__(
        self,
        folder: Path,
        disk: Disk,
        *,
        memory: int = 128,
        uboot: bool = True,
        words: str = "",
        tools: Path | None = None,
        watchdog: bool = True,
        network: bool = True,
        extra: list[str] = (),
        monitor: Path | None = None,
        saved: Path | None = None,
    ):
        self.monitor, self.disk = monitor, disk
        self.log_path = folder / "console.log"
        self.capture = folder / "wan.pcap"
        self.log = open(self.log_path, "ab")  # noqa: SIM115 (open as long as the machine)
        self.seen = ""
        self.marker = 0
        command = ["qemu-system-aarch64", "-nographic", "-no-user-config"]
        if disk.board == "rpi":
            command += self.pi(disk)
        else:
            command += [
                "-M",
                "virt",
                "-cpu",
                "cortex-a53",
                "-smp",
                "1",
                "-m",
                str(memory),
                "-drive",
                f"file={disk.path},format=raw,if=none,id=card,{CARD}",
                "-device",
                "virtio-blk-device,drive=card",
                "-device",
                "virtio-rng-device",
            ]
        if disk.board == "rpi":
            network = watchdog = False
        elif uboot:
            command += ["-bios", str(IMAGES / "u-boot-virt.bin")]
        else:
            command += [
                "-kernel",
                str(IMAGES / "virt" / "Image.gz"),
                "-initrd",
                str(IMAGES / "virt" / "initrd.img"),
                "-append",
                f"console=ttyAMA0 panic=5 quiet loglevel=4 edgepoint.slot=A {words}",
            ]
        if tools:
            command += [
                "-drive",
                f"file={tools},format=raw,if=none,id=tools,readonly=on",
                "-device",
                "virtio-blk-device,drive=tools",
            ]
        if network:
            command += [
                "-netdev",
                "user,id=wan",
                "-device",
                "virtio-net-device,netdev=wan",
                "-object",
                f"filter-dump,id=dump,netdev=wan,file={self.capture}",
            ]
        if watchdog:
            command += ["-device", "i6300esb", "-action", "watchdog=reset"]
        if monitor:
            command += ["-monitor", f"unix:{monitor},server=on,wait=off"]
        if saved:
            command += ["-incoming", f"exec:cat {saved}"]
        self.process = subprocess.Popen(
            command + list(extra),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.set_blocking(self.process.stdout.fileno(), False)

    @staticmethod
    def pi(disk: Disk) -> list[str]:
        """QEMU's Raspberry Pi 3: U-Boot and device tree, which the real firmware takes from the card, come from there too."""
        for name in ("u-boot.bin", "bcm2837-rpi-3-b.dtb"):
            disk.path.with_name(name).write_bytes(disk.get(name) or b"")
        return [
            "-M",
            "raspi3b",
            "-drive",
            f"file={disk.path},format=raw,if=sd,{CARD}",
            "-kernel",
            str(disk.path.with_name("u-boot.bin")),
            "-dtb",
            str(disk.path.with_name("bcm2837-rpi-3-b.dtb")),
            "-serial",
            "null",
            "-serial",
            "stdio",
            "-monitor",
            "none",
        ]

    def read(self, seconds: float) -> bool:
        """Takes what the console said within that time; False when nothing came."""
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        if not ready:
            return False
        data = os.read(self.process.stdout.fileno(), 65536)
        if not data:
            raise LabFailure(f"the emulator ended with status {self.process.wait()}")
        self.log.write(data)
        self.log.flush()
        self.seen += data.decode(errors="replace").replace("\r", "")
        return True

    def wait_for(self, pattern: str, seconds: float, what: str = "") -> re.Match:
        """Waits until the console shows the pattern, and forgets everything up to it."""
        end = time.monotonic() + seconds
        while True:
            if match := re.search(pattern, self.seen):
                self.seen = self.seen[match.end() :]
                return match
            left = end - time.monotonic()
            if left <= 0:
                raise LabFailure(
                    f"{what or 'the console line ' + repr(pattern)} was not seen within {seconds:.0f} s"
                )
            self.read(min(left, 1))

    def type(self, text: str) -> None:
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def login(self, seconds: float = 90) -> None:
        """Waits for the shell and makes it quiet."""
        self.wait_for(
            "Please press Enter to activate this console", seconds, "the console's invitation"
        )
        self.type("")
        self.wait_for(r"[#$] ", 30, "the shell's prompt")
        self.type("stty -echo; PS1=; PS2=; echo lab-$((40 + 2))")
        self.wait_for(r"lab-42\n", 30, "the shell's answer")

    def run(self, command: str, seconds: float = 30, check: bool = True) -> str:
        """Runs one command line and returns its output; a status other than 0 is a failure."""
        self.marker += 1
        self.type(f'{{ {command}\n}} 2>&1; echo "@{self.marker}:$?@"')
        match = self.wait_for(
            rf"(?s)(.*?)@{self.marker}:(\d+)@\n", seconds, f"the end of `{command}`"
        )
        output = match[1].strip("\n")
        if check and match[2] != "0":
            raise LabFailure(f"`{command}` ended with status {match[2]}: {output[-300:]}")
        return output

    def until(self, command: str, seconds: float, what: str) -> str:
        """Repeats a command until it succeeds."""
        end = time.monotonic() + seconds
        while True:
            output = self.run(f"{command} && echo lab-yes || true")
            if output.endswith("lab-yes"):
                return output.removesuffix("lab-yes").strip()
            if time.monotonic() > end:
                raise LabFailure(
                    f"{what}: not within {seconds:.0f} s; last output: {output[-300:]}"
                )
            time.sleep(0.5)

    def times(self) -> dict[str, float]:
        """Seconds since the kernel started at which the boot reached each of its marks."""
        return {
            name: float(at)
            for name, at in (line.split() for line in self.run("cat /run/boot-times").splitlines())
        }

    def wait_service(self, seconds: float = 60) -> None:
        self.until(
            "test -e /run/edgepoint/confirmed", seconds, "the service answers its status socket"
        )

    def order(self, command: str, seconds: float = 30) -> str:
        """Gives the emulator's monitor a command and returns what it says."""
        end = time.monotonic() + seconds
        while not self.monitor.exists() and time.monotonic() < end:
            time.sleep(0.02)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(seconds)
            connection.connect(str(self.monitor))
            said = self.prompt(connection)
            connection.sendall(command.encode() + b"\n")
            said = self.prompt(connection)
        return said

    @staticmethod
    def prompt(connection: socket.socket) -> str:
        """What the monitor says until it waits for a command."""
        said = b""
        while not said.endswith(b"(qemu) "):
            piece = connection.recv(4096)
            if not piece:
                raise LabFailure(f"the emulator's monitor ended: {said[-200:]}")
            said += piece
        return said.decode(errors="replace")

    def save(self, path: Path, seconds: float = 60) -> None:
        """Writes the machine's memory and devices to a file; the machine stands still from then on."""
        self.order("stop")
        self.order(f'migrate -d "exec:cat > {path}"')
        self.status_until("info migrate", "completed", seconds)

    def resume(self, seconds: float = 60) -> None:
        """Goes on where a machine was saved."""
        self.status_until("info status", "paused", seconds, unless="inmigrate")
        self.order("cont")

    def status_until(
        self, command: str, wanted: str, seconds: float, unless: str = "failed"
    ) -> None:
        end = time.monotonic() + seconds
        while wanted not in (said := self.order(command)) or unless in said:
            if time.monotonic() > end:
                raise LabFailure(
                    f"the emulator's monitor did not say '{wanted}' to `{command}`: {said[-200:]}"
                )
            time.sleep(0.05)

    def hold(self) -> None:
        """Stops the machine's clock and processor; everything that its card was given is in the file then."""
        os.killpg(self.process.pid, signal.SIGSTOP)
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(re.search(r"\) [RSD] ", (task / "stat").read_text()) for task in tasks.iterdir()):
            time.sleep(0.01)

    def go_on(self) -> None:
        """Ends `hold`."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def cut_power(self) -> None:
        """Ends the emulator at once, as when the plug is pulled."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()

    def power_off(self, seconds: float = 30) -> None:
        """Shuts down in order."""
        self.type("poweroff")
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end and self.process.poll() is None:
                self.read(0.2)
        except LabFailure:
            pass
        if self.process.poll() is None:
            self.cut_power()
            raise LabFailure(f"the machine did not power off within {seconds:.0f} s")
        self.cut_power()


class Lab:
    """What a scenario works with: a folder, machines that are ended for it, and a voice."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self.folder = folder
        self.machines: list[Machine] = []
        self.others: list[subprocess.Popen] = []
        self.details: list[str] = []
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def disk(self, **options) -> Disk:
        return Disk(self.folder / f"card{len(list(self.folder.glob('card*')))}.img", **options)

    def boot(self, disk: Disk, **options) -> Machine:
        machine = Machine(self.folder, disk, **options)
        self.machines.append(machine)
        return machine

    def program(self, *command: str, **options) -> subprocess.Popen:
        """Starts a program of this host that belongs to the scenario."""
        process = subprocess.Popen(command, start_new_session=True, **options)
        self.others.append(process)
        return process

    def step(self, text: str) -> None:
        with open(self.folder / "steps.log", "a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%H:%M:%S')} {text}\n")

    def note(self, text: str) -> None:
        """A measured value for the result line."""
        self.details.append(text)

    @staticmethod
    def expect(condition: bool, otherwise: str) -> None:
        if not condition:
            raise LabFailure(otherwise)

    def close(self) -> None:
        for machine in self.machines:
            machine.cut_power()
        for process in self.others:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
