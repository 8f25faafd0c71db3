#!/usr/bin/env bash
# Packs an initramfs: Debian trixie arm64 with systemd, the deb, and a unit that reports. Tests/Image/debroot.sh DEB OUT
. "$(dirname "$0")/../../image/common.sh"
deb=$(readlink -f "$1") out=$(readlink -f "$2")
cross-toolchain/fetch debroot
tree=$root/build/image/debroot
rm -rf "$tree" && mkdir -p "$tree"/usr/{bin,sbin,lib}
for d in bin sbin lib; do ln -s "usr/$d" "$tree/$d"; done
sed -n 's/^[0-9a-f]\{64\}  //p' build/cache/debs-debroot/SHA256SUMS | while read -r package; do
  dpkg-deb --fsys-tarfile "build/cache/debs-debroot/$package" |
    tar -C "$tree" -x --no-same-owner --keep-directory-symlink --exclude='./usr/share/doc/*' --exclude='./usr/share/locale/*' \
      --exclude='./usr/share/man/*' --exclude='./usr/lib/udev/hwdb.d/*'
done
[ -e "$tree/usr/bin/sh" ] || ln -s dash "$tree/usr/bin/sh"
[ -e "$tree/usr/bin/awk" ] || ln -s mawk "$tree/usr/bin/awk"
cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
mkdir -p "$tree/var/lib/dpkg"/{info,updates,triggers} "$tree/etc/systemd/system/multi-user.target.wants"
: >"$tree/var/lib/dpkg/status"
echo debian >"$tree/etc/hostname"
echo 00000000000000000000000000000001 >"$tree/etc/machine-id"
cp "$deb" "$tree/edgepoint.deb"

cat >"$tree/init" <<'INIT'
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2>/dev/null
exec >/dev/console 2>&1
ldconfig
dpkg -i /edgepoint.deb
echo "@dpkg $?"
exec /sbin/init systemd.show_status=0 systemd.unit=multi-user.target
INIT
cat >"$tree/report" <<'REPORT'
#!/bin/sh
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  edgepoint status --json >/dev/null 2>&1 && break
  sleep 1
done
echo "@active $(systemctl is-active edgepoint.service)"
echo "@enabled $(systemctl is-enabled edgepoint.service)"
echo "@status $(edgepoint status --json)"
echo "@socket $(stat -c '%a %G' /run/edgepoint/edgepoint.sock)"
echo "@users $(grep -c '^edgepoint-' /etc/passwd)"
systemctl reload edgepoint.service; echo "@reload $?"
kill -KILL "$(systemctl show -p MainPID --value edgepoint.service)"
sleep 5
echo "@restarted $(systemctl is-active edgepoint.service)"
journalctl -u edgepoint --no-pager -o cat | tail -5
dpkg -r edgepoint >/dev/null; echo "@removed $? $(systemctl is-active edgepoint.service)"
echo "@config $(test -e /etc/config/edgepoint && echo kept)"
echo "@end"
REPORT
cat >"$tree/etc/systemd/system/report.service" <<'UNIT'
[Unit]
After=edgepoint.service
[Service]
Type=oneshot
ExecStart=/report
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
ExecStopPost=/usr/bin/systemctl poweroff --force --force
UNIT
ln -s ../report.service "$tree/etc/systemd/system/multi-user.target.wants/report.service"
for unit in systemd-udevd.service systemd-udev-trigger.service systemd-networkd.service systemd-networkd.socket \
  systemd-firstboot.service serial-getty@ttyAMA0.service console-getty.service getty.target; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done
chmod 755 "$tree/init" "$tree/report"
(cd "$tree" && find . -mindepth 1 | sort | cpio --quiet --owner=0:0 --create --format=newc) | gzip -1 >"$out"
rm -rf "$tree"
