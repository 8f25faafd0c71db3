#!/usr/bin/env bash
# Makes build/lab-tools.img, the disk with which a scenario measures: iperf3, ping, ip, tc and nft of Debian arm64
# with their libraries, as a file system without compression. Nothing of it is in the product's image.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
umask 022
PATH=$PATH:/usr/sbin:/sbin

# Two scenarios may want it at the same time.
mkdir -p build
exec 9>build/lab-tools.lock
flock 9

cross-toolchain/fetch lab
cache=build/cache/debs-lab image=build/lab-tools.img work=build/lab-tools
wanted=$(cat "$cache/SHA256SUMS" "$0" | sha256sum)
[ ! -s "$image" ] || [ "$(cat "$image.made-of" 2>/dev/null)" != "$wanted" ] || exit 0

rm -rf "$work" "$image"
mkdir -p "$work/all" "$work/tree"
sed -n 's/^[0-9a-f]\{64\}  //p' "$cache/SHA256SUMS" | while read -r file; do
  case $file in
    iperf3_* | libiperf0_* | iputils-ping_* | iproute2_* | nftables_* | lib*) ;;
    *) continue ;;
  esac
  dpkg-deb --fsys-tarfile "$cache/$file" | tar -C "$work/all" -x --no-same-owner
done
for program in bin/iperf3 bin/ping sbin/ip sbin/tc sbin/nft; do
  file=$work/all/usr/$program
  [ -e "$file" ] || file=$work/all/$program
  cp -L "$file" "$work/tree/"
done
mkdir "$work/tree/lib"
for folder in "$work"/all/{usr/,}lib/aarch64-linux-gnu; do
  [ ! -d "$folder" ] || find "$folder" -maxdepth 1 -name '*.so*' -exec cp -a -t "$work/tree/lib" {} +
done
mksquashfs "$work/tree" "$image" -quiet -no-progress -all-root -no-xattrs -noI -noD -noF -noX
rm -rf "$work"
echo "$wanted" >"$image.made-of"
echo "tools.sh: $image, $(stat -c %s "$image") bytes" >&2
