"""A copy of what a build needs, somewhere else, for an ordinary user."""
import os
import shutil
import subprocess
from pathlib import Path

from disk import ROOT


def copy(into: Path, *paths: str) -> Path:
    """Copies those files and folders of the project; nobody owns them when the tests run as root."""
    for path in paths:
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, target, symlinks=True)
        else:
            shutil.copy2(ROOT / path, target)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "nobody", into], check=True)
        for folder in (into, *into.parents):
            if str(folder).startswith("/tmp/pytest"):
                folder.chmod(0o755)
    return into


def ordinary(*command) -> list:
    """The command as an ordinary user runs it."""
    if os.getuid() != 0:
        return list(command)
    return ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *command]
