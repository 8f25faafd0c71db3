#!/usr/bin/env bash
# The root file system: chosen programs of Debian packages with the libraries they need, the modules,
# the firmware, edgepoint and our own files, as one reproducible squashfs. BOARD=virt|rpi image/root.sh
. "$(dirname "$0")/common.sh"

tree=$work/root
used=$work/packages.used
rm -rf "$tree" && mkdir -p "$tree"
: >"$used.new"

# put PACKAGE FILE...: files of a package, at their place.
put() {
  local package=$1 from file
  shift
  from=$(unpack "$package")
  echo "$package" >>"$used.new"
  for file in "$@"; do
    [ -e "$from/$file" ] || fail "package $package has no file /$file"
    mkdir -p "$tree/$(dirname "$file")"
    cp -a "$from/$file" "$tree/$file"
  done
}

mkdir -p "$tree"/{dev,proc,sys,run,tmp,data,root,etc/config,usr/bin,usr/sbin,usr/lib/firmware,var/lib/edgepoint}
for d in bin sbin lib; do ln -s "usr/$d" "$tree/$d"; done
ln -s ../run "$tree/var/run"
ln -s ../run/log "$tree/var/log"
ln -s ../tmp "$tree/var/tmp"
ln -s ../run/resolv.conf "$tree/etc/resolv.conf"
ln -s ../proc/self/mounts "$tree/etc/mtab"

put busybox-static usr/bin/busybox
put hostapd usr/sbin/hostapd usr/sbin/hostapd_cli
put wpasupplicant usr/sbin/wpa_supplicant
put dnsmasq-base usr/sbin/dnsmasq
put iw usr/sbin/iw
put fdisk usr/sbin/sfdisk
put util-linux usr/bin/partx
put e2fsprogs usr/sbin/e2fsck usr/sbin/resize2fs
put wireless-regdb usr/lib/firmware/regulatory.db-debian usr/lib/firmware/regulatory.db.p7s-debian
mv "$tree/usr/lib/firmware/regulatory.db-debian" "$tree/usr/lib/firmware/regulatory.db"
mv "$tree/usr/lib/firmware/regulatory.db.p7s-debian" "$tree/usr/lib/firmware/regulatory.db.p7s"

# busybox is called by its applets' names; a program of its own beats the applet for whoever looks along PATH.
# Its shell runs applets without starting a program: that halves the time of the boot scripts.
applets=$(qemu-aarch64-static "$tree/usr/bin/busybox" --list)
for applet in $applets; do
  [ -e "$tree/usr/sbin/$applet" ] || [ -e "$tree/usr/bin/$applet" ] || ln -s busybox "$tree/usr/bin/$applet"
done
ln -s ../bin/busybox "$tree/usr/sbin/init"
for applet in modprobe mdev udhcpc reboot ip; do ln -sf ../bin/busybox "$tree/usr/sbin/$applet"; done

if [ "$board" = rpi ]; then
  # Wireless firmware of the boards' own chips: 43430 and 43436 (3, Zero 2 W), 43455 (3+, 4), 43456 (400).
  for package in firmware-brcm80211 raspi-firmware; do
    from=$(unpack "$package")
    echo "$package" >>"$used.new"
    (cd "$from" && find usr/lib/firmware \( -name '*43430*sdio*' -o -name '*43436*sdio*' -o -name '*43455*sdio*' \
      -o -name '*43456*sdio*' \) \( -name '*.bin' -o -name '*.clm_blob' -o -iname '*raspberry*' -o -name '*-sdio.txt' \)) | while read -r file; do
      mkdir -p "$tree/$(dirname "$file")"
      cp -a "$from/$file" "$tree/$file"
    done
  done
  # A link whose target was not chosen is of no use.
  find "$tree/usr/lib/firmware" -xtype l -delete
fi

# Libraries: what the programs need, what those need, and so on, out of the unpacked packages.
libraries=$work/libraries
: >"$libraries.all"
sed -n 's/^[0-9a-f]\{64\}  \(lib[^_]*\|zlib1g\)_.*/\1/p' "$cache/SHA256SUMS" | while read -r package; do
  from=$(unpack "$package")
  find "$from/usr/lib/aarch64-linux-gnu" "$from/lib/aarch64-linux-gnu" "$from/usr/lib/ld-linux-aarch64.so.1" \
    -maxdepth 1 -name '*.so*' 2>/dev/null | sed "s|^|$package |" || true
done >"$libraries.all"
needed() { readelf -d "$@" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u; }
mapfile -t queue < <(find "$tree/usr/bin" "$tree/usr/sbin" -type f -print0 | xargs -0 readelf -d 2>/dev/null |
  sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u)
mkdir -p "$tree/usr/lib/aarch64-linux-gnu"
while [ ${#queue[@]} -gt 0 ]; do
  name=${queue[0]} queue=("${queue[@]:1}")
  [ ! -e "$tree/usr/lib/aarch64-linux-gnu/$name" ] || continue
  line=$(grep -m 1 "/$name\$" "$libraries.all") || fail "no package holds the library $name"
  package=${line%% *} file=${line#* }
  echo "$package" >>"$used.new"
  install -m 644 "$(readlink -f "$file")" "$tree/usr/lib/aarch64-linux-gnu/$name"
  mapfile -t -O ${#queue[@]} queue < <(needed "$file")
done
mv "$tree/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1" "$tree/usr/lib/ld-linux-aarch64.so.1"
chmod 755 "$tree/usr/lib/ld-linux-aarch64.so.1"

cp -R "$work/modules/lib/modules" "$tree/usr/lib/modules"
# What the initrd loads is in memory already.
while read -r module; do find "$tree/usr/lib/modules" -name "$module" -delete; done <"$work/initrd-modules/order"
kernel_package >>"$used.new"
sort -u "$used.new" >"$used" && rm "$used.new"

edgepoint=${EDGEPOINT_ARM:-build/aarch64/edgepoint}
[ -x "$edgepoint" ] || fail "$edgepoint is missing; make firmware builds it"
install -m 755 "$edgepoint" "$tree/usr/sbin/edgepoint"
cp -R image/files/. "$tree/"
[ "$board" = rpi ] || sed -i '/^# On the Pi/d' "$tree/usr/libexec/edgepoint/coldplug"
version=$(sed -n 's/.*edgePointVersion.*"\(.*\)".*/\1/p' Sources/EdgeTypes/Version.swift)
printf 'NAME=EdgePoint\nID=edgepoint\nVERSION_ID=%s\nPRETTY_NAME="EdgePoint %s"\nVARIANT_ID=%s\n' \
  "$version" "$version" "$board" >"$tree/etc/os-release"
chmod 600 "$tree/etc/shadow"
find "$tree" -type d -exec chmod u=rwx,go=rx {} +
chmod 700 "$tree/root" "$tree/etc/config"

rm -f "$work/root.squashfs"
# mksquashfs takes every date from SOURCE_DATE_EPOCH. The first process needs a console before devtmpfs is
# there; a pseudo file needs no root to make.
mksquashfs "$tree" "$work/root.squashfs" -quiet -no-progress -comp xz -Xdict-size 100% -b 256K \
  -all-root -no-xattrs -reproducible -p '/dev/console c 600 0 0 5 1' >"$work/mksquashfs.log"
say "root: $(du -sm "$tree" | cut -f1) MB, $(stat -c %s "$work/root.squashfs") bytes compressed, $(wc -l <"$used") packages"
