#!/usr/bin/env bash
# The module map of the architecture: deciders and the computer never import a port, nor a port them, and what
# lies below the deciders imports none of them.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0

# forbid WHERE PATTERN: no file below Sources/WHERE may import a module that matches.
forbid() {
  if grep -rnE "^[[:space:]]*((public|internal|private|package|@_exported) )*import ($2)\b" "Sources/$1"; then
    echo "Sources/$1 must not import $2"
    bad=1
  fi
}

for decider in EdgeControl MeshShare PacketCryptLite; do
  forbid "$decider" 'LinuxPort|NetlinkPort|CLinux|CEvent|CNetlink|Foundation|Glibc|EdgePoint'
done
for port in LinuxPort NetlinkPort; do
  forbid "$port" 'UCI|EdgeConfig|EdgeControl|MeshShare|PacketCryptLite|Foundation|Glibc|EdgePoint'
done
above='NetModel|JSON|EdgeControl|MeshShare|PacketCryptLite|LinuxPort|NetlinkPort|EdgePoint|C[A-Z][A-Za-z]*|Foundation|Glibc'
forbid UCI "EdgeConfig|$above"
forbid EdgeConfig "$above"
forbid EdgeTypes 'UCI|NetModel|JSON|EdgeConfig|EdgeControl|MeshShare|PacketCryptLite|LinuxPort|NetlinkPort|C[A-Z][A-Za-z]*|Foundation|Glibc'
# What deciders and ports share knows neither.
forbid NetModel 'UCI|EdgeConfig|EdgeControl|MeshShare|PacketCryptLite|LinuxPort|NetlinkPort|JSON|C[A-Z][A-Za-z]*|Foundation|Glibc'
forbid EdgePoint 'Foundation|Glibc'
[ "$bad" = 0 ] && echo "boundaries hold"
exit "$bad"
