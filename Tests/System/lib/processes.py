"""Start and stop programs by pid, with their output in a file."""

import os
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]


def edgepoint():
    """The program under test: $EDGEPOINT, or the newest kind of build that is there."""
    named = os.environ.get("EDGEPOINT")
    candidates = (
        [named]
        if named
        else [
            ROOT / "build/x86_64/edgepoint",
            ROOT / ".build/release/edgepoint",
            ROOT / ".build/debug/edgepoint",
        ]
    )
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise FileNotFoundError(
        f"no edgepoint program at {', '.join(map(str, candidates))}: build it first"
    )


def run(*words, timeout=30, **options):
    """Runs a command of edgepoint to its end and returns the CompletedProcess, output as text."""
    return subprocess.run(
        [edgepoint(), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        **options,
    )


def wait_until(condition, seconds, every=0.05, what="the condition"):
    """Returns the first true value of condition(); fails after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(every)


class Process:
    """A running program; leaving the `with` block ends it, by force if it must be."""

    def __init__(self, words, log, nice=0, env=None):
        self.log_path = pathlib.Path(log)
        self._output = open(self.log_path, "ab")  # noqa: SIM115 (open as long as the process)
        self.process = subprocess.Popen(
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env=env,
            preexec_fn=(lambda: os.nice(nice)) if nice else None,  # noqa: PLW1509 (nice(2) alone)
        )
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def alive(self):
        return self.process.poll() is None

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for_log(self, pattern, seconds=10):
        """The first match of a regular expression in the output."""

        def found():
            match = re.search(pattern, self.log())
            if not match and not self.alive:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.log()}")
            return match

        return wait_until(found, seconds, what=f"a line that matches {pattern!r}")

    def stop(self, seconds=5):
        """Asks with SIGTERM, then kills; returns the exit status."""
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._output.close()
        return self.process.returncode


def children(pid):
    """The pids of the children of a process."""
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            text = pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text()
            found += [int(word) for word in text.split()]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def resident_bytes(pid):
    """The resident size of a process; 0 once it is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def processor_seconds(pid):
    """User and system time of a process; 0 once it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (FileNotFoundError, ProcessLookupError):
        return 0
