"""What test files and lab scenarios declare of themselves: BUDGET (minutes), LANE, NEEDS, read without running them."""

import ast
from dataclasses import dataclass
from pathlib import Path

NAMES = ("BUDGET", "LANE", "NEEDS", "SOAK")


@dataclass(frozen=True)
class Declaration:
    """`soak`: part of `make soak` only."""

    budget: float
    lane: str
    needs: tuple[str, ...]
    soak: bool


class UndeclaredError(Exception):
    """A file that does not say what it needs; the text names it and what is missing."""


def of(path: Path) -> Declaration:
    found = {}
    for statement in ast.parse(path.read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in NAMES:
                found[name] = ast.literal_eval(statement.value)
    for name in ("BUDGET", "LANE"):
        if name not in found:
            raise UndeclaredError(f"{path.name} does not declare {name}")
    if found["LANE"] not in ("exact", "waits", "burns"):
        raise UndeclaredError(
            f"{path.name} declares LANE '{found['LANE']}'; expected exact, waits or burns"
        )
    needs = tuple(found.get("NEEDS", ()))
    return Declaration(float(found["BUDGET"]), found["LANE"], needs, bool(found.get("SOAK")))
