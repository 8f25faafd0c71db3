"""What the environment says of the archive."""

import os
from dataclasses import dataclass
from pathlib import Path

from . import archive
from .archive import Place

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """See the heading of cross-toolchain/fetch for what each variable means."""

    strict: bool
    offline: bool
    needs_security: bool
    mirror: str | None
    security_mirror: str | None
    snapshot: str | None
    keyring: str
    cache: Path = ROOT / "build/cache"
    locks: Path = ROOT / "cross-toolchain/locks"

    @staticmethod
    def read(environment=os.environ) -> "Settings":
        lock = environment.get("EDGEPOINT_LOCK", "")
        security = environment.get("EDGEPOINT_SECURITY", "optional")
        if lock not in ("", "strict"):
            raise ValueError(f"EDGEPOINT_LOCK is '{lock}'; expected nothing or 'strict'")
        if security not in ("optional", "required"):
            raise ValueError(
                f"EDGEPOINT_SECURITY is '{security}'; expected 'optional' or 'required'"
            )
        return Settings(
            strict=lock == "strict",
            offline=bool(environment.get("EDGEPOINT_OFFLINE")),
            needs_security=security == "required",
            mirror=environment.get("EDGEPOINT_MIRROR") or None,
            security_mirror=environment.get("EDGEPOINT_SECURITY_MIRROR") or None,
            snapshot=environment.get("EDGEPOINT_SNAPSHOT") or None,
            keyring=environment.get("EDGEPOINT_ARCHIVE_KEYRING") or archive.DEBIAN_KEYRING,
        )

    def mirror_place(self) -> Place:
        """The archive of today."""
        security = self.security_mirror or archive.of_host(security=True) or archive.DEBIAN_SECURITY
        return Place(
            main=self.mirror or archive.of_host(security=False) or archive.DEBIAN,
            security=None if security == "none" else security,
        )

    def snapshot_place(self, stamp: str) -> Place:
        """The archive as it was, laid out as snapshot.debian.org does."""
        base = (self.snapshot or "").rstrip("/")
        return Place(
            main=f"{base}/debian/{stamp}/",
            security=f"{base}/debian-security/{stamp}/",
            is_snapshot=True,
        )
