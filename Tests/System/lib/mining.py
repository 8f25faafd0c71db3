"""Announcements made by `edgepoint mine`."""

import hashlib

from .processes import run

SIZE = 1024


def mine(path, parent_hash, height, count, bits="207fffff"):
    """Mines on a block given by its hash in display order; returns a list of announcements."""
    result = run(
        "mine",
        "--parent-hash",
        parent_hash,
        "--height",
        height,
        "--bits",
        bits,
        "--count",
        count,
        "--threads",
        1,
        "--out",
        path,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    data = path.read_bytes()
    return [data[start : start + SIZE] for start in range(0, len(data), SIZE)]


def mine_for(pool, path, count, below=2):
    """Mines for a running pool; returns the work number and the announcements."""
    config = pool.config()
    digest = config["tipHash"]
    for _ in range(below):
        digest = pool.block(digest)["header"]["previousblockhash"]
    height = config["currentHeight"] - 1 - below
    bits = f"{config['annTarget']:08x}"
    return height + 1, mine(path, digest, height, count, bits)


def dedup_hash(announcement):
    return int.from_bytes(hashlib.blake2b(announcement, digest_size=32).digest()[:8], "little")


def event_id(body):
    return hashlib.blake2b(body, digest_size=32).digest()[:16].hex()
