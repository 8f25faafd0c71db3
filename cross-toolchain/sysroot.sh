#!/usr/bin/env bash
# Makes a Debian trixie sysroot for one architecture and the SwiftPM toolset file that links against it.
#
#   cross-toolchain/sysroot.sh [arm64|amd64|armhf]      (default arm64)
#
# Everything stays under build/: build/sysroot-ARCH, build/toolset-ARCH.json and the package cache
# build/cache/debs-sysroot-ARCH. Runs as an ordinary user; the host's packages, apt lists and architecture
# list are not touched. cross-toolchain/fetch downloads and checks the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

arch=${1:-arm64}
case $arch in
  arm64) gnu=aarch64-linux-gnu swift_lib=aarch64-none-none-elf ;;
  amd64) gnu=x86_64-linux-gnu swift_lib=x86_64-unknown-linux-gnu ;;
  armhf) gnu=arm-linux-gnueabihf swift_lib=armv7-none-none-eabi ;;
  *) echo "sysroot.sh: unknown architecture '$arch'; expected arm64, amd64 or armhf" >&2; exit 64 ;;
esac

root=$PWD
sysroot=$root/build/sysroot-$arch
cache=$root/build/cache/debs-sysroot-$arch
stamp=$sysroot/.complete

cross-toolchain/fetch "sysroot-$arch"
wanted=$(sha256sum <"$cache/SHA256SUMS")
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$sysroot" && mkdir -p "$sysroot"
  # trixie is /usr-merged: packages that still name /lib find it through these links.
  mkdir -p "$sysroot"/usr/{lib,bin,sbin}
  for d in lib bin sbin; do ln -s "usr/$d" "$sysroot/$d"; done
  sed -n 's/^[0-9a-f]\{64\}  //p' "$cache/SHA256SUMS" | while read -r deb; do
    dpkg-deb --fsys-tarfile "$cache/$deb" | tar -C "$sysroot" -x --no-same-owner --keep-directory-symlink
  done
  echo "$wanted" >"$stamp"
fi

swift_usr=${SWIFT_USR:-$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")}
embedded=$swift_usr/lib/swift/embedded/$swift_lib
[ -d "$embedded" ] || {
  echo "sysroot.sh: the Swift toolchain has no Embedded library for $swift_lib (looked in $embedded)" >&2; exit 69; }

# armhf: Debian's libraries there pass floats in registers and have 64-bit times and file offsets;
# both are part of the calling convention, so the program must be compiled alike.
case $arch in
  arm64) extra_swift='"-Xcc","-mcpu=cortex-a53",' extra_c='"-mcpu=cortex-a53",' ;;
  amd64) extra_swift='' extra_c='' ;;
  armhf)
    extra_swift='"-Xcc","-mfloat-abi=hard","-Xcc","-D_TIME_BITS=64","-Xcc","-D_FILE_OFFSET_BITS=64",'
    extra_c='"-march=armv7-a","-mfpu=neon","-mfloat-abi=hard","-D_TIME_BITS=64","-D_FILE_OFFSET_BITS=64",' ;;
esac

# object-outliner off: it makes constants out of array literals and numbers them in each module on
# its own, so that a function which two modules emit finds the other module's constants under its
# own names (Swift 6.3.1, Embedded).
cat >"$root/build/toolset-$arch.json" <<JSON
{ "schemaVersion": "1.0",
  "swiftCompiler": { "extraCLIOptions": [
    "-enable-experimental-feature", "Embedded", "-wmo", "-Osize", "-Xfrontend", "-function-sections",
    "-Xllvm", "-sil-disable-pass=object-outliner", $extra_swift
    "-Xcc", "-D__linux__=1", "-Xcc", "-D__gnu_linux__=1", "-Xcc", "--sysroot=$sysroot",
    "-Xcc", "-isystem", "-Xcc", "$sysroot/usr/include/$gnu", "-Xcc", "-isystem", "-Xcc", "$sysroot/usr/include",
    "-use-ld=lld", "-Xclang-linker", "--target=$gnu", "-Xclang-linker", "-static",
    "-Xclang-linker", "--sysroot=$sysroot"] },
  "cCompiler": { "extraCLIOptions": ["--target=$gnu", "--sysroot=$sysroot", $extra_c "-DEDGEPOINT_STATIC=1", "-ffunction-sections", "-fdata-sections"] },
  "linker": { "extraCLIOptions": ["-lnl-genl-3", "-lnl-3", "-lmnl", "-lsodium", "-levent", "-ljansson",
    "$embedded/libswiftUnicodeDataTables.a", "-lm", "-lpthread", "-lc", "--gc-sections", "--icf=all",
    "-Map=$root/build/edgepoint-$arch.map",
    "-T", "$root/cross-toolchain/discard.ld"] } }
JSON
echo "sysroot.sh: build/sysroot-$arch and build/toolset-$arch.json are ready"
