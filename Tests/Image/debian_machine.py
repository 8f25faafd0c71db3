"""An emulated trixie arm64 machine with systemd that installs the deb, tries it, and says what it saw."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from disk import ROOT


def package() -> Path:
    [path] = (ROOT / "build/packages").glob("*_arm64.deb")
    return path


def boot() -> dict[str, str]:
    """Packs the machine's root, boots it, and returns the lines of debroot.sh's report."""
    with tempfile.TemporaryDirectory() as folder:
        initrd, kernel = Path(folder) / "initrd.gz", Path(folder) / "Image.gz"
        shutil.copy(ROOT / "build/image/virt/Image.gz", kernel)
        initrd.touch()
        subprocess.run(
            [ROOT / "Tests/Image/debroot.sh", package(), initrd], check=True, capture_output=True
        )
        done = subprocess.run(
            [
                "timeout",
                "400",
                "qemu-system-aarch64",
                "-M",
                "virt",
                "-cpu",
                "cortex-a53",
                "-smp",
                "1",
                "-m",
                "768",
                "-nographic",
                "-no-reboot",
                "-nic",
                "none",
                "-kernel",
                kernel,
                "-initrd",
                initrd,
                "-append",
                "console=ttyAMA0 panic=-1 quiet loglevel=3",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    text = done.stdout.decode(errors="replace").replace("\r", "")
    (ROOT / "build/image/deb-console.log").write_text(text)
    assert "@end" in text, text[-2000:]
    return dict(re.findall(r"^@(\w+) (.*)$", text, re.MULTILINE))
