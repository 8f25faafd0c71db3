#!/usr/bin/env bash
# Installs the Debian packages named on the command line that are missing; as an ordinary user it says which.
# An index that cannot be read whole (one archive of several is broken) does not stop it: what is known serves.
set -euo pipefail

missing=()
for package in "$@"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    exec sudo "$0" "$@"
  fi
  echo "packages.sh: these Debian packages are missing: ${missing[*]}" >&2
  echo "packages.sh: install them with: sudo apt-get install ${missing[*]}" >&2
  exit 69
fi
echo "packages.sh: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
said=$(mktemp)
trap 'rm -f "$said"' EXIT

update() { apt-get -qq -o Acquire::Retries=3 update 2>"$said" || { sed 's/^/packages.sh: apt: /' "$said" >&2; return 1; }; }
install() { apt-get -qq -o Acquire::Retries=3 install -y --no-install-recommends "${missing[@]}" >/dev/null 2>"$said"; }

update || echo "packages.sh: the index could not be read whole; going on with what is known" >&2
# A file that the index names may have been replaced a moment ago: read the index once more.
install || { update && install; } || {
  grep -v '^debconf: ' "$said" | tail -n 5 | sed 's/^/packages.sh: apt: /' >&2
  echo "packages.sh: these Debian packages could not be installed: ${missing[*]}" >&2
  exit 69
}
