"""The whole service: `edgepoint run` with a config, and its status."""

import json
import pathlib

from .processes import Process, children, edgepoint, run, wait_until

# A valid address of the kind that people use; nobody's.
PAYEE = "pkt1q6hqsqhqdgqfd8t3xwgceulu7k9d9w5t2amath0qxyfjlvl3s3u4sjza2g2"


def config_text(folder, pools, threads=1, upload_limit="400kbit", extra=""):
    """A config that mines for these pools and keeps everything in one folder."""
    lines = [
        "config globals 'globals'",
        f"\toption state_dir '{folder}/state'",
        "config miner 'miner'",
        "\toption enabled '1'",
        f"\toption payment_address '{PAYEE}'",
        f"\toption threads '{threads}'",
        f"\toption upload_limit '{upload_limit}'",
        *[f"\tlist pool '{url}'" for url in pools],
        "config status 'status'",
        f"\toption socket '{folder}/socket'",
        extra,
    ]
    return "\n".join(lines) + "\n"


class Service(Process):
    """`edgepoint run` in a folder of its own."""

    def __init__(self, folder, pools, nice=0, **options):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "state").mkdir(exist_ok=True)
        self.config = self.folder / "edgepoint.conf"
        self.config.write_text(config_text(self.folder, pools, **options))
        self.socket = self.folder / "socket"
        super().__init__(
            [edgepoint(), "run", "--config", self.config], self.folder / "service.log", nice=nice
        )

    def wait_until_ready(self, seconds=10):
        wait_until(lambda: self.status() is not None, seconds, every=0.2, what="the status socket")
        return self

    def status(self):
        """The status document, or None while the service does not answer."""
        result = run("status", "--json", "--socket", self.socket)
        return json.loads(result.stdout) if result.returncode == 0 else None

    def miner_pid(self):
        """The miner child's pid, or None."""
        for pid in children(self.pid):
            try:
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if b"miner" in words[:2]:
                return pid
        return None
