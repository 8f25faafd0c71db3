"""Brings one set into the cache: from the cache, by lock, from a snapshot, or the newest, in this order."""

import contextlib
import fcntl
import sys
import time
from pathlib import Path

from .archive import Archive, ArchiveError
from .provenance import Provenance, drift
from .sets import SUITE, PackageSet
from .settings import Settings
from .sums import Package, Sums, read, replace, sha256_of


class FetchError(Exception):
    """A set cannot be had; the text says why and what to do."""


def say(text: str) -> None:
    print(f"fetch: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def held(path: Path):
    """Two builds may want the same folder at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Fetcher:
    """One set, its lock and its cache."""

    def __init__(self, wish: PackageSet, settings: Settings):
        self.wish, self.settings = wish, settings
        self.folder = settings.cache / f"debs-{wish.name}"
        self.lock_file = settings.locks / f"{wish.name}.sha256"
        self.reasons: list[str] = []
        self.lock = self.usable_lock()

    def usable_lock(self) -> Sums | None:
        """The lock, if it is one and answers this wish; what is wrong with it becomes a reason."""
        lock = read(self.lock_file)
        if lock and lock.wish == self.wish.wish:
            return lock
        state = "is for other packages" if lock else "is damaged"
        self.reasons.append(
            f"{self.lock_file.name} {state if self.lock_file.exists() else 'is not there'}; "
            "make lock writes it"
        )
        return None

    # The cache

    def holds(self, sums: Sums | None) -> bool:
        """Every package of it is in the cache, unchanged, and it answers this wish."""
        return bool(
            sums
            and sums.wish == self.wish.wish
            and all(sha256_of(self.folder / p.file) == p.sha256 for p in sums.packages)
        )

    def finish(self, sums: Sums, source: str) -> None:
        """Makes `sums` what the set is from now on."""
        found = Provenance(
            source=source,
            after=self.lock.digest if self.lock else None,
            without_security=sums.without_security,
            drifted=drift(self.lock, sums),
        )
        found.write(self.folder)
        replace(self.folder / "SHA256SUMS", sums.text())
        if line := found.line(self.wish.name):
            say(line)

    def is_allowed(self, sums: Sums) -> bool:
        return not (sums.without_security and self.settings.needs_security)

    def from_cache(self, *, whatever_lock: bool = False) -> bool:
        """Uses what is there, if it is whole: the locked set, or what was taken in its place."""
        if self.lock and self.is_allowed(self.lock) and self.holds(self.lock):
            self.finish(self.lock, "lock")
            return True
        sums, found = read(self.folder / "SHA256SUMS"), Provenance.read(self.folder)
        if self.settings.strict or not sums or not found or not self.is_allowed(sums):
            return False
        of_this_lock = found.after == (self.lock.digest if self.lock else None)
        if not (of_this_lock or whatever_lock) or not self.holds(sums):
            return False
        if line := found.line(self.wish.name):
            say(f"from the cache: {line}")
        return True

    # The archive

    def archive(self, kind: str) -> Archive:
        place = (
            self.settings.snapshot_place(self.lock.locked)
            if kind == "snapshot"
            else self.settings.mirror_place()
        )
        suffix = "-snapshot" if kind == "snapshot" else ""
        state = self.settings.cache / f"apt-{self.wish.arch}{suffix}"
        return Archive(place, self.wish.arch, state, self.settings.keyring)

    def read_index(self, archive: Archive, kind: str, *, again: bool = False) -> None:
        if again or not archive.is_fresh():
            say(f"reading the {kind}'s {SUITE} index for {self.wish.arch}")
        for line in archive.update(again=again):
            say(f"apt: {line}")
            self.reasons.append(line)

    def download(self, archive: Archive, packages: tuple[Package, ...]) -> None:
        """Fetches what is missing and checks all against the sums of the signed index."""
        missing = [p for p in packages if sha256_of(self.folder / p.file) != p.sha256]
        for package in missing:
            (self.folder / package.file).unlink(missing_ok=True)
        if missing:
            say(f"downloading {len(missing)} of {len(packages)} packages into {self.folder.name}")
            archive.download(missing, self.folder)
        for package in packages:
            if sha256_of(self.folder / package.file) != package.sha256:
                (self.folder / package.file).unlink(missing_ok=True)
                raise ArchiveError(f"{package.file} does not have the checksum of the signed index")

    def by_lock(self, kind: str) -> bool:
        """The versions of the lock, if that archive still has all of them."""
        archive = self.archive(kind)
        try:
            self.read_index(archive, kind)
            pairs = [(p.name, p.version) for p in self.lock.packages]
            offered = archive.offered(pairs)
            gone = [p for p in self.lock.packages if offered.get(p.name) != p]
            if gone:
                names = ", ".join(f"{p.name} {p.version}" for p in gone)
                self.reasons.append(f"the {kind} no longer offers {names}")
                return False
            self.download(archive, self.lock.packages)
        except ArchiveError as error:
            say(f"the locked versions from the {kind}: {error}")
            self.reasons.append(f"{kind}: {error}")
            return False
        self.finish(self.lock, kind)
        return True

    def newest(self, archive: Archive) -> Sums:
        """The newest packages that a verified index offers; ArchiveError where there is none."""
        verified = archive.verified()
        if SUITE not in verified:
            raise ArchiveError(
                f"no index of {SUITE} for {self.wish.arch} could be verified: "
                + " / ".join(self.reasons[-2:] or ["apt gave no reason"])
            )
        without_security = f"{SUITE}-security" not in verified
        if without_security and self.settings.needs_security:
            raise ArchiveError(
                f"the security suite of {self.wish.arch} could not be verified, and what is shipped "
                "is not built without it; EDGEPOINT_SECURITY=optional does so all the same"
            )
        return Sums(
            wish=self.wish.wish,
            packages=archive.newest(self.wish),
            without_security=without_security,
            locked=time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
        )

    def take_newest(self) -> Sums | None:
        """The newest into the cache. A mirror may be in the middle of a change: asks twice."""
        archive = self.archive("mirror")
        for again in (False, True):
            try:
                self.read_index(archive, "mirror", again=again)
                sums = self.newest(archive)
                self.download(archive, sums.packages)
                return sums
            except ArchiveError as error:
                say(f"the newest versions: {error}")
                self.reasons.append(str(error))
        return None

    def fetch(self) -> None:
        """Leaves the set whole in the cache; FetchError where that cannot be."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with held(self.folder / ".held"):
            if self.from_cache():
                return
            if self.settings.offline:
                self.without_network()
                return
            with held(self.settings.cache / f"apt-{self.wish.arch}.held"):
                self.from_network()

    def from_network(self) -> None:
        if not self.lock:
            say(f"{self.wish.name}: {self.reasons[-1]}")
        if self.lock and self.is_allowed(self.lock):
            kinds = ["mirror"]
            if self.settings.snapshot and self.lock.locked:
                kinds.append("snapshot")
            if any(self.by_lock(kind) for kind in kinds):
                return
        if self.settings.strict:
            raise FetchError(
                f"EDGEPOINT_LOCK=strict, and the locked versions of {self.wish.name} cannot be had: "
                + "; ".join(self.reasons)
            )
        if sums := self.take_newest():
            self.finish(sums, "newest")
        elif not self.from_cache(whatever_lock=True):
            raise FetchError(
                f"{self.wish.name} cannot be had: {self.reasons[-1]}; try again later, or name "
                "another archive with EDGEPOINT_MIRROR and EDGEPOINT_SECURITY_MIRROR"
            )

    def without_network(self) -> None:
        if not self.from_cache(whatever_lock=True):
            raise FetchError(
                f"EDGEPOINT_OFFLINE is set and build/cache/{self.folder.name} is incomplete or damaged"
            )

    def write_lock(self) -> None:
        """Takes the newest into the lock, whole or not at all.

        What is shipped is locked with the security suite only.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (
            held(self.folder / ".held"),
            held(self.settings.cache / f"apt-{self.wish.arch}.held"),
        ):
            sums = self.take_newest()
            if sums is None:
                raise FetchError(f"the lock is as it was: {self.reasons[-1]}")
            if sums.without_security and self.wish.shipped:
                raise FetchError(
                    f"the lock is as it was: the security suite of {self.wish.arch} could not be "
                    "verified, and parts of this set are shipped"
                )
            if self.lock and self.lock.packages == sums.packages:
                sums = self.lock
            replace(self.lock_file, sums.text())
            self.lock = sums
            self.finish(sums, "lock")
