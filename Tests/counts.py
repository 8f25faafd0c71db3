"""How often the Python tests that count try something: Tests/counts.txt, as Tests/Support/Count.swift reads it."""

import os
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "counts.txt"


@dataclass(frozen=True)
class Count:
    """A row of the table for this run: how often, and the seed of what is drawn by chance."""

    count: int
    seed: int


def table() -> dict[str, tuple[int, int, str]]:
    """Name to the counts of `make test` and `make soak` and what is counted."""
    rows = [line.split(maxsplit=3) for line in TABLE.read_text().splitlines()]
    return {r[0]: (int(r[1]), int(r[2]), r[3]) for r in rows if r and not r[0].startswith("#")}


def of(name: str) -> Count:
    row = table()[name]
    count = row[1 if "EDGEPOINT_SOAK" in os.environ else 0]
    seed = int(os.environ.get("EDGEPOINT_SEED", "1"))
    line = f"{name} {count} seed {seed}"
    print(f"count: {line}", flush=True)
    if log := os.environ.get("EDGEPOINT_COUNTS"):
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    return Count(count, seed)
