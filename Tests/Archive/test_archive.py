"""Packages from an archive that moves on, breaks and lies: what is taken, what is refused, and what is said."""

import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "cross-toolchain"))
from debian import sets, sums
from repository import Key, Mirror, Repository, Workplace

ROOT = Path(__file__).resolve().parents[2]
STRICT = {"EDGEPOINT_LOCK": "strict"}
OLD = {"apple_1.0_arm64.deb", "pear_2.0_arm64.deb"}


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    # A socket's path is short: gpg's agent listens in the key's folder.
    key = Key(Path(tmp_path_factory.mktemp("key")) / "k")
    yield key
    key.close()


@pytest.fixture
def repository(tmp_path, key):
    made = Repository(tmp_path / "archive", key)
    for arch in ("arm64", "armhf"):
        made.deb("debian", "apple", "1.0", arch)
        made.deb("debian", "pear", "2.0", arch, depends="apple")
    made.publish("debian")
    return made


@pytest.fixture
def mirror(repository):
    mirror = Mirror(repository.folder)
    yield mirror
    mirror.close()


@pytest.fixture
def workplace(tmp_path, mirror, key):
    """A workplace whose locks hold what the archive had first, with an empty cache."""
    place = Workplace(tmp_path / "place", mirror, key.keyring, ROOT / "cross-toolchain")
    done = place.fetch("--lock")
    assert done.returncode == 0, done.stderr
    place.empty_cache()
    return place


def replace_apple(repository, archive="debian"):
    repository.drop("debian", "apple_1.0_*")
    for arch in ("arm64", "armhf"):
        repository.deb(archive, "apple", "1.1", arch)
    repository.publish("debian")
    repository.publish(archive)


def test_emptyCache_takesTheLockedVersions(workplace):
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0, done.stderr
    assert workplace.files() == OLD
    assert workplace.fetch("--report").stdout == ""


def test_newerVersionBesideTheLockedOne_takesTheLockedOne(workplace, repository):
    repository.deb("debian", "apple", "1.1")
    repository.publish("debian")
    assert workplace.fetch("fruit-arm64").returncode == 0
    assert workplace.files() == OLD


def test_versionReplaced_takesTheNewestAndSaysWhich(workplace, repository):
    replace_apple(repository)
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0, done.stderr
    assert workplace.files() == {"apple_1.1_arm64.deb", "pear_2.0_arm64.deb"}
    line = "fruit-arm64 drifted from the lock: apple 1.0 -> 1.1"
    assert line in done.stderr
    assert workplace.fetch("--report").stdout == f"{line}\n"
    found = json.loads((workplace.cache() / "PROVENANCE.json").read_text())
    assert found["drifted"] == [{"package": "apple", "locked": "1.0", "taken": "1.1"}]


def test_versionReplacedInTheSecuritySuite_takesItFromThere(workplace, repository):
    replace_apple(repository, "debian-security")
    assert workplace.fetch("fruit-arm64").returncode == 0
    assert workplace.files() == {"apple_1.1_arm64.deb", "pear_2.0_arm64.deb"}


def test_packageGone_isSaidByName(workplace, repository):
    repository.drop("debian", "*_arm64.deb")
    repository.publish("debian")
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert "no package 'pear' for arm64" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (workplace.cache() / "SHA256SUMS").exists()


def test_dependencyDropped_isDrift(workplace, repository):
    repository.drop("debian", "*_arm64.deb")
    repository.deb("debian", "pear", "2.1")
    repository.publish("debian")
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0, done.stderr
    assert workplace.files() == {"pear_2.1_arm64.deb"}
    assert "apple 1.0 -> none, pear 2.0 -> 2.1" in done.stderr


def test_wrongChecksumOfAFile_isRefused(workplace, repository):
    repository.deb(
        "debian", "apple", "1.0", payload="another one"
    )  # Not published: the index has the old sum.
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert re.search(r"[Hh]ash|size|checksum", done.stderr), done.stderr
    assert not (workplace.cache() / "SHA256SUMS").exists()
    assert not (workplace.cache() / "apple_1.0_arm64.deb").exists()


def test_sameVersionWithOtherContents_isDriftAndRefusedByStrict(workplace, repository):
    repository.deb("debian", "apple", "1.0", payload="rebuilt without a new version")
    repository.publish("debian")
    strict = workplace.fetch("fruit-arm64", **STRICT)
    assert strict.returncode == 69 and "no longer offers apple 1.0" in strict.stderr
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0, done.stderr
    assert "apple 1.0 -> 1.0 with other contents" in done.stderr


def test_indexTruncated_isRefused(workplace, mirror):
    mirror.broken = {"binary-arm64/Packages.xz": 100, "binary-arm64/Packages": 100}
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert "no index of trixie for arm64 could be verified" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrongSignature_isRefused(workplace, repository, tmp_path):
    other = Key(tmp_path / "o")
    for archive in ("debian", "debian-security"):
        repository.sign(archive, other)
    other.close()
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert "no index of trixie for arm64 could be verified" in done.stderr
    assert not list(workplace.cache().glob("*.deb")), "something unsigned was taken"


def test_signatureOverAnotherIndex_isRefused(workplace, repository):
    release = repository.folder / "debian/dists/trixie/InRelease"
    release.write_text(release.read_text().replace("Components: main", "Components: mein"))
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert not list(workplace.cache().glob("*.deb"))


def test_oneArchitectureBroken_costsOnlyThat(workplace, mirror):
    mirror.broken = {"binary-armhf/Packages.xz": 100, "binary-armhf/Packages": 100}
    done = workplace.fetch("fruit-armhf", "fruit-arm64")
    assert done.returncode == 69
    assert workplace.files() == OLD
    assert "fruit-armhf: " in done.stderr and "fruit-arm64: " not in done.stderr


def break_security(mirror, repository):
    """The security suite's index is not the one that was signed: a mirror in the middle of a change."""
    for arch in ("arm64", "armhf"):
        for name in ("Packages", "Packages.xz"):
            mirror.broken[f"trixie-security/main/binary-{arch}/{name}"] = 0
    repository.deb("debian-security", "apple", "1.2")
    repository.publish("debian-security")


def test_securitySuiteBroken_lockedVersionsAreInTheMainSuite(workplace, mirror, repository):
    break_security(mirror, repository)
    done = workplace.fetch("fruit-arm64", EDGEPOINT_SECURITY="required")
    assert done.returncode == 0, done.stderr
    assert workplace.files() == OLD
    assert "without the security suite" not in done.stderr


def test_securitySuiteBroken_mainSuiteServesTestsAndItIsSaid(workplace, mirror, repository):
    break_security(mirror, repository)
    replace_apple(repository)
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0, done.stderr
    assert workplace.files() == {"apple_1.1_arm64.deb", "pear_2.0_arm64.deb"}
    assert "without the security suite" in done.stderr
    assert "without the security suite" in workplace.fetch("--report").stdout


def test_securitySuiteBroken_isRefusedForWhatIsShipped(workplace, mirror, repository):
    break_security(mirror, repository)
    replace_apple(repository)
    assert workplace.fetch("fruit-arm64").returncode == 0
    done = workplace.fetch("fruit-arm64", EDGEPOINT_SECURITY="required")
    assert done.returncode == 69
    assert "the security suite of arm64 could not be verified" in done.stderr
    assert "EDGEPOINT_SECURITY=optional" in done.stderr
    mirror.broken = {}
    assert workplace.fetch("fruit-arm64", EDGEPOINT_SECURITY="required").returncode == 0
    assert "apple_1.2_arm64.deb" in workplace.files(), (
        "the update of the security suite was left out"
    )


def test_mirrorUnreachable_fullCacheServes(workplace, mirror):
    assert workplace.fetch("fruit-arm64").returncode == 0
    mirror.close()
    for more in ({}, STRICT, {"EDGEPOINT_OFFLINE": "1"}):
        done = workplace.fetch("fruit-arm64", **more)
        assert done.returncode == 0 and done.stderr == "", done.stderr


def test_mirrorUnreachable_driftedCacheServesAndSaysSo(workplace, mirror, repository):
    replace_apple(repository)
    assert workplace.fetch("fruit-arm64").returncode == 0
    mirror.close()
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0
    assert "from the cache: fruit-arm64 drifted from the lock: apple 1.0 -> 1.1" in done.stderr
    assert workplace.fetch("fruit-arm64", **STRICT).returncode == 69


def test_mirrorUnreachable_emptyCache_saysWhatToDo(workplace, mirror):
    mirror.close()
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert "EDGEPOINT_MIRROR" in done.stderr and "try again later" in done.stderr


def test_mirrorBreaksInTheMiddle_keepsWhatArrivedAndGoesOnFromThere(workplace, mirror):
    mirror.broken = {"pear_2.0_arm64.deb": 50}
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 69
    assert not (workplace.cache() / "SHA256SUMS").exists(), "half a set looks whole"
    mirror.broken, mirror.asked = {}, []
    assert workplace.fetch("fruit-arm64").returncode == 0
    assert workplace.files() == OLD
    assert not any("apple_1.0" in path for path in mirror.asked), "apple was fetched again"


def test_damagedFileInTheCache_isFetchedAgain(workplace):
    assert workplace.fetch("fruit-arm64").returncode == 0
    with open(workplace.cache() / "apple_1.0_arm64.deb", "ab") as file:
        file.write(b"x")
    offline = workplace.fetch("fruit-arm64", EDGEPOINT_OFFLINE="1")
    assert offline.returncode == 69 and "incomplete or damaged" in offline.stderr
    assert workplace.fetch("fruit-arm64").returncode == 0
    assert workplace.fetch("fruit-arm64", EDGEPOINT_OFFLINE="1").returncode == 0


@pytest.mark.parametrize("security", ["optional", "required"])
def test_versionReplaced_strictRefuses(workplace, repository, security):
    replace_apple(repository)
    done = workplace.fetch("fruit-arm64", EDGEPOINT_SECURITY=security, **STRICT)
    assert done.returncode == 69
    assert "EDGEPOINT_LOCK=strict" in done.stderr
    assert "the mirror no longer offers apple 1.0" in done.stderr
    assert not (workplace.cache() / "SHA256SUMS").exists()


def snapshot_then_replace(workplace, repository):
    stamp = re.search(r"# locked (\S+)", workplace.lock_file.read_text())[1]
    repository.snapshot(stamp)
    replace_apple(repository)
    return {"EDGEPOINT_SNAPSHOT": f"{workplace.mirror.address}/snapshot"}


@pytest.mark.parametrize("lock", [{}, STRICT])
def test_versionReplaced_snapshotHasTheLockedOnes(workplace, repository, lock):
    snapshot = snapshot_then_replace(workplace, repository)
    done = workplace.fetch("fruit-arm64", **snapshot, **lock)
    assert done.returncode == 0, done.stderr
    assert workplace.files() == OLD
    assert workplace.fetch("--report").stdout == ""


def test_snapshotUnreachable_takesTheNewest(workplace, repository):
    replace_apple(repository)
    done = workplace.fetch("fruit-arm64", EDGEPOINT_SNAPSHOT="http://127.0.0.1:9/archive")
    assert done.returncode == 0, done.stderr
    assert "apple_1.1_arm64.deb" in workplace.files()


def test_newerLock_isAskedForAgain(workplace, repository):
    replace_apple(repository)
    assert workplace.fetch("fruit-arm64").returncode == 0
    assert workplace.fetch("--lock", "fruit-arm64").returncode == 0
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0 and "drifted" not in done.stderr
    assert "apple_1.1_arm64.deb" in workplace.lock_file.read_text()


def test_damagedLock_isSaidAndStrictRefuses(workplace):
    text = workplace.lock_file.read_text()
    workplace.lock_file.write_text(text.replace("apple_1.0", " _1.0"))
    done = workplace.fetch("fruit-arm64", **STRICT)
    assert done.returncode == 69 and "fruit-arm64.sha256 is damaged" in done.stderr
    done = workplace.fetch("fruit-arm64")
    assert done.returncode == 0 and "fruit-arm64.sha256 is damaged" in done.stderr


def test_lockThatCannotBeHad_staysAsItWas_othersAreWritten(workplace, mirror, repository):
    before = {path: path.read_text() for path in workplace.lock_file.parent.iterdir()}
    replace_apple(repository)
    mirror.broken = {"binary-armhf/Packages.xz": 100, "binary-armhf/Packages": 100}
    done = workplace.fetch("--lock")
    assert done.returncode == 69
    assert "fruit-armhf: the lock is as it was" in done.stderr
    assert "fruit-arm64: locked, 2 packages" in done.stderr
    changed = {path.name for path, text in before.items() if path.read_text() != text}
    assert changed == {"fruit-arm64.sha256"}
    assert {path.name for path in workplace.lock_file.parent.iterdir()} == {p.name for p in before}


def test_lockOfWhatIsShipped_needsTheSecuritySuite_thatOfTestsDoesNot(
    workplace, mirror, repository
):
    before = workplace.lock_file.read_text()
    break_security(mirror, repository)
    replace_apple(repository)
    done = workplace.fetch("--lock")
    assert done.returncode == 69
    assert "fruit-arm64: the lock is as it was: the security suite" in done.stderr
    assert workplace.lock_file.read_text() == before
    other = workplace.lock_file.with_name("fruit-armhf.sha256").read_text()
    assert "# without the security suite" in other and "apple_1.1_armhf.deb" in other


def test_unknownSetAndSetting_areRefused(workplace):
    done = workplace.fetch("vegetables")
    assert done.returncode == 64 and "there are: fruit-arm64 fruit-armhf" in done.stderr
    done = workplace.fetch("fruit-arm64", EDGEPOINT_LOCK="update")
    assert done.returncode == 64 and "expected nothing or 'strict'" in done.stderr


def test_everySet_hasALockForItsWish():
    wishes = sets.load()
    assert len(wishes) == 6
    locks = {path.stem for path in (ROOT / "cross-toolchain/locks").glob("*.sha256")}
    assert locks == wishes.keys()
    for name, wish in wishes.items():
        lock = sums.read(ROOT / f"cross-toolchain/locks/{name}.sha256")
        assert lock, f"{name}.sha256 is damaged"
        assert lock.wish == wish.wish, f"{name}.sha256 answers another wish: make lock"
        assert set(wish.packages) <= lock.by_name.keys()
        assert not (wish.shipped and lock.without_security), f"{name} is shipped"
