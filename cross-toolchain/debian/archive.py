"""A Debian archive as apt sees it, in a private place: the host's lists and packages are not touched."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .sets import SUITE, PackageSet
from .sums import Package

COMPONENTS = "main non-free-firmware"
SECURITY = f"{SUITE}-security"
DEBIAN = "http://deb.debian.org/debian/"
DEBIAN_SECURITY = "http://deb.debian.org/debian-security/"
DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# No call of apt takes longer: a mirror that hangs must not hang a build.
SECONDS = {"update": 300, "download": 1800}
# An index that was read this many seconds ago is not asked for again by the next set.
FRESH = 600


class ArchiveError(Exception):
    """The archive did not give what was asked; the text is what apt said."""


@dataclass(frozen=True)
class Place:
    """Where an archive is: the main suite's address, the security suite's (None: do without)."""

    main: str
    security: str | None
    # A snapshot's signature has run out by design; the lock says which date is meant.
    is_snapshot: bool = False


class Archive:
    """apt with a configuration and state of its own under `state`."""

    def __init__(self, place: Place, arch: str, state: Path, keyring: str = DEBIAN_KEYRING):
        self.place, self.arch, self.state, self.keyring = place, arch, state, keyring

    def configure(self) -> None:
        for folder in ("lists/partial", "archives/partial", "etc"):
            (self.state / folder).mkdir(parents=True, exist_ok=True)
        options = f"signed-by={self.keyring}"
        if self.place.is_snapshot:
            options += " check-valid-until=no"
        lines = [f"deb [{options}] {self.place.main} {SUITE} {COMPONENTS}"]
        if self.place.security:
            lines.append(f"deb [{options}] {self.place.security} {SECURITY} {COMPONENTS}")
        sources = "\n".join(lines) + "\n"
        path = self.state / "etc/sources.list"
        if not path.exists() or path.read_text() != sources:
            # What another archive said must not be taken for this one's word.
            shutil.rmtree(self.state / "lists")
            (self.state / "lists/partial").mkdir(parents=True)
            (self.state / "read").unlink(missing_ok=True)
            path.write_text(sources)
        (self.state / "apt.conf").write_text(self.settings())

    def settings(self) -> str:
        return f"""APT::Architecture "{self.arch}";
APT::Architectures {{ "{self.arch}"; }};
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Retries::Delay "false"; // apt 2.6 hangs in the pause after a file that was cut off
Acquire::http::Timeout "30";
Acquire::AllowInsecureRepositories "false";
Debug::NoLocking "true";
Dir::State "{self.state}";
Dir::State::Lists "{self.state}/lists";
Dir::State::status "/dev/null";
Dir::Cache "{self.state}";
Dir::Etc::SourceList "{self.state}/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Etc::Parts "/dev/null";
"""

    def apt(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
        """Runs one of apt's programs, with all that it starts, for a bounded time."""
        environment = os.environ | {"APT_CONFIG": str(self.state / "apt.conf"), "LC_ALL": "C"}
        pipe = subprocess.PIPE
        seconds = next((SECONDS[word] for word in words if word in SECONDS), 120)
        with subprocess.Popen(
            words,
            env=environment,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                output, errors = process.communicate()
                errors += f"E: {words[0]} did not end within {seconds} s\n"
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def is_fresh(self) -> bool:
        """This archive's index was read whole a moment ago."""
        self.configure()
        stamp = self.state / "read"
        return stamp.exists() and time.time() - stamp.stat().st_mtime < FRESH

    def update(self, *, again: bool = False) -> list[str]:
        """Reads the signed index and returns what went wrong, one line each.

        A suite whose index cannot be verified is left out of what follows, whole: apt keeps what it
        verified before, or nothing. `again`: ask even if the index was read a moment ago.
        """
        if self.is_fresh() and not again:
            return []
        stamp = self.state / "read"
        done = self.apt("apt-get", "-qq", "update")
        if done.returncode == 0:
            stamp.touch()
            return []
        stamp.unlink(missing_ok=True)
        return complaints(done)

    def verified(self) -> set[str]:
        """The suites of which a verified index of this architecture is here."""
        done = self.apt(
            "apt-get", "indextargets", "--format", "$(COMPONENT) $(RELEASE) $(FILENAME)"
        )
        rows = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
        return {
            row[1]
            for row in rows
            if len(row) == 3
            and row[0] == "main"
            and "_Packages" in row[2]
            and os.path.exists(row[2])
        }

    def offered(self, packages: Iterable[tuple[str, str]]) -> dict[str, Package]:
        """Those name-version pairs that the index has, by name."""
        wanted = set(packages)
        found = {}
        words = [f"{name}={version}" for name, version in sorted(wanted)]
        for stanza in self.apt("apt-cache", "show", *words).stdout.split("\n\n"):
            fields = dict(re.findall(r"^([A-Za-z0-9-]+): (.*)$", stanza, re.MULTILINE))
            name, version = fields.get("Package", ""), fields.get("Version", "")
            if (name, version) in wanted and "SHA256" in fields:
                found[name] = Package(name, version, fields["Architecture"], fields["SHA256"])
        return found

    def newest(self, wish: PackageSet) -> tuple[Package, ...]:
        """The newest version of each package of the wish, with all it depends upon where asked."""
        pairs: set[tuple[str, str]] = set()
        # One at a time: nothing is installed, so packages that exclude one another may both come.
        for name in wish.packages:
            if wish.closure:
                done = self.apt("apt-get", "-qq", "install", "--simulate", name)
                found = re.findall(r"^Inst (\S+) \((\S+) ", done.stdout, re.MULTILINE)
            else:
                done = self.apt("apt-cache", "show", "--no-all-versions", name)
                versions = re.findall(r"^Version: (.*)$", done.stdout, re.MULTILINE)
                found = [(name, version) for version in versions[:1]]
            if not found:
                raise ArchiveError(f"no package '{name}' for {self.arch}: {last_words(done)}")
            pairs.update(found)
        offered = self.offered(pairs)
        if missing := sorted(name for name, _ in pairs if name not in offered):
            raise ArchiveError(f"the index gives no checksum for {', '.join(missing)}")
        return tuple(offered[name] for name in sorted(offered))

    def download(self, packages: Iterable[Package], into: Path) -> None:
        """Fetches package files into a folder; what arrived before a failure stays there."""
        words = [f"{package.name}={package.version}" for package in packages]
        done = self.apt("apt-get", "-qq", "download", *words, cwd=into)
        if done.returncode != 0:
            raise ArchiveError(last_words(done))


def complaints(done: subprocess.CompletedProcess) -> list[str]:
    """apt's errors and warnings, without the hashes that it prints between them."""
    lines = [line.strip() for line in done.stderr.splitlines()]
    return [line for line in lines if re.match(r"[EW]: ", line)] or lines[-3:]


def last_words(done: subprocess.CompletedProcess) -> str:
    said = complaints(done)
    return " / ".join(said[:3]) if said else f"apt ended with status {done.returncode}"


def of_host(security: bool) -> str | None:
    """The archive that the host already uses for Debian; the host's keyring signs trixie too."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        origin, _, address = line.partition(" ")
        if origin == "Debian" and ("security" in address) == security:
            return address
    return None
