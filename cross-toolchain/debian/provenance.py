"""Where the packages of a set in the cache came from: read by the image's manifest and by the tests' last lines."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .sums import Sums, replace

FILE = "PROVENANCE.json"


@dataclass(frozen=True)
class Drift:
    """A package that is not the one of the lock; None: it is not there on that side."""

    package: str
    locked: str | None
    taken: str | None

    @property
    def text(self) -> str:
        return f"{self.package} {self.locked or 'none'} -> {self.taken or 'none'}"


@dataclass(frozen=True)
class Provenance:
    """`after`: digest of the lock that was asked for, so that a newer lock is asked for again."""

    source: str
    after: str | None = None
    without_security: bool = False
    drifted: tuple[Drift, ...] = field(default=())

    def write(self, folder: Path) -> None:
        replace(folder / FILE, json.dumps(asdict(self), indent=1) + "\n")

    @staticmethod
    def read(folder: Path) -> "Provenance | None":
        try:
            value = json.loads((folder / FILE).read_text())
            drifted = tuple(Drift(**one) for one in value.pop("drifted"))
            return Provenance(drifted=drifted, **value)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def line(self, name: str) -> str | None:
        """One line for people; None where all is as locked."""
        parts = []
        if self.drifted:
            parts.append("drifted from the lock: " + ", ".join(one.text for one in self.drifted))
        if self.without_security:
            parts.append("without the security suite")
        return f"{name} {'; '.join(parts)}" if parts else None


def drift(locked: Sums | None, taken: Sums) -> tuple[Drift, ...]:
    """What a set has in another version, or with other contents, than its lock."""
    if locked is None:
        return ()
    found = []
    for name in sorted(locked.by_name.keys() | taken.by_name.keys()):
        old, new = locked.by_name.get(name), taken.by_name.get(name)
        if old and new and old.version == new.version and old.sha256 != new.sha256:
            found.append(Drift(name, old.version, f"{new.version} with other contents"))
        elif not old or not new or old.version != new.version:
            found.append(Drift(name, old.version if old else None, new.version if new else None))
    return tuple(found)
