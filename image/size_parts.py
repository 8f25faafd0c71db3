#!/usr/bin/env python3
"""Prints what the stripped program consists of, by part, from the linker's map.

usage: image/size_parts.py MAP PROGRAM

A part is a module of ours or a library. What the linker has merged (strings, constants of equal contents) and what it has made
(tables, headers) is a part of its own, so that the sum is the file.
"""

import re
import sys
from collections import Counter
from pathlib import Path

# VMA, LMA, size, alignment, then the input section: `path/to/lib.a(member.o):(.text.name)`.
INPUT = re.compile(r"\s*([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)\s+\d+\s{9,16}(\S.*):\((\S+)\)$")
IN_FILE = (".text", ".rodata", ".data", ".eh_frame", ".gcc_except_table", ".init_array", ".tdata")
LIBRARIES = {
    "libc.a": "glibc",
    "libm.a": "glibc",
    "libpthread.a": "glibc",
    "libgcc.a": "libgcc",
    "libgcc_eh.a": "libgcc",
    "libevent.a": "libevent",
}


def part(source: str) -> str:
    """The part that an input file belongs to."""
    archive = re.match(r"(?:.*/)?([^/(]+\.a)\(", source)
    if archive:
        return LIBRARIES.get(archive[1], archive[1].removesuffix(".a"))
    module = re.search(r"/([A-Za-z0-9]+)\.build/", source)
    return module[1] if module else "start files"


def parts(text: str) -> Counter:
    """Bytes in the file by part."""
    found: Counter = Counter()
    for line in text.splitlines():
        match = INPUT.match(line)
        if not match:
            continue
        address, size, source, section = int(match[1], 16), int(match[3], 16), match[4], match[5]
        if source != "<internal>":
            found[part(source)] += size if section.startswith(IN_FILE) else 0
        elif address and not section.startswith((".bss", ".tbss")):
            # What has no address, such as the symbols, is stripped.
            found["merged strings and tables"] += size
    return found


def main(words: list[str]) -> int:
    if len(words) != 2:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 64
    found, size = parts(Path(words[0]).read_text()), Path(words[1]).stat().st_size
    found["headers, padding, unwinding"] = size - sum(found.values())
    print("| part of the program | bytes |")
    print("| --- | ---: |")
    for name, count in found.most_common():
        print(f"| {name} | {count:,} |")
    print(f"| **all** | **{size:,}** |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
