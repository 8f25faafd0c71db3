setenv kernel_raw 0x40200000
setenv kernel_gz 0x42c00000
setenv initrd_at 0x42c00000
setenv block 0x42b00000
setenv console console=ttyAMA0
setenv dtb ${fdtcontroladdr}
