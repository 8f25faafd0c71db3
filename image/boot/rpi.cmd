setenv kernel_raw 0x00200000
setenv kernel_gz 0x08000000
setenv initrd_at 0x0a000000
setenv block 0x07f00000
setenv console "console=tty0 console=ttyS1,115200"
# The firmware names the tree it chose; without it, U-Boot's own is the one it was started with.
setenv dtb ${fdt_addr}
if test "${dtb}" = ""; then setenv dtb ${fdtcontroladdr}; fi
