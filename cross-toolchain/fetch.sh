#!/usr/bin/env bash
# Downloads a named set of Debian trixie packages for another architecture, and touches nothing of the host.
#
#   cross-toolchain/fetch.sh SET ARCH [--closure] PACKAGE...
#   EDGEPOINT_LOCK=update cross-toolchain/fetch.sh ...      take Debian's newest versions into the lock
#
# The packages land in build/cache/debs-SET; SHA256SUMS there names the ones that count. The sums come from Debian's signed
# index through apt, and are checked again each time the set is used, so a rebuild needs no network
# (EDGEPOINT_OFFLINE=1 forbids it). cross-toolchain/locks/SET.sha256 holds the sums this commit was made
# with. Where Debian has replaced a locked version by a newer one, the newer one is taken with a warning:
# the result is then not byte-identical to the commit's. --closure adds the packages depended upon.
# EDGEPOINT_MIRROR and EDGEPOINT_SECURITY_MIRROR name other archives; EDGEPOINT_SECURITY_MIRROR=none does
# without the security suite, for the days when a mirror's index of it does not match its signature.
set -euo pipefail
cd "$(dirname "$0")/.."

set_name=$1 arch=$2
shift 2
closure=
[ "${1:-}" != --closure ] || { closure=yes; shift; }

suite=trixie
cache=$PWD/build/cache/debs-$set_name
apt=$PWD/build/cache/apt-$arch
lock=cross-toolchain/locks/$set_name.sha256
wanted="# $suite $arch ${closure:+closure }$*"

mkdir -p "$cache"
say() { echo "fetch.sh: $*" >&2; }

for tool in apt-get dpkg-deb sha256sum; do
  command -v "$tool" >/dev/null || {
    say "'$tool' is missing; it is part of Debian's packages apt, dpkg and coreutils"; exit 69; }
done
[ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || {
  say "the keys that sign Debian's index are missing; install them with: sudo apt-get install debian-archive-keyring"
  exit 69; }

complete() { # all packages of the sums file $1 are in the cache, unchanged, and it is the set we want
  [ -s "$1" ] && [ "$(head -n 1 "$1")" = "$wanted" ] &&
    (cd "$cache" && grep -v '^#' | sha256sum --check --strict --quiet - >/dev/null 2>&1) <"$1"
}

# The archive that the host already uses for Debian; the host's keyring signs trixie too.
archive() {
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -v security="$1" '$1 == "Debian" && ($2 ~ /security/) == security { print $2; exit }'
}

configure() {
  local main security
  main=${EDGEPOINT_MIRROR:-$(archive 0)}
  security=${EDGEPOINT_SECURITY_MIRROR:-$(archive 1)}
  mkdir -p "$apt"/{lists/partial,archives/partial,etc}
  {
    local key=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [$key] ${main:-http://deb.debian.org/debian/} $suite main non-free-firmware"
    [ "$security" = none ] ||
      echo "deb [$key] ${security:-http://deb.debian.org/debian-security/} $suite-security main non-free-firmware"
  } >"$apt/etc/sources.list"
  cat >"$apt/apt.conf" <<CONF
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "${EDGEPOINT_VALID_UNTIL:-true}";
Debug::NoLocking "true";
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$apt";
Dir::Etc::SourceList "$apt/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Etc::Parts "/dev/null";
CONF
}

private() { local tool=$1; shift; APT_CONFIG=$apt/apt.conf "$tool" "$@"; }

# name=version of each package in a sums file; file names spell the epoch's colon as %3a.
locked_versions() {
  sed -n 's/^[0-9a-f]\{64\}  \([^_]*\)_\([^_]*\)_[^_]*\.deb$/\1=\2/p' "$1" | sed 's/%3a/:/'
}

newest_versions() {
  local package
  for package in "$@"; do # one at a time: nothing is installed, so packages that exclude one another may both come
    if [ -n "$closure" ]; then
      private apt-get -qq install --simulate "$package" | sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p'
    else
      private apt-cache show --no-all-versions "$package" | sed -n 's/^Version: /'"$package"'=/p'
    fi
  done | LC_ALL=C sort -u
}

# The sums that the signed index gives for name=version..., in the form that sha256sum reads.
index_sums() {
  private apt-cache show "$@" | awk '
    /^Package: /  { name = $2 }
    /^Version: /  { version = $2 }
    /^Architecture: / { arch = $2 }
    /^SHA256: /   { sum = $2 }
    /^$/ && sum   { sub(/:/, "%3a", version); print sum "  " name "_" version "_" arch ".deb"; sum = "" }' |
    LC_ALL=C sort -k 2
}

incomplete_index() {
  say "Debian's $suite index for $arch could not be read whole (apt says why above); try again later, or take"
  say "what $suite has without its security suite: EDGEPOINT_SECURITY_MIRROR=none"
  exit 69
}

fetch() {
  local versions='' whole=yes
  configure
  say "reading Debian's $suite index for $arch"
  # What apt could not verify it leaves out; the locked versions may all be in the rest.
  private apt-get -qq update || whole=
  if [ "${EDGEPOINT_LOCK:-}" != update ] && [ "$(head -n 1 "$lock" 2>/dev/null)" = "$wanted" ]; then
    versions=$(locked_versions "$lock")
    # shellcheck disable=SC2086 # a list of words
    private apt-cache show $versions >/dev/null 2>&1 || {
      [ -n "$whole" ] || incomplete_index
      say "warning: Debian no longer offers every version in $lock; taking the newest of all:"
      say "warning: the result will not be byte-identical to this commit's"
      versions=; }
  fi
  if [ -z "$versions" ]; then
    [ -n "$whole" ] || incomplete_index
    versions=$(newest_versions "$@")
  fi
  say "downloading $(wc -w <<<"$versions") packages into build/cache/debs-$set_name"
  # shellcheck disable=SC2086 # a list of words
  (cd "$cache" && private apt-get -qq download $versions)
  # shellcheck disable=SC2086 # a list of words
  { echo "$wanted"; index_sums $versions; } >"$cache/SHA256SUMS.new"
  mv "$cache/SHA256SUMS.new" "$cache/SHA256SUMS"
  complete "$cache/SHA256SUMS" || {
    say "the downloaded packages do not match the sums in Debian's index; remove $cache and try again"; exit 74; }
  if [ "${EDGEPOINT_LOCK:-}" = update ] || [ ! -e "$lock" ]; then
    mkdir -p "$(dirname "$lock")" && cp "$cache/SHA256SUMS" "$lock"
    say "wrote $lock"
  fi
}

if [ "${EDGEPOINT_LOCK:-}" != update ]; then
  # A locked set in the cache is the first choice, then whatever was fetched last for the same wish.
  ! complete "$lock" || { cp "$lock" "$cache/SHA256SUMS"; exit 0; }
  ! complete "$cache/SHA256SUMS" || exit 0
  [ -z "${EDGEPOINT_OFFLINE:-}" ] || {
    say "EDGEPOINT_OFFLINE is set and build/cache/debs-$set_name is incomplete or damaged"
    exit 69; }
fi
fetch "$@"
