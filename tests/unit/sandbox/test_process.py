"""The server's life: it starts, goes on where it was, and ends with its starter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from google.genai import types

from services.sandbox.process import SandboxAddress, SandboxProcess
from tests.fakes.sandbox_server import SandboxServer
from tests.unit.sandbox.calls import tune, upload_rows, wait_for

ROOT = Path(__file__).parents[3]


def test_the_starter_loads_nothing_heavy() -> None:
    probe = (
        "import sys, services.sandbox.process; "
        "heavy = ('starlette', 'google.auth', 'google.protobuf', 'numpy', 'sklearn'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_jobs_go_on_and_models_answer_after_a_restart(tmp_path: Path) -> None:
    first = SandboxServer(tmp_path).start()
    client = first.genai("us-central1")
    uri = upload_rows(first, "train")
    ready = wait_for(client, tune(client, uri).name)
    unfinished = tune(client, uri, epochs=2)
    first.stop()

    second = SandboxServer(tmp_path).start()
    try:
        client, us = second.genai("us-central1"), second.genai("us")
        endpoint = ready.tuned_model.endpoint
        assert us.models.generate_content(model=endpoint, contents="Message: hello").text
        assert wait_for(client, unfinished.name).state == types.JobState.JOB_STATE_SUCCEEDED
        assert second.storage().bucket(second.bucket).blob("train.jsonl").exists()
    finally:
        second.stop()


def test_it_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from services.sandbox.process import SandboxProcess; "
        f"p = SandboxProcess(pathlib.Path({str(tmp_path)!r})); p.start(); p.wait_ready(); "
        "print(p._process.pid, flush=True); sys.stdin.read()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()
    assert ended(child)


def test_it_ends_on_a_signal(tmp_path: Path) -> None:
    process = SandboxProcess(tmp_path)
    process.start()
    process.wait_ready()
    assert process.running
    child = process._process
    assert child is not None
    child.send_signal(signal.SIGTERM)
    child.wait(5)
    assert not process.running
    process.stop()


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "key.json").write_text("no json", encoding="utf-8")
    process = SandboxProcess(state)
    process.start()
    with pytest.raises(RuntimeError, match="JSONDecodeError"):
        process.wait_ready()
    process.stop()


def test_a_folder_has_one_server_at_a_time(tmp_path: Path) -> None:
    first, second = SandboxProcess(tmp_path), SandboxProcess(tmp_path)
    first.start()
    first.wait_ready()
    second.start()
    try:
        with pytest.raises(RuntimeError, match="Another Sandbox"):
            second.wait_ready()
    finally:
        second.stop()
        first.stop()


def test_the_address_is_read_from_a_line() -> None:
    line = (
        '{"port": 1, "base_url": "u", "project": "p", "project_number": "2", "bucket": "b", '
        '"service_account_file": "f", "base_models": ["m"], "later": 1}'
    )
    assert SandboxAddress.read(line) == SandboxAddress(1, "u", "p", "2", "b", "f", ("m",))


def ended(pid: int) -> bool:
    """Whether a process ends within a few seconds; a dead one that nobody fetched counts."""
    pause = threading.Event()
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        pause.wait(0.01)
    return False
