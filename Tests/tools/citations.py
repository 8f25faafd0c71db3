#!/usr/bin/env python3
"""Fails when a comment or a document cites a document or a section that is not in the repository, or links to nothing.

usage: Tests/tools/citations.py [FOLDER]

A citation is `NAME.md`, with or without a section behind it: `packetcrypt.md section 12.3`, `packetcrypt.md 14.5`,
`packetcrypt.md sections 11.4 to 11.6`, `architecture section 8`, `packetcrypt.md appendix D`. A section is a numbered heading.
"""

import re
import subprocess
import sys
from pathlib import Path

SOURCES = (".swift", ".c", ".h", ".py", ".sh", ".md")
NUMBER = r"[0-9]+(?:\.[0-9]+)*|[A-D](?:\.[0-9]+)?"
CITATION = re.compile(
    rf"\b(?P<name>[A-Za-z][\w-]*)(?P<ending>\.md)?,? (?:(?P<word>sections?|appendix) )?(?P<first>{NUMBER})\b"
    rf"(?:,? (?:and|to) (?P<second>{NUMBER})\b)?"
)
MENTION = re.compile(r"(?<![\w./#-])([A-Za-z][\w-]*)\.md\b")
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^(#+) +(.*?) *$", re.MULTILINE)


def headings(text: str) -> list[str]:
    """The headings of a Markdown text, code blocks left out."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [match[2] for match in HEADING.finditer(plain)]


def anchors(text: str) -> set[str]:
    """The anchors that a Markdown text has, as GitHub makes them."""
    found: dict[str, int] = {}
    for heading in headings(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found[anchor] = found.get(anchor, -1) + 1
        if found[anchor]:
            found[f"{anchor}-{found[anchor]}"] = 0
    return set(found)


def sections(text: str) -> set[str]:
    """The numbers of its headings, with the letters of appendices."""
    found = set()
    for heading in headings(text):
        if match := re.match(rf"({NUMBER})[. ]", heading):
            found.add(match[1])
        if match := re.search(r"Appendix ([A-D])\b", heading):
            found.add(match[1])
    return found


class Documents:
    """The Markdown files of a folder, by name and by path."""

    def __init__(self, root: Path, files: list[Path]):
        self.root = root
        self.texts = {path: path.read_text() for path in files if path.suffix == ".md"}
        self.by_name: dict[str, set[str]] = {}
        for path, text in self.texts.items():
            self.by_name.setdefault(path.stem, set()).update(sections(text))

    def citations(self, text: str) -> list[str]:
        """What is wrong with the citations of a text."""
        wrong = [
            f"{m[1]}.md is not here" for m in MENTION.finditer(text) if m[1] not in self.by_name
        ]
        for match in CITATION.finditer(text):
            name, numbers = match["name"], [match["first"], match["second"]]
            if not match["ending"] and (name != "architecture" or not match["word"]):
                continue
            known = self.by_name.get(name)
            if known is None or (not match["word"] and "." not in numbers[0]):
                continue
            wrong += [f"{name} has no section {n}" for n in numbers if n and n not in known]
        return wrong

    def links(self, path: Path) -> list[str]:
        """What is wrong with the relative links of a document."""
        wrong = []
        for target in LINK.findall(re.sub(r"^```.*?^```", "", self.texts[path], flags=re.M | re.S)):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            goal = (path.parent / file).resolve() if file else path
            if not goal.exists():
                wrong.append(f"the link {target} leads nowhere")
            elif anchor and anchor not in anchors(self.texts.get(goal, "")):
                wrong.append(f"the link {target} leads to no heading")
        return wrong


def tracked(root: Path) -> list[Path]:
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    files = [root / name for name in done.stdout.split("\0") if name]
    return [path for path in files if path.is_file() and not path.is_symlink()]


def check(root: Path, files: list[Path]) -> list[str]:
    """Every mistake, with the file and the line."""
    documents, found = Documents(root, files), []
    for path in files:
        if path.suffix not in SOURCES or path.name in ("citations.py", "test_citations.py"):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            place = f"{path.relative_to(root)}:{number}"
            found += [f"{place}: {what}" for what in documents.citations(line)]
        if path in documents.texts:
            found += [f"{path.relative_to(root)}: {what}" for what in documents.links(path)]
    return found


def main(words: list[str]) -> int:
    root = Path(words[0]).resolve() if words else Path(__file__).resolve().parents[2]
    found = check(root, tracked(root))
    print("\n".join(found) or "every citation and link leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
