"""`edgepoint selftest` and `edgepoint validate`: what they print and how they exit."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

LANE = "waits"
BUDGET = 0.5

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors"


def program():
    built = ROOT / "build" / "x86_64" / "edgepoint"
    fallback = built if built.exists() else ROOT / ".build" / "debug" / "edgepoint"
    return os.environ.get("EDGEPOINT", str(fallback))


def run(*words, seconds=120):
    return subprocess.run(
        [program(), *map(str, words)], capture_output=True, text=True, timeout=seconds, check=False
    )


@pytest.fixture(scope="module")
def valid():
    return json.loads((VECTORS / "validate_valid.json").read_text())


@pytest.fixture
def folder(tmp_path):
    """The vector files but those that take long."""
    for path in VECTORS.iterdir():
        if path.name not in ("announce.json", "merkle.json"):
            shutil.copy(path, tmp_path)
    (tmp_path / "announce.json").write_text("[]")
    (tmp_path / "merkle.json").write_text("[]")
    return tmp_path


def display(internal):
    return bytes.fromhex(internal)[::-1].hex()


def announcements(tmp_path, *vectors):
    path = tmp_path / "announcements.bin"
    path.write_bytes(b"".join(bytes.fromhex(v["announcement"]) for v in vectors))
    return path


def test_selftest_without_vectors_passes_quickly():
    done = run("selftest", seconds=5)
    assert (done.returncode, done.stdout) == (0, "6 passed, 0 failed\n")


def test_selftest_names_missing_unknown_and_broken_files(folder):
    (folder / "pool.json").unlink()
    (folder / "surprise.json").write_text("[]")
    (folder / "hash.json").write_text('[{"kind": "blake2b"')
    (folder / "addresses.json").chmod(0)
    done = run("selftest", "--vectors", folder)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert "pool.json: 0 passed, 1 failed" in lines
    assert "  cannot open: No such file or directory" in lines
    assert "surprise.json: unknown kind of vector file" in lines
    assert any(line.startswith("  not JSON: line 1") for line in lines)
    unreadable = 0 if os.geteuid() == 0 else 1
    assert lines[-1].endswith(f" passed, {5 + unreadable} failed")


def test_selftest_of_a_folder_that_is_not_there_fails():
    done = run("selftest", "--vectors", "/nonexistent")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "0 passed, 19 failed"


@pytest.mark.parametrize("words", [["--vector"], ["--vectors"], ["--nonsense"], ["DIR"]])
def test_selftest_refuses_words_it_does_not_know(words):
    done = run("selftest", *words)
    assert done.returncode == 64
    assert "usage: edgepoint selftest" in done.stderr


def test_validate_takes_the_hash_as_people_see_it(tmp_path, valid):
    vector = valid[0]
    path = announcements(tmp_path, vector)
    done = run("validate", "--parent-hash", display(vector["parent_hash"]), path)
    assert (done.returncode, done.stdout) == (0, f"0 OK {vector['work_hash']}\n")
    done = run("validate", "--internal", "--parent-hash", vector["parent_hash"], path)
    assert (done.returncode, done.stdout) == (0, f"0 OK {vector['work_hash']}\n")
    done = run("validate", "--parent-hash", vector["parent_hash"], path)
    assert done.returncode == 1
    assert done.stdout.startswith("0 INVAL_ITEM4 ")


def test_validate_gives_each_announcement_its_verdict(tmp_path, valid):
    parent = valid[0]["parent_hash"]
    wrong = [
        vector
        for vector in json.loads((VECTORS / "validate_invalid.json").read_text())
        if vector["parent_hash"] == parent and "any_rejection" not in vector
    ]
    path = announcements(tmp_path, valid[0], *wrong)
    done = run("validate", "--parent-hash", display(parent), path)
    verdicts = [line.split()[1] for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert verdicts == ["OK"] + [vector["verdict"] for vector in wrong]


def test_validate_of_an_empty_file_finds_nothing_wrong(tmp_path):
    done = run("validate", "--parent-hash", "0" * 64, announcements(tmp_path))
    assert (done.returncode, done.stdout) == (0, "")


def test_validate_says_why_it_cannot(tmp_path):
    ragged = tmp_path / "ragged"
    ragged.write_bytes(bytes(1025))
    done = run("validate", "--parent-hash", "0" * 64, ragged)
    assert done.returncode == 65
    assert "1025 bytes, expected a multiple of 1024" in done.stderr
    done = run("validate", "--parent-hash", "0" * 64, tmp_path / "missing")
    assert done.returncode == 74
    assert "No such file or directory" in done.stderr
    assert run("validate", "--parent-hash", "0" * 64, tmp_path).returncode == 74


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["file"],
        ["--parent-hash", "00", "file"],
        ["--parent-hash", "x" * 64, "file"],
        ["--parent-hash", "0" * 64],
        ["--parent-hash", "0" * 64, "one", "two"],
        ["--parent-hash"],
    ],
)
def test_validate_refuses_words_that_make_no_sense(words):
    done = run("validate", *words)
    assert done.returncode == 64
    assert "usage: edgepoint validate" in done.stderr
