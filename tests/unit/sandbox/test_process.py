"""The server's life: it starts, goes on where it was, and ends with its starter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from google.genai import types

from services.sandbox.process import SandboxAddress, SandboxProcess
from tests.fakes.sandbox_server import SandboxServer
from tests.unit.sandbox.calls import tune, upload_rows, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_a_second_window_shares_the_server_and_takes_it_over(tmp_path: Path) -> None:
    first, second = SandboxServer(tmp_path), SandboxServer(tmp_path)
    first.start()
    second.start()
    try:
        assert second.address == first.address
        first.storage().bucket(first.bucket).blob("shared.txt").upload_from_string("x")
        bucket = second.storage().bucket(second.bucket)
        first.stop()
        assert eventually(lambda: answers(second))
        assert bucket.blob("shared.txt").download_as_text() == "x"
    finally:
        second.stop()
        first.stop()
    assert not answers(second)


def test_the_address_is_read_from_a_line() -> None:
    line = (
        '{"port": 1, "base_url": "u", "project": "p", "project_number": "2", "bucket": "b", '
        '"service_account_file": "f", "base_models": ["m"], "later": 1}'
    )
    assert SandboxAddress.read(line) == SandboxAddress(1, "u", "p", "2", "b", "f", ("m",))


def answers(server: SandboxServer) -> bool:
    try:
        server.control("GET", "requests")
    except OSError:
        return False
    return True


def eventually(holds: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(holds() or pause.wait(0.02) for _ in range(500))


def ended(pid: int) -> bool:
    """Whether a process ends within a few seconds; a dead one that nobody fetched counts."""
    return eventually(lambda: not alive(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z " in stat.read_text())
