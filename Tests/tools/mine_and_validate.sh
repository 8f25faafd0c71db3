#!/usr/bin/env bash
# Mines 20 announcements with the given program and lets it validate them; then one flipped bit must be refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
parent=00000000000000000123456789abcdef0123456789abcdef0123456789abcdef

"$@" mine --parent-hash "$parent" --height 1500000 --bits 207fffff --count 20 --threads 1 --out "$work/anns"
[ "$(stat -c %s "$work/anns")" = 20480 ] || { echo "expected 20 announcements of 1024 bytes"; exit 1; }
"$@" validate --parent-hash "$parent" "$work/anns"

python3 - "$work/anns" "$work/broken" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read()[:1024])
data[500] ^= 1
open(sys.argv[2], "wb").write(data)
PY
if "$@" validate --parent-hash "$parent" "$work/broken"; then
  echo "an announcement with a flipped bit was accepted"
  exit 1
fi
