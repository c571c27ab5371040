"""The program is killed in the middle of a run; what was stored is not sent again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from services.app import Workspace
from services.domain.prediction import PredictionState, RunState
from services.settings import Settings
from tests.fakes.tickets import empty_tickets, fill_with_tickets
from tests.unit.prediction.conftest import predictions_of

if TYPE_CHECKING:
    from services.connection import Connection
    from tests.unit.prediction.conftest import SandboxControl

ROOT = Path(__file__).parents[3]
ENOUGH = 20


def test_a_killed_run_goes_on_with_what_is_missing(
    tmp_path: Path, connection: Connection, sandbox: SandboxControl
) -> None:
    with empty_tickets(tmp_path, connection) as workspace:
        fill_with_tickets(workspace, tmp_path).prompts.create("Plain")
        everything = workspace.datasets.snapshot("all")
    sandbox.fault("slow", delay=0.2)
    sandbox.forget_requests()
    _kill_in_the_middle(workspace.path, connection)
    sandbox.clear()
    with Workspace.open(
        workspace.path, settings=Settings(author="me"), connection=connection
    ) as workspace:
        prediction = predictions_of(workspace, connection)
        (run,) = prediction.runs()
        assert run.state is RunState.STOPPED
        kept = {each.example_id for each in prediction.predictions(run)}
        assert kept
        rows = workspace.datasets.snapshot_rows(everything)
        missing = {row.text for row in rows if row.example_id not in kept}
        sandbox.forget_requests()
        whole = prediction.resume(run)
        asked = [_text(entry) for entry in sandbox.requests()["recent"]]
        assert len(asked) == len(missing)
        assert all(any(text in each for text in missing) for each in asked)
        assert prediction.counts(whole)[PredictionState.ANSWERED] == len(rows)
        prediction.close()


def _kill_in_the_middle(project: Path, connection: Connection) -> None:
    folder = connection.folders.state / "sandbox"
    command = [sys.executable, "-m", "tests.fakes.killed_run", str(project), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= ENOUGH:
            break
    process.kill()
    process.wait()
    process.stdout.close()


def _text(entry: dict[str, object]) -> str:
    return json.dumps(entry["body"], ensure_ascii=False)
