# U-Boot's boot script: chooses the slot, counts the start, and starts it.
#
# The state (slot, good, tries) is an environment block with a CRC in sectors 0 and 8 of the partition "state".
# A start counts before it happens; Linux sets tries back to 0 when the service is healthy. The third start
# in a row that did not get there makes this the other slot's turn. Nothing here ends in a prompt.
setenv slot
setenv good
setenv tries
${devtype} dev ${devnum}
part start ${devtype} ${devnum} state state_0
setexpr state_1 ${state_0} + 8

${devtype} read ${block} ${state_1} 1
if env import -c ${block} 200 slot good tries; then echo "state: second copy is intact"; else echo "state: second copy is damaged"; fi
${devtype} read ${block} ${state_0} 1
if env import -c ${block} 200 slot good tries; then echo "state: first copy is intact"; else echo "state: first copy is damaged"; fi
if test "${slot}" != A -a "${slot}" != B; then setenv slot A; setenv good A; setenv tries 0; fi
if test "${tries}" = ""; then setenv tries 0; fi

if test ${tries} -ge 3; then
  echo "slot ${slot} was started ${tries} times and never became healthy"
  if test ${slot} = A; then setenv slot B; else setenv slot A; fi
  setenv tries 0
fi
setexpr tries ${tries} + 1
env export -c -s 200 ${block} good slot tries
${devtype} write ${block} ${state_0} 1
${devtype} write ${block} ${state_1} 1
echo "slot ${slot}, start ${tries}"

setenv extra
if load ${devtype} ${devnum}:${distro_bootpart} ${block} bootargs.txt; then env import -t ${block} ${filesize} extra; fi
setenv bootargs "${console} panic=5 quiet loglevel=4 edgepoint.slot=${slot} ${extra}"

part number ${devtype} ${devnum} boot${slot} part
if load ${devtype} ${devnum}:${part} ${kernel_gz} Image.gz && unzip ${kernel_gz} ${kernel_raw} && load ${devtype} ${devnum}:${part} ${initrd_at} initrd.img; then
  booti ${kernel_raw} ${initrd_at}:${filesize} ${dtb}
fi
echo "slot ${slot} cannot be started"
sleep 1
reset
