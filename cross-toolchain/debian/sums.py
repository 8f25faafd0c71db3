"""Sums files: which package files make a set. A lock is one that is committed."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

LINE = re.compile(r"([0-9a-f]{64})  ([^/_\s]+)_([^/_\s]+)_([^/_\s]+)\.deb")
WITHOUT_SECURITY = "# without the security suite"
LOCKED = re.compile(r"# locked (\d{8}T\d{6}Z)")


@dataclass(frozen=True)
class Package:
    """One version of a package with the checksum that the signed index gives it."""

    name: str
    version: str
    arch: str
    sha256: str

    @property
    def file(self) -> str:
        """As apt names the file: the epoch's colon is spelled %3a."""
        return f"{self.name}_{self.version.replace(':', '%3a')}_{self.arch}.deb"


@dataclass(frozen=True)
class Sums:
    """The packages of a set, and what is known of them as a whole."""

    wish: str
    packages: tuple[Package, ...]
    without_security: bool = False
    # When they were the archive's newest, as a snapshot archive spells it: 20261127T190000Z.
    locked: str | None = None
    by_name: dict[str, Package] = field(init=False, compare=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {package.name: package for package in self.packages})

    def text(self) -> str:
        lines = [self.wish]
        if self.locked:
            lines.append(f"# locked {self.locked}")
        if self.without_security:
            lines.append(WITHOUT_SECURITY)
        lines += [f"{p.sha256}  {p.file}" for p in sorted(self.packages, key=lambda p: p.file)]
        return "\n".join(lines) + "\n"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()


def parse(text: str) -> Sums | None:
    """What a sums file says; None if any line of it is damaged or no package is named."""
    lines = text.splitlines()
    packages = []
    for line in lines:
        if line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match:
            return None
        sha256, name, version, arch = match.groups()
        packages.append(Package(name, version.replace("%3a", ":"), arch, sha256))
    if not packages or not lines[0].startswith("# "):
        return None
    stamps = [match[1] for line in lines if (match := LOCKED.fullmatch(line))]
    return Sums(
        wish=lines[0],
        packages=tuple(packages),
        without_security=WITHOUT_SECURITY in lines,
        locked=stamps[0] if stamps else None,
    )


def read(path: Path) -> Sums | None:
    try:
        return parse(path.read_text())
    except (OSError, UnicodeDecodeError):
        return None


def sha256_of(path: Path) -> str | None:
    """The checksum of a file; None where there is none to read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_text(text)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
