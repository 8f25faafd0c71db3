"""Looks into an image without mounting it."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ("virt", "rpi")


def output(*command, **options) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


class Image:
    def __init__(self, board: str):
        self.board = board
        self.path = ROOT / "build" / "image" / f"edgepoint-{board}.img"
        table = json.loads(output("/sbin/sfdisk", "--json", self.path))["partitiontable"]
        self.table = table
        self.partitions = {
            p["name"]: (p["start"] * 512, p["size"] * 512) for p in table["partitions"]
        }

    def read(self, start: int, size: int) -> bytes:
        with open(self.path, "rb") as file:
            file.seek(start)
            return file.read(size)

    def fat_files(self, partition: str) -> set[str]:
        listing = output("mdir", "-b", "-i", f"{self.path}@@{self.partitions[partition][0]}", "::/")
        return {line.removeprefix("::/") for line in listing.split("\n") if line}

    def fat_file(self, partition: str, name: str) -> bytes:
        return subprocess.run(
            ["mtype", "-i", f"{self.path}@@{self.partitions[partition][0]}", f"::/{name}"],
            capture_output=True,
            check=True,
        ).stdout

    def root_listing(self, partition: str) -> dict[str, str]:
        """Path to mode-and-owner of everything in a root slot."""
        listing = output("unsquashfs", "-ll", "-o", str(self.partitions[partition][0]), self.path)
        found = re.findall(
            r"^([bcdlps-][rwxsStT-]{9} \S+) .*? squashfs-root/?([^\n]*)$", listing, re.MULTILINE
        )
        return {path.split(" -> ")[0]: mode for mode, path in found}

    def root_file(self, partition: str, path: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [
                    "unsquashfs",
                    "-q",
                    "-n",
                    "-o",
                    str(self.partitions[partition][0]),
                    "-d",
                    f"{folder}/root",
                    self.path,
                    path,
                ],
                check=True,
                capture_output=True,
            )
            return (Path(folder) / "root" / path).read_bytes()

    def data_listing(self) -> str:
        """The names at the top of the data partition."""
        start, size = self.partitions["data"]
        with tempfile.NamedTemporaryFile() as copy:
            copy.write(self.read(start, size))
            copy.flush()
            subprocess.run(["/sbin/e2fsck", "-fn", copy.name], check=True, capture_output=True)
            return output("/sbin/debugfs", "-R", "ls -p /", copy.name)
