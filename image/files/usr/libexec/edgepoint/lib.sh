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

# Sets $value to that of the word $1=... on the kernel's command line; no process is started.
kernel_word() {
  value=
  read -r line </proc/cmdline
  for word in $line; do
    case $word in "$1"=*) value=${word#*=} ;; esac
  done
}

# Whether there is a watchdog that may be used.
has_watchdog() {
  kernel_word edgepoint.watchdog
  [ "$value" != off ] && [ -c /dev/watchdog0 ]
}

# The option $2 of the config's section type $1.
config_option() {
  awk -v section="$1" -v option="$2" '
    $1 == "config" { gsub(/[\047"]/, "", $2); mine = ($2 == section) }
    mine && $1 == "option" && $2 == option { gsub(/[\047"]/, "", $3); print $3; exit }' /etc/config/edgepoint
}

# Seconds since the kernel started, in hundredths; kept for `cat /run/boot-times`.
mark() {
  read -r up _ </proc/uptime
  echo "$1 $up" >>/run/boot-times
}
