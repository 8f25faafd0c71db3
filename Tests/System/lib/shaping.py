"""`edgepoint run` on the router of a `Net`, shaping."""

import json
import pathlib

from .net import Net
from .processes import edgepoint, run, wait_until


def config_text(folder, wan="", classes="", guest=True):
    """A config that shapes wan0 and mines nothing.

    `wan` and `classes` are lines of the section wan and whole sections.
    """
    guests = (
        "config guest 'guest'\n\toption device 'guest0'\n\toption address6 'fd77:0:0:1::1/64'\n"
    )
    return f"""
config globals 'globals'
\toption state_dir '{folder}/state'
config wan 'wan'
\toption device 'wan0'
\toption ping 'off'
{wan}
{classes}
{guests if guest else ""}
config status 'status'
\toption socket '{folder}/socket'
"""


def line(upload, download, more=""):
    """The lines of the section wan for rates as in the config, such as 19mbit."""
    return f"\toption upload '{upload}'\n\toption download '{download}'\n{more}"


def lease(name, number, **options):
    """A section for the guest with the addresses Net.LEASES[number]; guarantee and ceiling as options."""
    words = {"address": Net.LEASES[number][0], "address6": Net.LEASES[number][1], **options}
    return f"config lease '{name}'\n" + "".join(
        f"\toption {key} '{value}'\n" for key, value in words.items()
    )


class Shaper:
    """The service on the router; it can end and start again, the config may change."""

    def __init__(self, folder, net, **config):
        self.folder, self.net = pathlib.Path(folder), net
        (self.folder / "state").mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "edgepoint.conf"
        self.socket = self.folder / "socket"
        self.configure(**config)
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def configure(self, **config):
        self.config.write_text(config_text(self.folder, **config))

    def start(self, state="shaping", seconds=10):
        """Starts the service and waits until traffic control stands as it should."""
        words = [edgepoint(), "run", "--config", self.config]
        self.process = self.net.router.start(words, self.folder / "service.log")
        self.wait_for(state, seconds)
        return self

    def wait_for(self, state, seconds=10):
        def there():
            assert self.process.alive, f"the service ended:\n{self.process.log()}"
            return self.traffic.get("state") == state

        wait_until(there, seconds, what=f"traffic state {state}, not {self.traffic}")

    @property
    def traffic(self):
        """The section `traffic` of the status; empty while there is none."""
        result = run("status", "--json", "--socket", self.socket)
        return json.loads(result.stdout).get("traffic", {}) if result.returncode == 0 else {}

    def reload(self):
        return run("reload", "--socket", self.socket)

    def kill(self):
        """As a crash ends it."""
        self.process.process.kill()
        self.process.stop()

    def stop(self):
        if self.process:
            self.process.stop()
