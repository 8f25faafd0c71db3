#!/usr/bin/env bash
# Kernel and modules: the chosen modules with all they depend on, as raw .ko files under $work/modules,
# Image.gz, and the device trees. BOARD=virt|rpi image/kernel.sh
. "$(dirname "$0")/common.sh"

package=$(kernel_package)
release=${package#linux-image-}
from=$(unpack "$package")
tree=$from/usr/lib/modules/$release
[ -s "$tree/modules.dep" ] || depmod -b "$from/usr" "$release"

# All modules that the words of the given lists need, in the order in which they can be inserted.
closure() {
  sed 's/#.*//' "$@" | tr -s ' \n' '\n' | awk -v dep="$tree/modules.dep" '
    function plain(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
    BEGIN {
      while ((getline line < dep) > 0) {
        count = split(line, part, /:? +|:$/)
        name = plain(part[1]); file[name] = part[1]; needs[name] = ""
        for (i = count; i > 1; i--) if (part[i] != "") needs[name] = needs[name] " " part[i]
      }
    }
    NF { name = $1; gsub(/-/, "_", name)
      if (!(name in file)) { print "kernel.sh: no module named " $1 > "/dev/stderr"; bad = 1; next }
      count = split(needs[name], part, " ")
      for (i = 1; i <= count; i++) if (!seen[part[i]]++) print part[i]
      if (!seen[file[name]]++) print file[name] }
    END { exit bad }'
}

rm -rf "$work/modules" "$work/initrd-modules" "$work/dtb"
into=$work/modules/lib/modules/$release
mkdir -p "$into"
closure "image/modules/common" "image/modules/$board" >"$work/modules.list"
while read -r module; do
  mkdir -p "$into/$(dirname "$module")"
  xz -dc "$tree/$module" >"$into/${module%.xz}"
done <"$work/modules.list"
cp "$tree/modules.builtin" "$tree/modules.order" "$into/"
depmod -b "$work/modules" "$release"
# The indexes for other programs are not read by busybox; modules.dep and the two text tables are.
find "$into" -maxdepth 1 -name '*.bin' -delete
rm -f "$into/modules.devname" "$into/modules.softdep" "$into/modules.weakdep" "$into/modules.builtin.alias"

mkdir -p "$work/initrd-modules"
closure "image/modules/initrd-$board" >"$work/initrd.list"
: >"$work/initrd-modules/order"
while read -r module; do
  name=$(basename "${module%.xz}")
  cp "$into/${module%.xz}" "$work/initrd-modules/$name"
  echo "$name" >>"$work/initrd-modules/order"
done <"$work/initrd.list"

if [ ! -s "$work/Image.gz" ] || [ "$(cat "$work/Image.release" 2>/dev/null)" != "$release" ]; then
  gzip -9n <"$from/boot/vmlinuz-$release" >"$work/Image.gz"
  echo "$release" >"$work/Image.release"
fi
mkdir -p "$work/dtb"
if [ "$board" = rpi ]; then
  cp "$from/usr/lib/linux-image-$release/broadcom"/bcm2{837,711,712}-rpi-*.dtb "$work/dtb/"
fi
say "$release, $(wc -l <"$work/modules.list") modules ($(du -sm "$work/modules" | cut -f1) MB), $(wc -l <"$work/initrd.list") in the initrd"
