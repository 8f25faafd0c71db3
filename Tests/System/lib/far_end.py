"""The other end of a point-to-point line, as PPP makes one: `far_end.py DEVICE OURS THEIRS`.

Makes a device that leads to this program, gives it the address OURS, and answers echo requests to THEIRS.
"""

import fcntl
import os
import struct
import subprocess
import sys

# linux/if_tun.h
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
ECHO_REQUEST = 8


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def answer(packet):
    """The echo reply to an IPv4 packet without options, or None."""
    if (
        len(packet) < 28
        or len(packet) % 2
        or packet[0] != 0x45
        or packet[9] != 1
        or packet[20] != ECHO_REQUEST
    ):
        return None
    body = b"\0\0\0\0" + packet[24:]
    return (
        packet[:12]
        + packet[16:20]
        + packet[12:16]
        + struct.pack("!BBH", 0, 0, checksum(body))
        + body[4:]
    )


def main(device, ours, theirs):
    line = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(line, TUNSETIFF, struct.pack("16sH14x", device.encode(), IFF_TUN | IFF_NO_PI))
    for words in (
        f"address add {ours} peer {theirs} dev {device}",
        f"link set {device} up",
        f"route replace default dev {device}",
    ):
        subprocess.run(["ip", *words.split()], check=True)
    print("ready", flush=True)
    while True:
        if reply := answer(os.read(line, 2048)):
            os.write(line, reply)


if __name__ == "__main__":
    main(*sys.argv[1:])
