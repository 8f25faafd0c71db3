#!/usr/bin/env bash
# Makes build/packages/edgepoint_VERSION_arm64.deb for Raspberry Pi OS and Debian arm64. Needs no root.
. "$(dirname "$0")/../common.sh"
fetch_packages sysroot-arm64

from=image/packages/deb
tree=$root/build/packages/deb
version=$(sed -n 's/.*edgePointVersion.*"\(.*\)".*/\1/p' Sources/EdgeTypes/Version.swift)
rm -rf "$tree"
install -D -m 755 build/aarch64/edgepoint "$tree/usr/sbin/edgepoint"
install -D -m 644 $from/edgepoint.service "$tree/usr/lib/systemd/system/edgepoint.service"
install -D -m 644 $from/edgepoint.sysusers "$tree/usr/lib/sysusers.d/edgepoint.conf"
install -D -m 644 image/files/usr/share/edgepoint/edgepoint.default "$tree/etc/config/edgepoint"
install -D -m 644 $from/copyright "$tree/usr/share/doc/edgepoint/copyright"
install -D -m 644 $from/README.Debian "$tree/usr/share/doc/edgepoint/README.Debian"
mkdir -p "$tree/DEBIAN"
for script in postinst prerm postrm; do install -m 755 $from/$script "$tree/DEBIAN/$script"; done
echo /etc/config/edgepoint >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: edgepoint
Version: $version
Architecture: arm64
Maintainer: EdgePoint <edgepoint@localhost>
Section: net
Priority: optional
Recommends: systemd
Suggests: hostapd, dnsmasq-base, iw
Installed-Size: $(du -sk --apparent-size "$tree" | cut -f1)
Description: edge router service that mines with idle CPU and idle upload
 One static program: it mines PacketCrypt announcements for the pools its owner names, with what the
 processor and the line do not need, and stays within the caps it is given. Everything is off until
 /etc/config/edgepoint switches it on.
CONTROL
(cd "$tree" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
deb=build/packages/edgepoint_${version}_arm64.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb" >/dev/null
say "$deb, $(stat -c %s "$deb") bytes"
