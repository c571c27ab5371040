"""A program in the middle of a run, to be killed; it tells how many calls have ended.

`python -m tests.fakes.killed_run PROJECT SANDBOX_FOLDER`: the Sandbox there must be running.
"""

from __future__ import annotations

import sys
from pathlib import Path

from services.app import Workspace
from services.jobs import JobContext
from services.sandbox.process import SandboxAddress
from services.settings import Settings
from tests.fakes.killed_start import ServerConnection


def main(project: Path, sandbox: Path) -> None:
    """Run the only prompt over all rows."""
    address = SandboxAddress.read((sandbox / "address.json").read_text("utf-8"))
    connection = ServerConnection(address, sandbox)
    context = JobContext(lambda progress: print(progress.done, flush=True))
    with Workspace.open(project, settings=Settings(author="me"), connection=connection) as opened:
        (prompt,) = opened.prompts.all()
        model, rows = opened.prediction.models()[0], opened.datasets.snapshot("all")
        opened.prediction.run(model, prompt, rows, context=context)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
