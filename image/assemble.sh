#!/usr/bin/env bash
# Puts the parts together into one disk image without root, loop devices or mounts.
# BOARD=virt|rpi image/assemble.sh
#
#   boot    FAT    32 MiB   board firmware, U-Boot, boot script; a person's edgepoint.conf
#   state   raw     1 MiB   which slot starts: two checksummed copies
#   bootA   FAT    24 MiB   kernel and initrd of slot A        bootB likewise
#   rootA   squashfs 32 MiB root of slot A                     rootB likewise
#   data    ext4   the rest: config, state, secrets; grown to the card at first boot
. "$(dirname "$0")/common.sh"

image=$root/build/image/edgepoint-$board.img
parts=$work/parts
rm -rf "$parts" && mkdir -p "$parts"

# Fixed identities: reproducible, and the same on every card on purpose, for slots are found by name.
disk_id=e0000000-edbe-4b00-8000-000000000000
part_id() { printf 'e0000000-edbe-4b00-8000-%012d' "$1"; }
linux=0FC63DAF-8483-4772-8E79-3D69D8477DE4
basic=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7

# make_fat FILE MIB VOLUME-ID LABEL, then copies: fat_put FILE SOURCE NAME
make_fat() {
  truncate -s "$2M" "$1"
  mkfs.vfat --invariant -i "$3" -n "$4" "$1" >/dev/null
}
fat_put() {
  cp "$2" "$parts/copy"
  touch -d "@$SOURCE_DATE_EPOCH" "$parts/copy"
  mcopy -m -i "$1" "$parts/copy" "::/$3"
}

# Boot partition.
{ cat "image/boot/$board.cmd"; cat image/boot/boot.cmd; } >"$parts/boot.cmd"
mkimage -A arm64 -O linux -T script -C none -n EdgePoint -d "$parts/boot.cmd" "$parts/boot.scr" >/dev/null
make_fat "$parts/boot" 32 EDBE0001 BOOT
fat_put "$parts/boot" "$parts/boot.scr" boot.scr
sed 's/$/\r/' image/boot/README.txt >"$parts/readme" && fat_put "$parts/boot" "$parts/readme" README.txt
if [ "$board" = rpi ]; then
  firmware=$(unpack raspi-firmware)/usr/lib/raspi-firmware
  for file in bootcode.bin start.elf fixup.dat start4.elf fixup4.dat; do
    fat_put "$parts/boot" "$firmware/$file" "$file"
  done
  fat_put "$parts/boot" "$(unpack u-boot-rpi)/usr/lib/u-boot/rpi_arm64/u-boot.bin" u-boot.bin
  fat_put "$parts/boot" image/boot/config.txt config.txt
  # The firmware hands this line to U-Boot, which replaces it; it is here for people who look.
  echo 'console=ttyS1,115200' >"$parts/cmdline" && fat_put "$parts/boot" "$parts/cmdline" cmdline.txt
  for dtb in "$work/dtb"/*.dtb; do fat_put "$parts/boot" "$dtb" "$(basename "$dtb")"; done
  printf 'raspi-firmware\nu-boot-rpi\n' >>"$work/packages.used"
else
  cp "$(unpack u-boot-qemu)/usr/lib/u-boot/qemu_arm64/u-boot.bin" "$root/build/image/u-boot-virt.bin"
  echo u-boot-qemu >>"$work/packages.used"
fi
sort -u -o "$work/packages.used" "$work/packages.used"

# Both slots hold the same system, so that the first fallback has somewhere to go.
make_fat "$parts/bootA" 24 EDBE000A BOOT-A
fat_put "$parts/bootA" "$work/Image.gz" Image.gz
fat_put "$parts/bootA" "$work/initrd.img" initrd.img
make_fat "$parts/bootB" 24 EDBE000B BOOT-B
fat_put "$parts/bootB" "$work/Image.gz" Image.gz
fat_put "$parts/bootB" "$work/initrd.img" initrd.img

python3 image/slot-state.py A A 0 >"$parts/state"

# 256 MiB in all: some emulators want a card of a power of two.
total=256
mib() { echo $(($1 * 2048)); }
data_start=146 data_size=$((total - 146 - 1))
truncate -s "${data_size}M" "$parts/data"
E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -F -t ext4 -L data -U "$(part_id 99)" -O metadata_csum,64bit,^orphan_file \
  -E "hash_seed=$(part_id 98),lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0,resize=4194304" -m 1 -J size=4 "$parts/data"

rm -f "$image" && truncate -s "${total}M" "$image"
sfdisk --quiet --no-reread "$image" <<TABLE
label: gpt
label-id: $disk_id
first-lba: 2048
start=$(mib 1), size=$(mib 32), type=$basic, uuid=$(part_id 1), name=boot, attrs=LegacyBIOSBootable
start=$(mib 33), size=$(mib 1), type=$linux, uuid=$(part_id 2), name=state
start=$(mib 34), size=$(mib 24), type=$basic, uuid=$(part_id 3), name=bootA
start=$(mib 58), size=$(mib 24), type=$basic, uuid=$(part_id 4), name=bootB
start=$(mib 82), size=$(mib 32), type=$linux, uuid=$(part_id 5), name=rootA
start=$(mib 114), size=$(mib 32), type=$linux, uuid=$(part_id 6), name=rootB
start=$(mib $data_start), size=$(mib $data_size), type=$linux, uuid=$(part_id 7), name=data
TABLE
lay() { dd if="$1" of="$image" bs=1M seek="$2" conv=notrunc,sparse status=none; }
lay "$parts/boot" 1
lay "$parts/state" 33
lay "$parts/bootA" 34
lay "$parts/bootB" 58
lay "$work/root.squashfs" 82
lay "$work/root.squashfs" 114
lay "$parts/data" $data_start

if [ "$board" = rpi ]; then
  # The boot ROM of Pi 3 knows only the old table: a first entry for the FAT, a second that guards the rest.
  # bytes: active, start CHS, type, end CHS, first sector, sectors (both least byte first)
  printf '\x00\xfe\xff\xff\x0c\xfe\xff\xff\x00\x08\x00\x00\x00\x00\x01\x00\x00\xfe\xff\xff\xee\xfe\xff\xff\x01\x00\x00\x00\xff\x07\x00\x00' |
    dd of="$image" bs=1 seek=446 conv=notrunc status=none
fi
rm -rf "$parts"
say "build/image/edgepoint-$board.img, $(stat -c %s "$image") bytes, sha256 $(sha256sum <"$image" | cut -c1-16)..."
