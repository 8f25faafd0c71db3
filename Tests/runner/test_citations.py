"""The lint of citations and links finds each kind of mistake, and takes what is right."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("citations", ROOT / "Tests/tools/citations.py")
citations = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(citations)

PROTOCOL = """# Protocol

## 1. Words

### 1.2 Hashes & targets

## 17. Appendix A: proofs

### A.1 Structures
"""


@pytest.fixture
def tree(tmp_path):
    def make(name, text):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs/protocol.md").write_text(PROTOCOL)
        (tmp_path / "docs/architecture.md").write_text("# Architecture\n\n## 8. LEDs\n")
        path = tmp_path / name
        path.write_text(text)
        return citations.check(tmp_path, sorted(p for p in tmp_path.rglob("*") if p.is_file()))

    return make


@pytest.mark.parametrize(
    "text",
    [
        "// As protocol.md section 1.2 says.",
        "// (protocol.md sections 1 to 1.2)",
        "// protocol.md A.1, protocol.md appendix A",
        "// The code of architecture section 8.",
        "// In protocol.md, 12 bytes are said.",
        "// The architectures 1 and 2 are no documents.",
    ],
)
def test_rightCitation_isTaken(tree, text):
    assert tree("a.swift", text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("// See nothing.md.", "nothing.md is not here"),
        ("// protocol.md section 3", "protocol has no section 3"),
        ("// protocol.md 1.7", "protocol has no section 1.7"),
        ("// protocol.md sections 1 to 4", "protocol has no section 4"),
        ("// protocol.md appendix B", "protocol has no section B"),
        ("// architecture section 9", "architecture has no section 9"),
    ],
)
def test_wrongCitation_isNamedWithItsLine(tree, text, what):
    assert tree("a.swift", f"\n{text}") == [f"a.swift:2: {what}"]


def test_links_leadSomewhere(tree):
    text = "[a](docs/protocol.md#12-hashes--targets) [b](https://example.org/x.html#y) [c](#here)\n# Here\n"
    assert tree("README.md", text) == []


@pytest.mark.parametrize("target", ["docs/protocol.md#13-nothing", "#nowhere", "docs/absent.txt"])
def test_linkToNothing_isFound(tree, target):
    found = tree("README.md", f"# Title\n[a]({target})\n")
    assert len(found) == 1 and target in found[0]


def test_linkInACodeBlock_isNoLink(tree):
    assert tree("README.md", "```\n[a](nothing.txt)\n```\n") == []
