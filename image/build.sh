#!/usr/bin/env bash
# Makes the flashable image of one board: image/build.sh virt|rpi
# Result: build/image/edgepoint-BOARD.img, and beside it the SPDX manifest and a checksum.
export BOARD=${1:-virt}
. "$(dirname "$0")/common.sh"

PATH=$PATH:/usr/sbin:/sbin
while read -r package tool; do
  command -v "$tool" >/dev/null || {
    say "'$tool' is missing; install it with: sudo apt-get install $package (make image does, as root)"; exit 69; }
done <<'TOOLS'
dpkg dpkg-deb
kmod depmod
xz-utils xz
gzip gzip
zstd zstd
cpio cpio
squashfs-tools mksquashfs
dosfstools mkfs.vfat
mtools mcopy
u-boot-tools mkimage
fdisk sfdisk
e2fsprogs mke2fs
binutils readelf
qemu-user-static qemu-aarch64-static
python3 python3
TOOLS
fetch_packages sysroot-arm64 image
mkdir -p "$work"
image/kernel.sh
image/root.sh
image/initrd.sh
image/assemble.sh
image/manifest.py "$board"
zstd -q -f -9 --long=27 "build/image/edgepoint-$board.img"
(cd build/image && sha256sum "edgepoint-$board.img" "edgepoint-$board.img.zst" "edgepoint-$board.spdx.json" >"edgepoint-$board.sha256")
