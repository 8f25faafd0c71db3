"""A small signed Debian archive with a throw-away key, served on loopback, that can fail in the ways that mirrors do."""

import http.server
import os
import shutil
import subprocess
import threading
from pathlib import Path

SUITES = {"debian": "trixie", "debian-security": "trixie-security"}
COMPONENTS = ("main", "non-free-firmware")
ARCHITECTURES = ("arm64", "armhf")


def run(*command, **options) -> str:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"{command[0]}: {done.stderr[-500:]}"
    return done.stdout


class Key:
    """A key that signs indexes, and the keyring that holds its public half."""

    def __init__(self, home: Path):
        self.home = home
        home.mkdir(mode=0o700)
        words = ("--batch", "--pinentry-mode", "loopback", "--passphrase", "")
        self.gpg(*words, "--quick-generate-key", "archive@test.invalid", "ed25519", "sign", "never")
        self.keyring = home / "keyring.gpg"
        self.keyring.write_bytes(
            subprocess.run(
                ["gpg", "--homedir", home, "--export"], capture_output=True, check=True
            ).stdout
        )

    def gpg(self, *words) -> None:
        run("gpg", "--quiet", "--homedir", self.home, *words)

    def sign(self, folder: Path) -> None:
        signed = folder / "InRelease"
        signed.unlink(missing_ok=True)
        self.gpg("--batch", "--clearsign", "--output", signed, folder / "Release")

    def close(self) -> None:
        run("gpgconf", "--homedir", self.home, "--kill", "all")


class Repository:
    """Archives as folders: `debian` and `debian-security`, and snapshots of both."""

    def __init__(self, folder: Path, key: Key):
        self.folder, self.key = folder, key
        for archive in SUITES:
            (folder / archive / "pool").mkdir(parents=True)
            # apt keeps no index that is empty.
            self.deb(archive, "filler", "1", "all")
            self.publish(archive)

    def deb(self, archive: str, name: str, version: str, arch="arm64", depends="", payload="x"):
        """Puts a package into the pool; `publish` puts it into the index."""
        tree = self.folder / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "payload").write_text(payload)
        control = f"Package: {name}\nVersion: {version}\nArchitecture: {arch}\n"
        control += f"Depends: {depends}\n" if depends else ""
        control += "Maintainer: Test <test@test.invalid>\nDescription: made by a test\n"
        (tree / "DEBIAN/control").write_text(control)
        run(
            "dpkg-deb",
            "-Znone",
            "--root-owner-group",
            "--build",
            tree,
            self.folder / archive / "pool",
        )

    def drop(self, archive: str, pattern: str) -> None:
        for file in (self.folder / archive / "pool").glob(pattern):
            file.unlink()

    def publish(self, archive: str) -> None:
        """Writes and signs the index of all that is in the pool."""
        root = self.folder / archive
        release = root / "dists" / SUITES[archive]
        shutil.rmtree(release, ignore_errors=True)
        for component in COMPONENTS:
            for arch in ARCHITECTURES:
                index = release / component / f"binary-{arch}" / "Packages"
                index.parent.mkdir(parents=True)
                text = ""
                if component == "main":
                    text = run("apt-ftparchive", "--arch", arch, "packages", "pool", cwd=root)
                index.write_text(text)
                run("xz", "-k", index)
        self.sign(archive)

    def sign(self, archive: str, key: Key | None = None) -> None:
        suite = SUITES[archive]
        release = self.folder / archive / "dists" / suite
        for old in ("Release", "InRelease"):
            (release / old).unlink(missing_ok=True)
        words = [
            f"-oAPT::FTPArchive::Release::{name}={value}"
            for name, value in {
                "Origin": "Debian",
                "Suite": suite,
                "Codename": suite,
                "Components": " ".join(COMPONENTS),
                "Architectures": " ".join(ARCHITECTURES),
            }.items()
        ]
        text = run("apt-ftparchive", *words, "release", ".", cwd=release)
        (release / "Release").write_text(text)
        (key or self.key).sign(release)

    def snapshot(self, stamp: str) -> None:
        """Keeps both archives as they are now under snapshot/ARCHIVE/STAMP."""
        for archive in SUITES:
            shutil.copytree(self.folder / archive, self.folder / "snapshot" / archive / stamp)


class Mirror:
    """Serves a folder on loopback. `broken` maps the end of a path to how many bytes of it are sent."""

    def __init__(self, folder: Path):
        self.broken: dict[str, int] = {}
        self.asked: list[str] = []
        mirror = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __init__(self, *words):
                super().__init__(*words, directory=str(folder))

            def do_GET(self):
                mirror.asked.append(self.path)
                for end, count in mirror.broken.items():
                    if self.path.endswith(end):
                        return self.break_off(count)
                return super().do_GET()

            def break_off(self, count):
                """Promises the whole file and closes after its first bytes."""
                path = Path(self.translate_path(self.path))
                self.send_response(200)
                self.send_header("Content-Length", str(path.stat().st_size))
                self.end_headers()
                self.wfile.write(path.read_bytes()[:count])
                self.close_connection = True

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


SETS = """
[fruit]
arches = ["arm64", "armhf"]
shipped = ["arm64"]
closure = true
packages = "pear"
"""


class Workplace:
    """The fetching program of this tree in a folder of its own, with sets and locks of its own."""

    def __init__(self, folder: Path, mirror: Mirror, keyring: Path, source: Path):
        self.folder, self.mirror, self.keyring = folder, mirror, keyring
        shutil.copytree(source, folder / "cross-toolchain", ignore=shutil.ignore_patterns("locks"))
        (folder / "cross-toolchain/locks").mkdir()
        (folder / "cross-toolchain/sets.toml").write_text(SETS)
        self.lock_file = folder / "cross-toolchain/locks/fruit-arm64.sha256"

    def fetch(self, *words, **environment) -> subprocess.CompletedProcess:
        settings = {
            "EDGEPOINT_MIRROR": f"{self.mirror.address}/debian/",
            "EDGEPOINT_SECURITY_MIRROR": f"{self.mirror.address}/debian-security/",
            "EDGEPOINT_ARCHIVE_KEYRING": str(self.keyring),
        }
        clean = {name: value for name, value in os.environ.items() if "EDGEPOINT" not in name}
        return subprocess.run(
            [self.folder / "cross-toolchain/fetch", *words],
            env=clean | settings | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def cache(self, name="fruit-arm64") -> Path:
        return self.folder / "build/cache" / f"debs-{name}"

    def files(self, name="fruit-arm64") -> set[str]:
        """The files of the set, as its sums name them."""
        lines = (self.cache(name) / "SHA256SUMS").read_text().splitlines()
        return {line.split()[1] for line in lines if not line.startswith("#")}

    def empty_cache(self) -> None:
        shutil.rmtree(self.folder / "build")
