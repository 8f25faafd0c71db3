# Sourced by the scripts beside it.
# shellcheck shell=sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

# One event a line, to the log in RAM, and to the console while the log is not there yet.
log() {
  if [ -S /dev/log ]; then logger -t "${0##*/}" -p daemon.notice -- "$*"; else echo "${0##*/}: $*" >/dev/console; fi
}

# Sets $device to the partition named $1: boot, state, bootA, rootA, bootB, rootB or data.
partition() {
  for device in /sys/class/block/*/partition; do
    device=${device%/partition}
    while IFS='=' read -r key value; do
      if [ "$key" = PARTNAME ] && [ "$value" = "$1" ]; then
        device=/dev/${device##*/}
        return 0
      fi
    done <"$device/uevent"
  done
  device=
  return 1
}

# The value of the word $1=... on the kernel's command line.
kernel_word() {
  tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p" | tail -n 1
}

# Seconds since the kernel started, in hundredths; kept for `cat /run/boot-times`.
mark() {
  read -r up _ </proc/uptime
  echo "$1 $up" >>/run/boot-times
}
