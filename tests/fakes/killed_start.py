"""A start of tuning in a process of its own that stands still at a step, to be killed there."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from services.app import Workspace
from services.connection import Connection
from services.domain.changes import Kind
from services.domain.tuning import Recipe
from services.jobs import JobContext, Progress
from services.settings import Folders, Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection as Pipe
    from pathlib import Path

    from services.domain.changes import Changes
    from services.sandbox.process import SandboxAddress

for _name in (
    "aiohttp",
    "google.api_core.exceptions",
    "google.cloud.storage",
    "google.genai.types",
):
    import_module(_name)  # once, before the processes part, since it takes seconds

RECIPES = (Recipe(epochs=1), Recipe(epochs=2))
CALLS = ("upload", "find", "create")
STEPS = (
    "frozen",
    "preparing",
    "writing rows",
    "uploading",
    "upload after",
    "sending",
    "create before",
    "create after",
    "told",
)


class ServerConnection(Connection):
    """The connection to a Sandbox that runs already, and outlives this process."""

    def __init__(self, address: SandboxAddress, folder: Path) -> None:
        super().__init__(Settings(author="me"), Folders.below(folder))
        self._server = address

    def _sandbox_address(self) -> SandboxAddress:
        return self._server


class Halt:
    """Stands still for ever at one step, after it has told so."""

    def __init__(self, step: str, pipe: Pipe) -> None:
        self._step, self._pipe = step, pipe

    def at(self, step: str) -> None:
        if step == self._step:
            self._pipe.send(step)
            self._pipe.recv()


class HaltedPort:
    """A port that may stand still before or after one of its calls."""

    def __init__(self, inner: Any, halt: Halt) -> None:
        self._inner, self._halt = inner, halt

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._inner, name)
        if name not in CALLS:
            return real

        def call(*given: Any, **named: Any) -> Any:
            self._halt.at(f"{name} before")
            answer = real(*given, **named)
            self._halt.at(f"{name} after")
            return answer

        return call


class HaltedConnection(ServerConnection):
    """Its ports may stand still."""

    def __init__(self, address: SandboxAddress, folder: Path, halt: Halt) -> None:
        super().__init__(address, folder)
        self._halt = halt

    def tuning_api(self) -> Any:
        return HaltedPort(super().tuning_api(), self._halt)

    def bucket(self) -> Any:
        return HaltedPort(super().bucket(), self._halt)


def start(
    path: Path, address: SandboxAddress, folder: Path, step: str, jobs: int, pipe: Pipe
) -> None:
    """Start tuning the only prompt of a project with so many recipes; stands still at the step."""
    halt = Halt(step, pipe)
    connection = HaltedConnection(address, folder, halt)
    workspace = Workspace.open(path, settings=Settings(author="me"), connection=connection)

    def changed(changes: Changes) -> None:
        if changes.concern(Kind.SNAPSHOTS):
            halt.at("frozen")
        for job in workspace.tuning.jobs() if changes.concern(Kind.JOBS) else ():
            halt.at("told" if job.remote else job.state.value)

    def progressed(progress: Progress) -> None:
        halt.at(progress.note)

    workspace.subscribe(changed)
    prompt = workspace.prompts.all()[0]
    plan = workspace.tuning.plan(prompt, RECIPES[:jobs])
    workspace.tuning.launch(plan, JobContext(progressed))
    pipe.send("done")
