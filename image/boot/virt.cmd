# 96 MiB must do: U-Boot keeps the last 43 MiB for itself, so the compressed kernel goes right behind the
# place of the unpacked one, and the initrd over the compressed kernel.
setenv kernel_raw 0x40200000
setenv kernel_gz 0x42780000
setenv initrd_at 0x42a00000
setenv block 0x40200000
setenv console console=ttyAMA0
setenv dtb ${fdtcontroladdr}
setenv initrd_high 0xffffffffffffffff
