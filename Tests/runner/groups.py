"""The jobs: what each group checks, what it needs, its lane and its budget in minutes."""

import os
import subprocess
from pathlib import Path

import counts

from . import declared
from .job import LOGS, ROOT, CheckFailedError, Job, Run
from .schedule import Plan

PYTHON = ROOT / "build/venv/bin/python"
RUFF = ROOT / "build/venv/bin/ruff"
PYTEST = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider")
MEBIBYTE = 1 << 20
ARCHITECTURES = {"arm64": "aarch64", "amd64": "x86_64", "armhf": "armv7"}
SETS = {
    "arm64": ("sysroot-arm64", "image", "lab", "debroot"),
    "amd64": ("sysroot-amd64",),
    "armhf": ("sysroot-armhf",),
}
# While parts are being added the bar is 2.75 MiB; the x86-64 program carries kernels for four vector widths, for tests and small PCs.
LARGEST = {
    "aarch64": 11 * MEBIBYTE // 4,
    "x86_64": 13 * MEBIBYTE // 4,
    "armv7": 11 * MEBIBYTE // 4,
}

jobs: dict[str, Job] = {}
on_demand = ("machine32", "fuzz-soak")


def job(name, *, lane, budget, needs=(), after=(), order=1, group=None):
    """Declares a function as a job; it is called with the `Run` that counts for it."""

    def declare(act):
        plan = Plan(name, lane, budget, tuple(needs), tuple(after), order)
        jobs[name] = Job(plan, group or name, act)
        return act

    return declare


# What the others need


@job("python", lane="waits", budget=2, order=0)
def python(run: Run):
    run.check("python environment", "Tests/tools/venv.sh")


def fetch(arch: str):
    def act(run: Run):
        name = f"packages for {arch}"
        try:
            run.check(name, "cross-toolchain/fetch", *SETS[arch])
        except CheckFailedError:
            if arch != "armhf":
                raise
            # One architecture's broken index costs only what needs that architecture.
            run.record.failed -= 1
            run.record.lines.clear()
            run.skip(name, last_line(run.output(name)))

    return act


def last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


for _arch in SETS:
    job(f"fetch-{_arch}", lane="waits", budget=3, order=0, group="fetch")(fetch(_arch))


# Builds


@job("host", lane="burns", budget=8, order=3)
def host(run: Run):
    build = ("swift", "build", "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing")
    run.check("host build", *build, "--explicit-target-dependency-import-check", "error")
    for old in LOGS.glob("host*.xml"):
        old.unlink()
    file = LOGS / "host-swift-testing.xml"
    test = ("swift", "test", "-c", "release", "-Xswiftc", "-enable-testing", "--skip-build")
    run.tests("unit tests", file, *test, "--xunit-output", LOGS / "host.xml")


def within(run: Run, name: str) -> None:
    """The stripped program is not larger than its bar."""
    program = ROOT / "build" / name / "edgepoint"
    size = program.stat().st_size if program.exists() else 0
    check = f"{name} program within {LARGEST[name]} bytes"
    if 0 < size <= LARGEST[name]:
        run.ok(check, f"{size} bytes")
    else:
        run.fail(check, f"{size} bytes")


def firmware(arch: str, name: str):
    def act(run: Run):
        target = {"arm64": "firmware"}.get(arch, f"firmware-{name}")
        shown = name.replace("_", "-")
        run.check(f"embedded build for {shown}", "make", "--no-print-directory", target)
        within(run, name)

    return act


# x86-64 first: most other jobs wait for it.
for _order, (_arch, _name) in enumerate(
    sorted(ARCHITECTURES.items(), key=lambda item: item[0] != "amd64")
):
    job(
        f"embedded-{_name}",
        lane="burns",
        budget=3.5,
        needs=(f"fetch-{_arch}",),
        order=1 if _name != "armv7" else 3,
        group="armv7" if _name == "armv7" else "embedded",
    )(firmware(_arch, _name))


# Checks


@job("lint", lane="waits", budget=1, order=0)
def lint(run: Run):
    run.check("format lint", "make", "--no-print-directory", "lint-swift")
    run.check("shell lint", "Tests/tools/shell_lint.sh")
    name = "python lint"
    if run.command("python environment for the lint", "Tests/tools/venv.sh") == 0 and RUFF.exists():
        run.check(name, "Tests/tools/python_lint.sh")
    else:
        run.skip(name, "ruff cannot be had from PyPI today")


@job("boundaries", lane="waits", budget=1, order=0)
def boundaries(run: Run):
    run.check("module boundaries", "Tests/tools/boundaries.sh")
    run.check("no machine paths, no unfinished marks", "Tests/tools/hygiene.sh")
    run.check("citations and links lead somewhere", "Tests/tools/citations.py")


@job("runner", lane="waits", budget=1, needs=("python",))
def runner(run: Run):
    run.tests(
        "runner tests",
        LOGS / "runner.xml",
        *PYTEST,
        f"--junitxml={LOGS}/runner.xml",
        "Tests/runner",
    )


@job("archive", lane="waits", budget=2, needs=("python",))
def archive(run: Run):
    file = LOGS / "archive.xml"
    run.tests("archive tests", file, *PYTEST, f"--junitxml={file}", "Tests/Archive")


@job("selftest", lane="burns", budget=1, needs=("embedded-x86_64", "embedded-aarch64"))
def selftest(run: Run):
    arm = ("qemu-aarch64-static", "build/aarch64/edgepoint")
    pc = ("build/x86_64/edgepoint",)
    vectors = ("selftest", "--vectors", "Tests/Vectors")
    run.check("selftest, x86-64 embedded", *pc, *vectors)
    run.check("selftest, aarch64 under emulation", *arm, *vectors)
    mine = "Tests/tools/mine_and_validate.sh"
    run.check("mine and validate, aarch64 under emulation", mine, *arm)
    run.check("mine and validate, x86-64", mine, *pc)


@job("armv7", lane="burns", budget=1, needs=("embedded-armv7",))
def armv7(run: Run):
    """32-bit ARM (docs/armv7.md)."""
    arm = ("qemu-arm-static", "build/armv7/edgepoint")
    vectors = ("selftest", "--vectors", "Tests/Vectors")
    run.check("selftest, armv7 under emulation", *arm, *vectors)
    run.check("mine and validate, armv7 under emulation", "Tests/tools/mine_and_validate.sh", *arm)
    run.check(
        "bodies of 4 GiB refused, armv7 under emulation", "Tests/tools/large_lengths.py", *arm
    )


@job("machine32", lane="burns", budget=5, needs=("embedded-armv7", "image-build"))
def machine32(run: Run):
    run.check("the 32-bit service on an emulated machine", "Tests/tools/machine32.sh")


@job("fuzz", lane="burns", budget=1, needs=("host",), order=3)
def fuzz(run: Run):
    run.check("fuzz corpus", "Tests/Fuzz/run", "--corpus")


@job("fuzz-soak", lane="burns", budget=30, group="soak")
def fuzz_soak(run: Run):
    seconds = counts.of("fuzz_seconds").count
    run.check(f"fuzz targets, {seconds} s each", "Tests/Fuzz/run", max(seconds, 1))
    run.quote(run.output(f"fuzz targets, {seconds} s each").read_text().splitlines())


@job("memory", lane="exact", budget=1, needs=("python", "embedded-x86_64", "embedded-aarch64"))
def memory(run: Run):
    name = "resident memory, both embedded builds"
    run.check(name, PYTHON, "Tests/tools/memory.py")
    run.quote(run.output(name).read_text().splitlines())


# Images and packages


def host_packages() -> str:
    """What apt and dpkg of this machine know; fetching packages for other architectures must not change it."""
    lists = Path("/var/lib/apt/lists")
    files = [lists, *sorted(lists.iterdir()), Path("/var/lib/dpkg/status")]
    states = [
        f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.exists()
    ]
    foreign = subprocess.run(
        ["dpkg", "--print-foreign-architectures"], capture_output=True, text=True, check=False
    )
    return "\n".join([*states, foreign.stdout])


@job("image-build", lane="burns", budget=4, needs=("embedded-aarch64",), order=2, group="image")
def image_build(run: Run):
    before = host_packages()
    for board in ("virt", "rpi"):
        run.check(f"image for {board}", "image/build.sh", board)
    run.check("package for Debian", "image/packages/deb.sh")
    run.check("package for OpenWrt", "image/packages/ipk.sh")
    name = "the host's packages and lists are as they were"
    if host_packages() == before:
        run.ok(name)
    else:
        run.fail(name, "apt's lists or dpkg's status changed while the images were built")
    run.check("sizes within their bars", "image/sizes.sh")
    run.quote(run.output("sizes within their bars").read_text().splitlines())


@job("image", lane="burns", budget=4, needs=("image-build", "python"), order=3)
def image(run: Run):
    file = LOGS / "image.xml"
    run.tests("image tests", file, *PYTEST, f"--junitxml={file}", "Tests/Image")


# The running service, one job a file


def system(path: Path, group: str):
    def act(run: Run):
        file = LOGS / f"{path.stem}.xml"
        program = os.environ.get("EDGEPOINT", str(ROOT / "build/x86_64/edgepoint"))
        words = (*PYTEST, "-x", "--maxfail=20", f"--junitxml={file}", path)
        run.tests(path.stem, file, *words, EDGEPOINT=program)
        log = run.output(f"{path.stem} run").read_text(errors="replace").splitlines()
        run.quote([line.removeprefix("figure: ") for line in log if line.startswith("figure: ")])

    return act


def scenario(path: Path):
    def act(run: Run):
        run.command(f"lab {path.stem}", "Tests/Lab/run", path.stem)
        log = run.output(f"lab {path.stem}")
        said = f"lab: {path.stem} "
        lines = [
            line for line in log.read_text(errors="replace").splitlines() if line.startswith(said)
        ]
        result = (
            lines[-1].removeprefix(said)
            if lines
            else f"FAIL it said nothing; see {log.relative_to(ROOT)}"
        )
        run.record.seconds.append((f"lab: {path.stem}", run.elapsed))
        word, _, detail = result.partition(" ")
        if word == "ok":
            run.ok(f"lab: {path.stem}", detail)
        else:
            run.fail(f"lab: {path.stem}", detail)

    return act


def declare_files() -> None:
    """A job for each file of system tests and each lab scenario, by what the file says of itself."""
    for path in sorted((ROOT / "Tests/System").glob("test_*.py")):
        says = declared.of(path)
        group = "governor" if path.stem.startswith("test_governor") else "system"
        needs = ("python", *(says.needs or ("embedded-x86_64",)))
        job(path.stem, lane=says.lane, budget=says.budget, needs=needs, order=3, group=group)(
            system(path, group)
        )
    for path in sorted((ROOT / "Tests/Lab/scenarios").glob("[a-z]*.py")):
        says = declared.of(path)
        needs = ("image-build", "embedded-x86_64", "python", *says.needs)
        job(
            f"lab-{path.stem}",
            lane=says.lane,
            budget=says.budget,
            needs=needs,
            order=4,
            group="lab",
        )(scenario(path))


@job("lab-runner", lane="burns", budget=2, needs=("image-build", "python"), order=4, group="lab")
def lab_runner(run: Run):
    file = LOGS / "lab-runner.xml"
    run.tests("the lab's runner", file, *PYTEST, f"--junitxml={file}", "Tests/Lab")


declare_files()
