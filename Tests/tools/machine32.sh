#!/usr/bin/env bash
# Boots a virtual machine whose user programs are the 32-bit ARM build: the service mines for a pool beside it
# for half a minute. The kernel is the image's, which runs 32-bit programs too; its system call
# filter, identities and process starts are real, unlike under qemu-arm.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck disable=SC2012 # Debian names these files, in plain letters
kernel=$(ls build/image/unpacked/linux-image-6*/boot/vmlinuz-6* 2>/dev/null | tail -n 1 || true)
# shellcheck disable=SC2012
busybox=$(ls build/image/unpacked/busybox-static*/usr/bin/busybox 2>/dev/null | tail -n 1 || true)
if [ -z "$kernel" ] || [ -z "$busybox" ]; then
  echo "machine32.sh: build/image/unpacked holds no kernel and busybox; make image BOARD=virt brings them" >&2
  exit 69
fi
[ -x build/armv7/edgepoint ] || { echo "machine32.sh: build/armv7/edgepoint is missing; make firmware-armv7 builds it" >&2; exit 69; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc}
cp "$busybox" build/armv7/edgepoint "$root/bin/"
PYTHONPATH=Tests/System python3 -c '
from lib.service import config_text
print(config_text("/tmp/service", ["http://127.0.0.1:8080"]), end="")' >"$root/etc/config"

cat >"$root/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev; $b mount -t tmpfs tmp /tmp
$b mkdir -p /tmp/service/state; $b ip link set lo up
edgepoint pool --listen 127.0.0.1:8080 --bits 207fffff --stats-every 10 2>&1 &
$b sleep 4
edgepoint run --config /etc/config 2>&1 &
i=0 # half a minute, and longer on a busy machine until something has been accepted
while [ $i -lt 6 ] || [ $i -lt 24 ] && ! edgepoint status --json --socket /tmp/service/socket | $b grep -q '"accepted":[1-9]'; do
  $b sleep 5; i=$((i + 1))
done
$b sleep 10 # the pool's next line of counts
edgepoint status --json --socket /tmp/service/socket
echo
for p in /proc/[0-9]*; do
  $b grep -qs miner $p/cmdline && echo "miner:" $($b grep -E '^(Uid|CapEff|Seccomp):' $p/status)
done
$b poweroff -f
INIT
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initrd"

timeout 240 qemu-system-aarch64 -M virt -cpu cortex-a53 -smp 1 -m 128 -nic none -nographic -kernel "$kernel" \
  -initrd "$work/initrd" -append 'console=ttyAMA0 panic=-1 quiet PATH=/bin' </dev/null | tr -d '\r' | tee "$work/console"

python3 - "$work/console" <<'PY'
import json
import re
import sys

console = open(sys.argv[1], errors="replace").read()
pool = re.findall(r"accepted=(\d+) dup=\d+ rejected=(\d+)", console)[-1]
status = json.loads(next(line for line in console.splitlines() if line.startswith("{")))
miner = re.search(r"miner: Uid.*", console).group()
assert int(pool[0]) > 0 and pool[1] == "0", f"the pool took {pool[0]} and refused {pool[1]}"
assert status, "the status is empty"
assert "Seccomp: 2" in miner and "CapEff: 0000000000000000" in miner and "Uid: 65534" in miner, miner
PY
