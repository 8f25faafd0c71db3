#!/usr/bin/env bash
# Prints the sizes of what is shipped as a table, and fails when one is above its bar.
# image/sizes.sh --readme also puts the table into README.md.
. "$(dirname "$0")/common.sh"

if [ "${1:-}" = --readme ]; then
  table=$(image/sizes.sh) || { echo "$table"; fail "a size is above its bar: README.md is left alone"; }
  awk -v table="$table" '/^<!-- end of sizes/ { skip = 0 } !skip
    /^<!-- sizes/ { print table; skip = 1 }' README.md >build/readme.new
  cp build/readme.new README.md && rm build/readme.new
  echo "$table"
  exit 0
fi

status=0
# row NAME BYTES BAR-IN-BYTES
row() {
  local bar=''
  if [ -n "${3:-}" ]; then
    bar=$(awk -v n="$3" 'BEGIN { printf "%.1f MB", n / 1e6 }')
    [ "$2" -le "$3" ] || { bar="$bar, **exceeded**"; status=1; }
  fi
  awk -v name="$1" -v n="$2" -v bar="$bar" 'BEGIN { printf "| %s | %.2f MB | %s |\n", name, n / 1e6, bar }'
}
size() { stat -c %s "$1"; }

echo '| what | size | bar |'
echo '| --- | ---: | --- |'
# 2.75 MiB while parts are being added; 2 MiB when all are there.
row 'program, static arm64, stripped' "$(size build/aarch64/edgepoint)" 2883584
for board in virt rpi; do
  work=$root/build/image/$board image=$root/build/image/edgepoint-$board.img
  [ -e "$image" ] || continue
  kernel=$(size "$work/Image.gz") initrd=$(size "$work/initrd.img") squashfs=$(size "$work/root.squashfs")
  row "$board: kernel (gzip)" "$kernel"
  row "$board: initrd" "$initrd"
  row "$board: root, compressed" "$squashfs" 16000000
  row "$board: one slot (kernel, initrd, root)" $((kernel + initrd + squashfs)) 31000000
  row "$board: whole image on the card" "$(size "$image")"
  row "$board: whole image as a download (zstd)" "$(size "$image.zst")"
done
exit $status
