#!/usr/bin/env bash
# Makes the flashable image of one board: image/build.sh virt|rpi
# Result: build/image/edgepoint-BOARD.img, and beside it the SPDX manifest and a checksum.
export BOARD=${1:-virt}
. "$(dirname "$0")/common.sh"

for tool in dpkg-deb depmod xz gzip zstd cpio mksquashfs mkfs.vfat mcopy mkimage sfdisk mke2fs readelf qemu-aarch64-static python3; do
  command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || {
    say "'$tool' is missing; make image installs what it needs, or names the packages"; exit 69; }
done
PATH=$PATH:/usr/sbin:/sbin
fetch_packages
mkdir -p "$work"
image/kernel.sh
image/root.sh
image/initrd.sh
image/assemble.sh
image/manifest.py "$board"
zstd -q -f -9 --long=27 "build/image/edgepoint-$board.img"
(cd build/image && sha256sum "edgepoint-$board.img" "edgepoint-$board.img.zst" "edgepoint-$board.spdx.json" >"edgepoint-$board.sha256")
