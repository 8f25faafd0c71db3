"""JUnit files, as pytest and swift test write them."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .schedule import Outcome


@dataclass(frozen=True)
class Case:
    """One test."""

    name: str
    seconds: float
    outcome: Outcome
    reason: str = ""


def read(path: Path) -> list[Case]:
    """All tests of a file; empty where it is missing, damaged or without tests."""
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return []
    return [case(element) for element in cases]


def case(element: ElementTree.Element) -> Case:
    name = f"{element.get('classname')} {element.get('name')}"
    seconds = float(element.get("time") or 0)
    skipped = element.find("skipped")
    if element.find("failure") is not None or element.find("error") is not None:
        return Case(name, seconds, Outcome.BAD)
    if skipped is not None:
        return Case(name, seconds, Outcome.SKIPPED, skipped.get("message", ""))
    return Case(name, seconds, Outcome.GOOD)
