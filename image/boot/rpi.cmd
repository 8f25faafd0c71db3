setenv kernel_raw 0x00200000
setenv kernel_gz 0x0a000000
setenv initrd_at 0x0c000000
setenv block 0x07f00000
setenv console "console=tty0 console=ttyS1,115200"
# The firmware chose the board's device tree and put it somewhere: keep it safe from what is loaded below.
setenv dtb 0x0e000000
if test "${fdt_addr}" = ""; then setenv fdt_addr ${fdtcontroladdr}; fi
cp.b ${fdt_addr} ${dtb} 0x20000
