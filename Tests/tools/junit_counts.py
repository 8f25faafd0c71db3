"""Prints "passed failed skipped" of one JUnit file, then a line for each failed test."""

import sys
import xml.etree.ElementTree as ElementTree


def main(path: str) -> int:
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        print(error, file=sys.stderr)
        return 1
    if not cases:
        return 1
    failed = [c for c in cases if c.find("failure") is not None or c.find("error") is not None]
    skipped = [c for c in cases if c.find("skipped") is not None]
    print(len(cases) - len(failed) - len(skipped), len(failed), len(skipped))
    for case in failed:
        print("failed:", case.get("classname"), case.get("name"))
    for case in skipped:
        print("skipped:", case.get("classname"), case.get("name"), case.find("skipped").get("message", ""))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
