#!/usr/bin/env bash
# Builds the static Embedded program for one architecture: cross-toolchain/build.sh [arm64|amd64|armhf]
# Result: build/aarch64/edgepoint, build/x86_64/edgepoint or build/armv7/edgepoint, stripped, with its size printed.
set -euo pipefail
cd "$(dirname "$0")/.."

arch=${1:-arm64}
case $arch in
  arm64) triple=aarch64-none-none-elf name=aarch64 ;;
  amd64) triple=x86_64-unknown-linux-gnu name=x86_64 ;;
  armhf) triple=armv7-none-none-eabi name=armv7 ;;
  *) echo "build.sh: unknown architecture '$arch'; expected arm64, amd64 or armhf" >&2; exit 64 ;;
esac

command -v swiftc >/dev/null || {
  echo "build.sh: 'swiftc' is missing; Debian has no package of Swift 6.3: https://www.swift.org/install/linux/ tells how to install it" >&2
  exit 69; }
cross-toolchain/sysroot.sh "$arch"
EDGEPOINT_LIBNL=$PWD/build/sysroot-$arch/usr/include/libnl3 \
  swift build -c release --triple "$triple" --toolset "build/toolset-$arch.json" \
  --scratch-path ".build-$name" --product edgepoint
mkdir -p "build/$name"
cp ".build-$name/release/edgepoint" "build/$name/edgepoint.debug"
strip=llvm-strip
command -v "$strip" >/dev/null || strip=$(dirname "$(readlink -f "$(command -v swiftc)")")/llvm-objcopy
case $strip in
  *objcopy) "$strip" --strip-all "build/$name/edgepoint.debug" "build/$name/edgepoint" ;;
  *) "$strip" -o "build/$name/edgepoint" "build/$name/edgepoint.debug" ;;
esac
swiftc --version 2>&1 | sed -n 's/.*Swift version \([^ ]*\).*/\1/p' >"build/$name/swift-version"
echo "build.sh: build/$name/edgepoint, $(stat -c %s "build/$name/edgepoint") bytes"
