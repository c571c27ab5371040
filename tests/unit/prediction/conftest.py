from __future__ import annotations

import json
import threading
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from services.connection import Connection
from services.domain.prompt import Technique
from services.prediction.engine import Engine
from services.prediction.requests import Requests
from services.prediction.retries import RetryPolicy
from services.prediction.use_cases import Predictions
from services.settings import Folders, Settings
from services.storage.runs import RunTable
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext

IMPATIENT = RetryPolicy(attempts=3, patient_attempts=5, first_wait=0.01, longest_wait=0.02)


class SandboxControl:
    """Switches faults on in the Sandbox of a connection, and ends it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.text_model()

    def fault(self, kind: str, **more: Any) -> None:
        body = {"match": "*:generateContent", "kind": kind} | more
        self._send("POST", "faults", body)

    def clear(self) -> None:
        self._send("DELETE", "faults", None)

    def requests(self, match: str = "generateContent") -> Any:
        """What was asked since it was last forgotten."""
        return self._send("GET", f"requests?match={match}", None)

    def forget_tokens(self) -> None:
        """Every token given out so far is refused from now on."""
        self._send("POST", "tokens", {"forget": True})

    def forget_requests(self) -> None:
        self._send("DELETE", "requests", None)

    def kill(self) -> None:
        self._connection._sandbox._process.kill()
        self._connection._sandbox._process.wait()

    def _send(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self._connection._sandbox.wait_ready().base_url}/sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


class Stopper(threading.Thread):
    """Stops a context as soon as a call has arrived in the Sandbox."""

    def __init__(self, sandbox: SandboxControl, context: JobContext) -> None:
        super().__init__()
        self._sandbox = sandbox
        self._context = context
        sandbox.forget_requests()

    def run(self) -> None:
        pause = threading.Event()
        while not self._sandbox.requests()["recent"]:
            pause.wait(0.01)
        self._context.stop()


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    made = Connection(Settings(author="me"), Folders.below(tmp_path_factory.mktemp("sandbox")))
    yield made
    made.close()


@pytest.fixture
def sandbox(connection: Connection) -> SandboxControl:
    made = SandboxControl(connection)
    made.clear()
    return made


@pytest.fixture
def workspace(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    with empty_tickets(tmp_path, connection) as made:
        yield fill_with_tickets(made, tmp_path)


def predictions_of(
    workspace: Workspace, connection: Connection, policy: RetryPolicy = IMPATIENT
) -> Predictions:
    """The use cases of a workspace with an engine that does not wait long."""
    return Predictions(
        RunTable(workspace._file.database),
        Requests(workspace._tables.project, workspace._tables.examples, workspace.prompts),
        workspace.prompts,
        workspace.datasets,
        connection,
        Engine(connection.text_model, policy, limit=4),
        lambda: (),
        workspace._clock,
    )


@pytest.fixture
def prediction(workspace: Workspace, connection: Connection) -> Iterator[Predictions]:
    made = predictions_of(workspace, connection)
    yield made
    made.close()


@pytest.fixture
def prompt(workspace: Workspace) -> Prompt:
    return workspace.prompts.create("p", Technique.FEW_SHOT)


@pytest.fixture
def model(prediction: Predictions) -> Model:
    return prediction.models()[0]
