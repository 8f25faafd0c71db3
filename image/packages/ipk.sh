#!/usr/bin/env bash
# Makes build/packages/edgepoint_VERSION-1_aarch64_generic.ipk for OpenWrt. Needs no root.
# An ipk is a gzipped tar of debian-binary, control.tar.gz and data.tar.gz.
. "$(dirname "$0")/../common.sh"
fetch_packages sysroot-arm64

from=image/packages/ipk
work=$root/build/packages/ipk
arch=aarch64_generic
version=$(sed -n 's/.*edgePointVersion.*"\(.*\)".*/\1/p' Sources/EdgeTypes/Version.swift)-1
rm -rf "$work" && mkdir -p "$work/control"
data=$work/data
install -D -m 755 build/aarch64/edgepoint "$data/usr/sbin/edgepoint"
install -D -m 755 $from/edgepoint.init "$data/etc/init.d/edgepoint"
install -D -m 755 $from/90-edgepoint.defaults "$data/etc/uci-defaults/90-edgepoint"
install -D -m 600 image/files/usr/share/edgepoint/edgepoint.default "$data/etc/config/edgepoint"
# /var is RAM on OpenWrt: the journal has to be on flash, and survive a sysupgrade.
sed -i "s,/var/lib/edgepoint,/etc/edgepoint/state," "$data/etc/config/edgepoint"
install -d "$data/etc/edgepoint"
install -d "$data/lib/upgrade/keep.d"
printf '/etc/config/edgepoint\n/etc/edgepoint/\n' >"$data/lib/upgrade/keep.d/edgepoint"

cat >"$work/control/control" <<CONTROL
Package: edgepoint
Version: $version
Depends: libc, kmod-nft-core, kmod-sched-cake, kmod-ifb
Architecture: $arch
Section: net
Priority: optional
License: Apache-2.0
Installed-Size: $(du -sb "$data" | cut -f1)
Description: edge router service that mines with idle CPU and idle upload
CONTROL
echo /etc/config/edgepoint >"$work/control/conffiles"
install -m 755 $from/postinst $from/prerm "$work/control/"
find "$work" -type d -exec chmod 755 {} +
chmod 700 "$data/etc/edgepoint"

pack() { # pack FOLDER FILE: gzipped tar, the same bytes each time
  tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -cf - . |
    gzip -9n >"$2"
}
mkdir "$work/out"
pack "$work/control" "$work/out/control.tar.gz"
pack "$data" "$work/out/data.tar.gz"
echo 2.0 >"$work/out/debian-binary"
ipk=build/packages/edgepoint_${version}_$arch.ipk
pack "$work/out" "$ipk"
say "$ipk, $(stat -c %s "$ipk") bytes"
