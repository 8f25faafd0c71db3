"""The package sets that cross-toolchain/sets.toml declares."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SUITE = "trixie"
FILE = Path(__file__).resolve().parent.parent / "sets.toml"


@dataclass(frozen=True)
class PackageSet:
    """A named wish: packages of one architecture, with or without what they depend upon."""

    name: str
    arch: str
    packages: tuple[str, ...]
    closure: bool
    shipped: bool

    @property
    def wish(self) -> str:
        """The first line of each sums file that answers this wish, and of no other."""
        words = [SUITE, self.arch, *(["closure"] if self.closure else []), *self.packages]
        return "# " + " ".join(words)


def load(file: Path = FILE) -> dict[str, PackageSet]:
    """All sets by name; a set of several architectures is one entry for each, `NAME-ARCH`."""
    sets = {}
    for name, table in tomllib.loads(file.read_text()).items():
        for arch in table["arches"]:
            full = f"{name}-{arch}" if len(table["arches"]) > 1 else name
            sets[full] = PackageSet(
                name=full,
                arch=arch,
                packages=tuple(table["packages"].split()),
                closure=table.get("closure", False),
                shipped=arch in table.get("shipped", []),
            )
    return sets
