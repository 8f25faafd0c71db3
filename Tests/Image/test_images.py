"""Both images, looked into without mounting: layout, contents, no secrets, sizes, manifest, reproducibility."""

import datetime
import gzip
import hashlib
import json
import os
import re
import struct
import subprocess
import zlib

import elsewhere
import pytest
from disk import BOARDS, ROOT, Image

PROGRAM = ROOT / "build/aarch64/edgepoint"

SECRET_NAMES = (
    "machine-id",
    "random-seed",
    "owner-wifi-key",
    "ssh_host",
    "id_rsa",
    ".pem",
    ".key",
    "wpa_supplicant.conf",
)
SECRET_BYTES = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\$(?:1|5|6|y|2[aby])\$[./A-Za-z0-9]{4,}\$?[./A-Za-z0-9]{20,}|wpa_passphrase=[^#\s]"
    rb"|^\s*psk=[^#\s]{8}|option (?:key|psk|sae_password) '[^'$]",
    re.MULTILINE,
)


@pytest.fixture(scope="module", params=BOARDS)
def image(request):
    return Image(request.param)


def test_partitions_areSlotsStateAndData(image):
    assert list(image.partitions) == ["boot", "state", "bootA", "bootB", "rootA", "rootB", "data"]
    assert image.table["label"] == "gpt"
    ends = [start + size for start, size in image.partitions.values()]
    starts = [start for start, _ in image.partitions.values()]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert image.path.stat().st_size == 256 * 2**20, (
        "some emulators and readers want a power of two"
    )


def test_state_bothCopiesSayA(image):
    start = image.partitions["state"][0]
    for sector in (0, 8):
        block = image.read(start + sector * 512, 512)
        assert struct.unpack("<I", block[:4])[0] == zlib.crc32(block[4:])
        assert block[4:].startswith(b"good=A\0slot=A\0tries=0\0\0")


@pytest.mark.parametrize("slot", "AB")
def test_slot_hasKernelInitrdAndRoot(image, slot):
    assert image.fat_files(f"boot{slot}") == {"Image.gz", "initrd.img"}
    kernel = gzip.decompress(image.fat_file(f"boot{slot}", "Image.gz"))
    assert kernel[56:60] == b"ARM\x64", "not an arm64 kernel"
    listing = image.root_listing(f"root{slot}")
    for program in (
        "edgepoint",
        "hostapd",
        "wpa_supplicant",
        "dnsmasq",
        "iw",
        "init",
        "edgepoint-slot",
    ):
        assert f"usr/sbin/{program}" in listing
    release = re.search(
        r"linux-image-([^\n]*)", (ROOT / "build/image" / image.board / "packages.used").read_text()
    )[1]
    for module in (
        "net/mac80211/mac80211",
        "net/netfilter/nf_tables",
        "crypto/ccm",
        "crypto/cmac",
        "net/sched/sch_cake",
    ):
        assert f"usr/lib/modules/{release}/kernel/{module}.ko" in listing
    assert all(mode.endswith(" root/root") for mode in listing.values())
    assert "usr/lib/firmware/regulatory.db" in listing


def test_bothSlots_holdTheSameSystem(image):
    first, second = (
        hashlib.sha256(image.read(*image.partitions[name])).digest() for name in ("rootA", "rootB")
    )
    assert first == second
    for name in ("Image.gz", "initrd.img"):
        assert image.fat_file("bootA", name) == image.fat_file("bootB", name)


def test_everyLibrary_isThere(image):
    tree = ROOT / "build/image" / image.board / "root"
    have = {path.name for path in tree.rglob("*.so*")}
    programs = [
        p
        for p in (tree / "usr").rglob("*")
        if p.is_file()
        and not p.is_symlink()
        and p.open("rb").read(4) == b"\x7fELF"
        and p.suffix != ".ko"
    ]
    text = subprocess.run(
        ["readelf", "-d", *programs], capture_output=True, text=True, check=False
    ).stdout
    assert set(re.findall(r"NEEDED.*\[(.*)\]", text)) <= have


def test_theProgram_isTheOneJustBuilt(image):
    assert (
        image.root_file("rootA", "usr/sbin/edgepoint")
        == (ROOT / "build/aarch64/edgepoint").read_bytes()
    )


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
        "root:$6$saltsalt$0123456789abcdefghijklmnopqrstuv:1:",
        "wpa_passphrase=correct horse",
        "network={\n  psk=0123456789abcdef\n}",
        "\toption key 'correct horse'",
        "\toption sae_password 'x'",
    ],
)
def test_secretPattern_findsSecrets(text):
    assert SECRET_BYTES.search(text.encode())


def test_nothingSecret_isInTheImage(image):
    listing = image.root_listing("rootA")
    assert not [path for path in listing for name in SECRET_NAMES if path.endswith(name)]
    assert "lost+found" in image.data_listing()
    names = re.findall(r"^/\d+/\d+/\d+/\d+/([^/\n]*)/", image.data_listing(), re.MULTILINE)
    assert set(names) == {".", "..", "lost+found"}, "the data partition is not empty"
    tree = ROOT / "build/image" / image.board / "root"
    for path in tree.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 262144:
            assert not SECRET_BYTES.search(path.read_bytes()), (
                f"{path.relative_to(tree)} looks as if it held a secret"
            )
    assert (tree / "etc/shadow").read_text().startswith("root:*:")
    for name in image.fat_files("boot"):
        if name.endswith((".txt", ".scr")):
            assert not SECRET_BYTES.search(image.fat_file("boot", name))


def test_defaultConfig_isValidAndSwitchesNothingOn(image):
    config = image.root_file("rootA", "usr/share/edgepoint/edgepoint.default")
    assert config.count(b"option enabled '0'") == 3 and b"enabled '1'" not in config
    path = ROOT / "build/image" / image.board / "root/usr/share/edgepoint/edgepoint.default"
    done = subprocess.run(
        ["qemu-aarch64-static", ROOT / "build/aarch64/edgepoint", "check", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_sizes_withinTheirBars():
    done = subprocess.run([ROOT / "image/sizes.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("one slot") == 2


def test_readmeTable_isWhatTheScriptPrints():
    """Row by row; a size may have moved by a twentieth since it was written down."""

    def rows(text):
        return {
            (name, bar): float(size)
            for name, size, bar in re.findall(
                r"^\| ([^|]+) \| ([\d.]+) MB \| ([^|]*)\|$", text, re.MULTILINE
            )
        }

    readme = (
        (ROOT / "README.md").read_text().split("<!-- sizes", 1)[1].split("<!-- end of sizes", 1)[0]
    )
    written, now = (
        rows(readme),
        rows(
            subprocess.run(
                [ROOT / "image/sizes.sh"], capture_output=True, text=True, check=True
            ).stdout
        ),
    )
    assert written.keys() == now.keys() and len(now) == 13
    assert all(abs(now[row] - written[row]) <= now[row] / 20 for row in now), (
        "image/sizes.sh --readme brings README.md up to date"
    )


def test_manifest_namesEveryPackageWithVersionAndSum(image):
    document = json.loads((ROOT / f"build/image/edgepoint-{image.board}.spdx.json").read_text())
    assert document["spdxVersion"] == "SPDX-2.3"
    packages = {package["name"]: package for package in document["packages"]}
    used = (ROOT / "build/image" / image.board / "packages.used").read_text().split()
    assert set(used) <= set(packages)
    assert {"edgepoint", "hostapd", "dnsmasq-base", "busybox-static", "libc6"} <= set(packages)
    sums = (ROOT / "cross-toolchain/locks/image.sha256").read_text()
    sums = dict(
        (file, value) for value, file in re.findall(r"^([0-9a-f]{64})  (\S+)$", sums, re.MULTILINE)
    )
    for name in used:
        version = packages[name]["versionInfo"].replace(":", "%3a")
        [value] = [value for file, value in sums.items() if file.startswith(f"{name}_{version}_")]
        assert packages[name]["checksums"][0]["checksumValue"] == value, (
            f"{name} is not the locked one"
        )
    described = {r["relatedSpdxElement"] for r in document["relationships"]}
    assert {package["SPDXID"] for package in document["packages"]} == described
    assert all(package["versionInfo"] for package in document["packages"])
    linked = {
        r["relatedSpdxElement"]
        for r in document["relationships"]
        if r["relationshipType"] == "STATIC_LINK"
    }
    assert {
        "SPDXRef-swift",
        "SPDXRef-deb-libc6-dev",
        "SPDXRef-deb-libsodium-dev",
        "SPDXRef-deb-libevent-dev",
    } <= linked
    if image.board == "rpi":
        assert {"raspi-firmware", "u-boot-rpi", "firmware-brcm80211"} <= set(packages)


def test_rpiBootPartition_hasWhatTheBoardsNeed():
    image = Image("rpi")
    files = image.fat_files("boot")
    assert {
        "bootcode.bin",
        "start.elf",
        "fixup.dat",
        "start4.elf",
        "fixup4.dat",
        "u-boot.bin",
        "boot.scr",
        "config.txt",
        "cmdline.txt",
        "README.txt",
    } <= files
    trees = {
        "bcm2837-rpi-3-b.dtb",
        "bcm2837-rpi-3-b-plus.dtb",
        "bcm2837-rpi-zero-2-w.dtb",
        "bcm2711-rpi-4-b.dtb",
        "bcm2712-rpi-5-b.dtb",
    }
    assert trees <= files
    for tree in trees:
        assert image.fat_file("boot", tree)[:4] == b"\xd0\x0d\xfe\xed", (
            f"{tree} is not a device tree"
        )
    config = image.fat_file("boot", "config.txt").decode()
    for line in ("arm_64bit=1", "enable_uart=1", "upstream_kernel=1", "kernel=u-boot.bin"):
        assert line in config.split("\n")
    assert image.fat_file("boot", "cmdline.txt").count(b"\n") == 1, "the firmware reads one line"
    uboot = image.fat_file("boot", "u-boot.bin")
    assert b"U-Boot" in uboot and len(uboot) > 500_000


def test_rpiRoot_hasTheRadiosFirmwareAndDrivers():
    listing = Image("rpi").root_listing("rootA")
    files = {
        path.removeprefix("usr/lib/firmware/")
        for path in listing
        if path.startswith("usr/lib/firmware/")
    }
    for chip in ("43430", "43455", "43456"):  # of the boards 3 and Zero 2 W; 3+, 4 and 5; 400
        names = {
            f"brcm/brcmfmac{chip}-sdio.bin",
            f"brcm/brcmfmac{chip}-sdio.clm_blob",
            f"brcm/brcmfmac{chip}-sdio.txt",
        }
        assert names <= files, f"nothing for the chip {chip}"
    boards = " ".join(files)
    for board in (
        "3-model-b.txt",
        "3-model-b-plus.txt",
        "4-model-b.txt",
        "5-model-b.txt",
        "model-zero-2-w.txt",
    ):
        assert f"raspberrypi,{board}" in boards
    modules = {path.rsplit("/", 1)[1] for path in listing if path.endswith(".ko")}
    assert {"brcmfmac.ko", "brcmutil.ko", "cfg80211.ko"} <= modules


def test_rpiPartitionTable_isHybridForTheBootROM():
    image = Image("rpi")
    table = image.read(0, 512)
    assert table[510:] == b"\x55\xaa"
    kind, start, size = table[446 + 4], *struct.unpack("<II", table[446 + 8 : 446 + 16])
    assert (kind, start * 512, size * 512) == (0x0C, *image.partitions["boot"])
    assert table[462 + 4] == 0xEE and struct.unpack("<I", table[470:474])[0] == 1


def test_bootScript_isIntactAndNeverEndsInAPrompt(image):
    script = image.fat_file("boot", "boot.scr")
    magic, header_crc, _, size, _, _, data_crc = struct.unpack(">7I", script[:28])
    assert magic == 0x27051956
    assert zlib.crc32(script[:4] + bytes(4) + script[8:64]) == header_crc
    assert zlib.crc32(script[64 : 64 + size]) == data_crc
    assert script.rstrip(b"\n\0").endswith(b"reset")


@pytest.fixture(scope="module")
def another_place():
    """What the scripts read, in a folder of an ordinary user."""
    with elsewhere.copy(
        "image",
        "cross-toolchain",
        "Sources/EdgeTypes/Version.swift",
        "build/cache/debs-image",
        "build/cache/debs-sysroot-arm64",
        "build/aarch64/edgepoint",
        "build/aarch64/swift-version",
    ) as place:
        yield place


@pytest.mark.parametrize("board", BOARDS)
def test_secondBuild_elsewhereByAnOrdinaryUser_isTheSameBytes(board, another_place):
    names = [f"build/image/edgepoint-{board}.{kind}" for kind in ("img", "img.zst", "spdx.json")]
    # The date of the commit that the first build was made of, should somebody commit meanwhile.
    date = json.loads((ROOT / names[2]).read_text())["creationInfo"]["created"]
    epoch = str(int(datetime.datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp()))
    odd = os.environ | {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C.UTF-8",
        "EDGEPOINT_OFFLINE": "1",
        "HOME": "/nonexistent",
        "SOURCE_DATE_EPOCH": epoch,
    }
    done = subprocess.run(
        elsewhere.ordinary("bash", "-c", f"umask 077; image/build.sh {board}"),
        cwd=another_place,
        env=odd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in names:
        first, second = ((place / name).read_bytes() for place in (ROOT, another_place))
        assert hashlib.sha256(second).hexdigest() == hashlib.sha256(first).hexdigest(), (
            f"{name} differs"
        )
        (another_place / name).unlink()


def test_partsOfTheProgram_areItsWholeSize():
    command = [ROOT / "image/size_parts.py", ROOT / "build/edgepoint-arm64.map", PROGRAM]
    rows = dict(
        line.strip("| \n").split(" | ", 1)
        for line in subprocess.run(command, capture_output=True, text=True, check=True)
        .stdout.replace("**", "")
        .splitlines()[2:]
    )
    sizes = {name: int(text.replace(",", "")) for name, text in rows.items()}
    total = sizes.pop("all")
    assert total == PROGRAM.stat().st_size == sum(sizes.values())
    assert 0 < sizes["headers, padding, unwinding"] < total // 20
    assert {"EdgeControl", "EdgePoint", "NetlinkPort", "glibc", "libevent"} <= sizes.keys()
