# Sourced by the scripts of this folder: where things are, the build's date, and unpacked packages.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { echo "${0##*/}: $*" >&2; }
fail() { say "$@"; exit 70; }

board=${BOARD:-virt}
case $board in virt | rpi) ;; *) say "unknown board '$board'; expected virt or rpi"; exit 64 ;; esac

# One date for every file and file system: the commit's, so that two builds of it are the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH

cache=$root/build/cache/debs-image
# shellcheck disable=SC2034 # for the scripts that source this file
work=$root/build/image/$board
unpacked=$root/build/image/unpacked

# What is shipped has Debian's security updates in it, the program's libraries too; who wants it without says so.
export EDGEPOINT_SECURITY=${EDGEPOINT_SECURITY:-required}
fetch_packages() { cross-toolchain/fetch "$@"; }

# The file of package $1 in the cache, whatever its version.
deb() {
  local file
  file=$(sed -n "s/^[0-9a-f]\{64\}  \($1_.*\.deb\)$/\1/p" "$cache/SHA256SUMS")
  [ -n "$file" ] || fail "no package '$1' in build/cache/debs-image"
  echo "$cache/$file"
}

# Unpacks package $1 once and prints the folder it is in.
unpack() {
  local file into
  file=$(deb "$1")
  into=$unpacked/$(basename "$file" .deb)
  if [ ! -e "$into/.complete" ]; then
    rm -rf "$into" && mkdir -p "$into"
    dpkg-deb --fsys-tarfile "$file" | tar -C "$into" -x --no-same-owner
    : >"$into/.complete"
  fi
  echo "$into"
}

kernel_package() { sed -n 's/^[0-9a-f]\{64\}  \(linux-image-6[^_]*\)_.*/\1/p' "$cache/SHA256SUMS"; }
