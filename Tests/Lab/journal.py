"""What a journal on a card says, read by the service itself."""

import json
import subprocess
import time
from pathlib import Path

from machine import ROOT

PROGRAM = ROOT / "build/x86_64/edgepoint"


def state_of(data: Path, folder: Path) -> None:
    """Takes the folder `state` out of a data partition."""
    subprocess.run(
        ["/sbin/debugfs", "-R", f"rdump /state {folder}", data], capture_output=True, check=True
    )


def status_with(lab, folder: Path, config: str = "") -> dict:
    """The status of a service that starts with the folder's `state`."""
    settings = f"config globals 'globals'\n\toption state_dir '{folder}/state'\nconfig status 'status'\n\toption socket '{folder}/s'\n"
    (folder / "conf").write_text(settings + config)
    with open(lab.folder / "journal.log", "ab") as log:
        service = lab.program(
            str(PROGRAM), "run", "--config", f"{folder}/conf", stderr=log, stdout=log
        )
    try:
        for _ in range(100):
            done = subprocess.run(
                [PROGRAM, "status", "--json", "--socket", f"{folder}/s"],
                capture_output=True,
                check=False,
            )
            if done.returncode == 0:
                return json.loads(done.stdout)
            time.sleep(0.1)
    finally:
        service.kill()
        service.wait()
    lab.expect(False, "the service does not start with the journal of the card; see journal.log")
