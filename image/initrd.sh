#!/usr/bin/env bash
# The initrd: static busybox, a few modules and one script, zstd-compressed. BOARD=virt|rpi image/initrd.sh
. "$(dirname "$0")/common.sh"

tree=$work/initrd
rm -rf "$tree" && mkdir -p "$tree"/{bin,dev,proc,sys,newroot,modules}
cp "$(unpack busybox-static)/usr/bin/busybox" "$tree/bin/busybox"
cp "$work/initrd-modules"/* "$tree/modules/"
install -m 755 image/initrd/init "$tree/init"
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# A window of 1 MiB: the kernel has to find room for it before anything is freed.
(cd "$tree" && find . -mindepth 1 | LC_ALL=C sort |
  cpio --quiet --reproducible --renumber-inodes --owner=0:0 --create --format=newc) | zstd -q -19 --zstd=wlog=20 >"$work/initrd.img"
say "initrd: $(stat -c %s "$work/initrd.img") bytes"
