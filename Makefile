# EdgePoint: `make run` shows the main job, `make test` is what CI runs.
SHELL := /bin/bash
.DELETE_ON_ERROR:

version := $(shell sed -n 's/.*edgePointVersion.*"\(.*\)".*/\1/p' Sources/EdgeTypes/Version.swift)
host := .build/release/edgepoint

# The Debian packages that the host build and the tests need, and nothing else is installed.
packages := git make binutils ca-certificates apt-utils gpg debian-archive-keyring python3 python3-venv iproute2 qemu-user-static \
  libnl-3-dev libnl-genl-3-dev libmnl-dev libsodium-dev libevent-dev libjansson-dev \
  iperf3 iputils-ping ethtool nftables shellcheck
# What the images, the packages for other systems and the lab need beside them.
image_packages := qemu-system-arm mtools dosfstools squashfs-tools fdisk e2fsprogs u-boot-tools zstd xz-utils cpio kmod

.PHONY: help run build test quick soak lint lint-swift format firmware firmware-x86_64 firmware-armv7 packages bench fuzz clean \
  image image-packages deb ipk lab sizes lock

help:
	@echo 'make run         build for this machine and mine for a minute against a local pool'
	@echo 'make test        everything that CI checks'
	@echo 'make quick       lint, module boundaries, host build and unit tests: at most 3 minutes'
	@echo 'make soak        the tests that count, ten times as long; writes docs/soak.md'
	@echo 'make build       the host program, $(host)'
	@echo 'make firmware    the static ARM program, build/aarch64/edgepoint'
	@echo 'make firmware-armv7   the same for 32-bit ARM, build/armv7/edgepoint'
	@echo 'make image BOARD=rpi   the flashable image, build/image/edgepoint-rpi.img (or BOARD=virt)'
	@echo 'make deb, make ipk     packages for Debian and for OpenWrt, in build/packages'
	@echo 'make lab [SCENARIO=x]  boot the virt image and play the scenarios of Tests/Lab'
	@echo 'make sizes       a table of what is shipped'
	@echo 'make bench       mining speed on this machine'
	@echo 'make fuzz SECONDS=60   every fuzz target for that long'
	@echo 'make lint        every linter: Swift, shell, Python'
	@echo 'make format      rewrite the sources in house style'

run: build
	$(host) demo --seconds $(or $(SECONDS_TO_RUN),60)

build: packages
	swift build -c release --product edgepoint

test: image-packages
	Tests/run

# Lint, module boundaries, host build and unit tests.
quick: packages
	Tests/run lint boundaries host

# The long form of every count of Tests/counts.txt; its figures go to docs/soak.md.
soak: image-packages
	Tests/run --soak docs/soak.md

lint: lint-swift
	Tests/tools/shell_lint.sh
	Tests/tools/python_lint.sh

lint-swift:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift
	Tests/tools/python_lint.sh --format

firmware: packages
	@cross-toolchain/build.sh arm64

firmware-x86_64: packages
	@cross-toolchain/build.sh amd64

firmware-armv7: packages
	@cross-toolchain/build.sh armhf

image: image-packages firmware
	@image/build.sh $(or $(BOARD),virt)

deb: image-packages firmware
	@image/packages/deb.sh

ipk: image-packages firmware
	@image/packages/ipk.sh

lab: image-packages
	@[ -x build/x86_64/edgepoint ] || $(MAKE) --no-print-directory firmware-x86_64
	@for board in virt rpi; do \
	  [ -e build/image/edgepoint-$$board.img ] || $(MAKE) --no-print-directory image BOARD=$$board || exit 1; done
	@Tests/Lab/run $(SCENARIO)

sizes:
	@image/sizes.sh
	@image/size_parts.py build/edgepoint-arm64.map build/aarch64/edgepoint

image-packages: packages
	@cross-toolchain/packages.sh $(image_packages)

# Takes Debian's newest versions into all locks; one that cannot be had whole stays as it was, and that is said.
lock:
	@cross-toolchain/fetch --lock

bench: build
	$(host) bench

fuzz: packages
	Tests/Fuzz/run $(or $(SECONDS),60)

packages:
	@cross-toolchain/packages.sh $(packages)

clean:
	rm -rf .build .build-aarch64 .build-x86_64 .build-armv7 .build-fuzz build
