# EdgePoint: `make run` shows the main job, `make test` is what CI runs.
SHELL := /bin/bash
.DELETE_ON_ERROR:

version := $(shell sed -n 's/.*edgePointVersion.*"\(.*\)".*/\1/p' Sources/EdgeTypes/Version.swift)
host := .build/release/edgepoint

# The Debian packages that the host build and the tests need, and nothing else is installed.
packages := git make binutils ca-certificates debian-archive-keyring python3 python3-venv iproute2 qemu-user-static \
  libnl-3-dev libnl-route-3-dev libnl-genl-3-dev libmnl-dev libsodium-dev libevent-dev libjansson-dev

.PHONY: help run build test lint format firmware firmware-x86_64 packages bench fuzz clean

help:
	@echo 'make run         build for this machine and mine for a minute against a local pool'
	@echo 'make test        everything that CI checks'
	@echo 'make build       the host program, $(host)'
	@echo 'make firmware    the static ARM program, build/aarch64/edgepoint'
	@echo 'make bench       mining speed on this machine'
	@echo 'make fuzz SECONDS=60   every fuzz target for that long'
	@echo 'make format      rewrite the sources in house style'

run: build
	$(host) demo --seconds $(or $(SECONDS_TO_RUN),60)

build: packages
	swift build -c release --product edgepoint

test: packages
	Tests/run

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift

firmware: packages
	@cross-toolchain/build.sh arm64

firmware-x86_64: packages
	@cross-toolchain/build.sh amd64

bench: build
	$(host) bench

fuzz: packages
	Tests/Fuzz/run $(or $(SECONDS),60)

packages:
	@cross-toolchain/packages.sh $(packages)

clean:
	rm -rf .build .build-aarch64 .build-x86_64 .build-fuzz build
