"""A copy of what a build needs, somewhere else, for an ordinary user."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from disk import ROOT


@contextlib.contextmanager
def copy(*paths: str):
    """A folder with those files and folders of the project; nobody's when the tests run as root."""
    # Not in pytest's own temporary folder: nobody but its user may enter that.
    with tempfile.TemporaryDirectory(prefix="edgepoint-test.") as folder:
        for path in paths:
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / path).is_dir():
                shutil.copytree(ROOT / path, target, symlinks=True)
            else:
                shutil.copy2(ROOT / path, target)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "nobody", folder], check=True)
        yield Path(folder)


def ordinary(*command) -> list:
    """The command as an ordinary user runs it."""
    if os.getuid() != 0:
        return list(command)
    return ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *command]
