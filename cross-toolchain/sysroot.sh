#!/usr/bin/env bash
# Makes a Debian trixie sysroot for one architecture and the SwiftPM toolset file that links against it.
#
#   cross-toolchain/sysroot.sh [arm64|amd64|armhf]      (default arm64)
#
# Everything stays under build/: build/sysroot-ARCH, build/toolset-ARCH.json and the package cache
# build/cache/debs-ARCH. Runs as an ordinary user; the host's packages, apt lists and architecture list
# are not touched. Package checksums come from Debian's signed index through apt. With the cache filled
# and EDGEPOINT_OFFLINE=1 the sysroot is made again without any network.
set -euo pipefail
cd "$(dirname "$0")/.."

arch=${1:-arm64}
case $arch in
  arm64) gnu=aarch64-linux-gnu swift_lib=aarch64-none-none-elf ;;
  amd64) gnu=x86_64-linux-gnu swift_lib=x86_64-unknown-linux-gnu ;;
  armhf) gnu=arm-linux-gnueabihf swift_lib=armv7-none-none-eabi ;;
  *) echo "sysroot.sh: unknown architecture '$arch'; expected arm64, amd64 or armhf" >&2; exit 64 ;;
esac

suite=trixie
packages="libc6 libc6-dev linux-libc-dev libgcc-14-dev libgcc-s1 libcrypt-dev libnl-3-dev libnl-route-3-dev
  libnl-genl-3-dev libmnl-dev libsodium-dev libevent-dev libjansson-dev"

root=$PWD
sysroot=$root/build/sysroot-$arch
cache=$root/build/cache/debs-$arch
stamp=$sysroot/.complete
wanted=$(printf '%s\n' "$suite" $packages | sha256sum | cut -c1-16)

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || {
    echo "sysroot.sh: '$tool' is missing; it is part of Debian's packages apt and dpkg" >&2; exit 69; }
done

# The mirror that the host already uses for Debian; its keyring signs trixie too.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }'
}

fetch() {
  local apt=$root/build/cache/apt-$arch uri
  uri=${EDGEPOINT_MIRROR:-$(mirror)}
  uri=${uri:-http://deb.debian.org/debian/}
  mkdir -p "$apt"/{lists/partial,archives/partial,etc} "$cache"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main" >"$apt/etc/sources.list"
  cat >"$apt/apt.conf" <<CONF
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
Dir::State::Lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$apt";
Dir::Etc::SourceList "$apt/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "/dev/null";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  echo "sysroot.sh: reading Debian's $suite index for $arch"
  APT_CONFIG=$apt/apt.conf apt-get -qq update
  echo "sysroot.sh: downloading $(echo $packages | wc -w) packages"
  (cd "$cache" && rm -f ./*.deb && APT_CONFIG=$apt/apt.conf apt-get -qq download $packages)
  echo "$wanted" >"$cache/.packages"
}

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  if [ "$(cat "$cache/.packages" 2>/dev/null)" != "$wanted" ]; then
    [ -z "${EDGEPOINT_OFFLINE:-}" ] || {
      echo "sysroot.sh: EDGEPOINT_OFFLINE is set and $cache is not complete" >&2; exit 69; }
    fetch
  fi
  rm -rf "$sysroot" && mkdir -p "$sysroot"
  # trixie is /usr-merged: packages that still name /lib find it through these links.
  mkdir -p "$sysroot"/usr/{lib,bin,sbin}
  for d in lib bin sbin; do ln -s "usr/$d" "$sysroot/$d"; done
  for deb in "$cache"/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -C "$sysroot" -x --keep-directory-symlink; done
  echo "$wanted" >"$stamp"
fi

swift_usr=${SWIFT_USR:-$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")}
embedded=$swift_usr/lib/swift/embedded/$swift_lib
[ -d "$embedded" ] || {
  echo "sysroot.sh: the Swift toolchain has no Embedded library for $swift_lib (looked in $embedded)" >&2; exit 69; }

case $arch in
  arm64) extra_swift='"-Xcc","-mcpu=cortex-a53",' extra_c='"-mcpu=cortex-a53",' ;;
  amd64) extra_swift='' extra_c='' ;;
  armhf) extra_swift='"-Xcc","-mfloat-abi=hard","-Xcc","-mfpu=neon-vfpv4",' extra_c='"-march=armv7-a","-mfpu=neon-vfpv4","-mfloat-abi=hard",' ;;
esac

cat >"$root/build/toolset-$arch.json" <<JSON
{ "schemaVersion": "1.0",
  "swiftCompiler": { "extraCLIOptions": [
    "-enable-experimental-feature", "Embedded", "-wmo", "-Osize", $extra_swift
    "-Xcc", "-D__linux__=1", "-Xcc", "-D__gnu_linux__=1", "-Xcc", "--sysroot=$sysroot",
    "-Xcc", "-isystem", "-Xcc", "$sysroot/usr/include/$gnu", "-Xcc", "-isystem", "-Xcc", "$sysroot/usr/include",
    "-use-ld=lld", "-Xclang-linker", "--target=$gnu", "-Xclang-linker", "-static",
    "-Xclang-linker", "--sysroot=$sysroot"] },
  "cCompiler": { "extraCLIOptions": ["--target=$gnu", "--sysroot=$sysroot", $extra_c "-Os", "-ffunction-sections", "-fdata-sections"] },
  "linker": { "extraCLIOptions": ["-lnl-route-3", "-lnl-genl-3", "-lnl-3", "-lmnl", "-lsodium", "-levent", "-ljansson",
    "$embedded/libswiftUnicodeDataTables.a", "-lm", "-lpthread", "-lc", "--gc-sections"] } }
JSON
echo "sysroot.sh: build/sysroot-$arch and build/toolset-$arch.json are ready"
