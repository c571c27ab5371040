from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, PredictionState, Run
from services.domain.task import Task
from services.domain.values import same_value
from services.evaluation.canonical import canonical_text
from services.evaluation.verifying import BATCH, Verification, Verified
from services.ports import CallError
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from services.connection import Connection

SCHEMA = {
    "type": "object",
    "properties": {
        "people": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
ME = Settings(author="me")


@dataclass
class Service:
    """Answers like the service would, or fails first as often as it was told to."""

    failures: list[CallError] = field(default_factory=list[CallError])
    sizes: list[int] = field(default_factory=list[int])
    wrong: bool = False
    kind: ConnectionKind = ConnectionKind.SANDBOX

    def evaluator(self) -> Service:
        return self

    def let_rows_leave(self) -> None:
        """Nobody is to be asked."""

    def exact_match(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        if self.failures:
            raise self.failures.pop(0)
        self.sizes.append(len(pairs))
        return [float((one == other) is not self.wrong) for one, other in pairs]


def _verified(workspace: Workspace, run: Run, service: Any) -> Verified:
    return Verification(workspace._tables.project, workspace.evaluation, service).verify(run)


@pytest.fixture
def workspace(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund"])
    path = tmp_path / "p.tunesmith"
    with Workspace.create(path, task, settings=ME, connection=connection) as made:
        yield made


def _run(workspace: Workspace, says: list[Any], **more: Any) -> Run:
    ids = filled(workspace, [{"text": f"row {at}", "label": "refund"} for at in range(len(says))])
    snapshot = workspace.datasets.snapshot("all")
    prompt = workspace.prompts.create("Plain")
    return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=True)), **more)


def test_the_service_of_the_connection_agrees(workspace: Workspace) -> None:
    says = ["refund", "delivery", PredictionState.REFUSED, PredictionState.FAILED]
    found = workspace.verification.verify(_run(workspace, says))
    assert (found.rows, found.right_here, found.right_there) == (3, 1, 1)
    assert found.agrees


def test_rows_are_batched_and_a_busy_service_is_asked_again(workspace: Workspace) -> None:
    busy = CallError("Busy.", "Wait.", code=429, retryable=True, retry_after=0.001)
    service = Service([busy, busy])
    found = _verified(workspace, _run(workspace, ["refund"] * (BATCH + 3)), service)
    assert (found.agrees, found.rows, service.sizes) == (True, BATCH + 3, [BATCH, 3])


def test_rows_on_which_the_service_says_otherwise_are_named(workspace: Workspace) -> None:
    found = _verified(workspace, _run(workspace, ["refund", "delivery"]), Service(wrong=True))
    assert (found.right_here, found.right_there, len(found.differing)) == (1, 1, 2)


def test_what_cannot_be_verified_is_said(workspace: Workspace) -> None:
    nothing = _run(workspace, [PredictionState.FAILED])
    with pytest.raises(AppError, match="nothing to verify"):
        _verified(workspace, nothing, Service())
    with pytest.raises(AppError, match="connection in use"):
        _verified(workspace, nothing, Service(kind=ConnectionKind.VERTEX))
    refused = CallError("No right.", "Ask for it.", code=403)
    with pytest.raises(CallError, match="No right"):
        _verified(workspace, _run(workspace, ["refund"]), Service([refused]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"people": 2, "tags": ["b", "a"]}, {"tags": ["a", "b", "b"], "people": "2.0"}),
        ({"day": "2024-01-05"}, {"day": "2024-01-05T00:00", "tags": []}),
        ({"people": 2}, {"people": 3}),
        ({"people": 2}, {"tags": ["2"]}),
        (None, {"people": "n/a"}),
        ({"people": 100}, {"people": 1e2}),
    ],
)
def test_texts_are_equal_exactly_when_values_are(one: Any, other: Any) -> None:
    alike = canonical_text(one, SCHEMA) == canonical_text(other, SCHEMA)
    assert alike is same_value(one, other, SCHEMA)
