"""A machine that is booted once and goes on from there in several scenarios: its memory and its card, in files.

The files lie in build/lab-machines under a name that the image, the tools and the emulator's settings make, so that another
image is booted anew. Two scenarios may want the same machine at once: the first makes it, the other waits.
"""

import contextlib
import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from machine import IMAGES, ROOT, Lab, Machine

FOLDER = ROOT / "build/lab-machines"
# What a machine is made of; a change in one of them makes another machine.
PARTS = ("edgepoint-virt.img", "virt/Image.gz", "virt/initrd.img")


def name_of(options: dict) -> str:
    """A name for all that decides what the machine is when it has booted: image and tools, and its settings."""
    settings = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
    digest = hashlib.sha256()
    for file in (
        *(IMAGES / part for part in PARTS),
        ROOT / "build/lab-tools.img",
        *sorted(Path(__file__).parent.glob("*.py")),
    ):
        state = file.stat()
        digest.update(f"{file.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return f"{digest.hexdigest()[:16]}-{settings.hexdigest()[:16]}"


@contextlib.contextmanager
def alone():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / ".held", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def boot(lab: Lab, prepare: Callable[[Machine], None], **options) -> Machine:
    """A machine as `prepare` leaves it, from the files where they are there.

    The machine's clock stands where it was saved; what it had open to the outside is gone.
    """
    folder = FOLDER / name_of(options)
    with alone():
        if not (folder / "memory").exists():
            make(lab, prepare, folder, options)
    card = lab.disk(source=folder / "card.img")
    machine = lab.boot(card, monitor=lab.folder / "monitor", saved=folder / "memory", **options)
    machine.marker = int((folder / "marker").read_text())
    machine.resume()
    return machine


def make(lab: Lab, prepare: Callable[[Machine], None], folder: Path, options: dict) -> None:
    """Boots it and keeps it; older machines of other images go."""
    for old in FOLDER.iterdir():
        if old.is_dir() and old.name.partition("-")[0] != folder.name.partition("-")[0]:
            shutil.rmtree(old)
    lab.step("the machine is booted, for this scenario and those that come after")
    machine = lab.boot(lab.disk(), monitor=lab.folder / "first-monitor", **options)
    prepare(machine)
    making = folder.with_suffix(".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    machine.save(making / "memory")
    card = lab.machines.pop()
    card.cut_power()
    shutil.copyfile(lab.folder / "card0.img", making / "card.img")
    (making / "marker").write_text(str(machine.marker))
    making.rename(folder)
