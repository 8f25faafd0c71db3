#!/usr/bin/env python3
"""The contents of the partition "state": two copies of a U-Boot environment block, in sectors 0 and 8.

usage: slot-state.py SLOT GOOD TRIES > file        the format is described in image/boot/boot.cmd
"""

import struct
import sys
import zlib

SECTOR = 512


def block(slot: str, good: str, tries: int) -> bytes:
    words = f"good={good}\0slot={slot}\0tries={tries}\0\0".encode()
    body = words.ljust(SECTOR - 4, b"\0")
    return struct.pack("<I", zlib.crc32(body)) + body


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    copy = block(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    sys.stdout.buffer.write(copy.ljust(8 * SECTOR, b"\0") + copy)
