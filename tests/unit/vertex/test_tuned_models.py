"""Curves, statistics, checkpoints and endpoints of a job that is done, over the real clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from services.domain.curves import CurveName
from services.domain.ids import new_id
from services.domain.tuning import JobState, Recipe, RemoteJob, TunedModel
from services.jobs import JobContext
from services.ports import CallError
from services.vertex.bucket import GoogleBucket
from services.vertex.curve_reader import TensorboardCurves
from services.vertex.model_registry import VertexModels
from services.vertex.rest_clients import RestClients
from services.vertex.tuning_api import GeminiTuning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.vertex.address import ServiceAddress
    from services.vertex.client import Clients
    from tests.fakes.sandbox_server import SandboxServer


@pytest.fixture
def rest(clients: Clients) -> Iterator[RestClients]:
    made = RestClients(clients.address, clients.credentials)
    yield made
    made.close()


@pytest.fixture
def models(address: ServiceAddress, rest: RestClients) -> VertexModels:
    return VertexModels(address, rest)


@pytest.fixture
def done(clients: Clients, tmp_path: Path) -> RemoteJob:
    """A job of two epochs with validation data; its third line is dropped."""
    lines = [_line(f"{word} {n}", word) for n in range(8) for word in ("refund", "delivery")]
    lines[2]["contents"][1]["parts"][0]["text"] = ""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    uri = GoogleBucket(clients.address, clients.credentials).upload(
        path, f"tests/{new_id()}.jsonl", JobContext()
    )
    tuning = GeminiTuning(clients)
    job = tuning.create(
        base_model="gemini-3.1-flash-lite",
        training_uri=uri,
        validation_uri=uri,
        recipe=Recipe(epochs=2),
        display_name="A test",
        label=new_id(),
    )
    context = JobContext()
    while not job.state.ended:
        context.wait(0.05)
        job = tuning.get(job.name)
    assert job.state is JobState.SUCCEEDED
    return job


def _line(text: str, answer: str) -> dict[str, Any]:
    turns = (("user", text), ("model", answer))
    return {"contents": [{"role": role, "parts": [{"text": said}]} for role, said in turns]}


def _tuned(job: RemoteJob) -> TunedModel:
    assert job.tuned is not None
    return job.tuned


def test_curves_and_statistics_of_a_job(
    address: ServiceAddress, rest: RestClients, done: RemoteJob
) -> None:
    curves = TensorboardCurves(address, rest).read(done.experiment)
    assert set(curves) == set(CurveName)
    assert [point.step for point in curves[CurveName.VALIDATION_LOSS]] == [
        point.step for point in _tuned(done).checkpoints
    ]
    training = curves[CurveName.TRAINING_LOSS]
    assert training[0].value > training[-1].value
    statistics = done.statistics
    assert statistics is not None
    assert statistics.dropped == ((3, "A content has no text."),)
    assert statistics.input_tokens is not None
    assert sum(rows for *_, rows in statistics.input_tokens.buckets) == 15


def test_an_experiment_that_is_gone_is_told(
    address: ServiceAddress, rest: RestClients, server: SandboxServer
) -> None:
    place = f"projects/{server.address.project}/locations/us-central1"
    with pytest.raises(CallError) as refused:
        TensorboardCurves(address, rest).read(f"{place}/metadataStores/default/contexts/none")
    assert refused.value.code == 404


def test_a_model_from_its_default_checkpoint_to_its_deletion(
    models: VertexModels, done: RemoteJob
) -> None:
    tuned = _tuned(done)
    assert models.default_checkpoint(tuned.model) == "2"
    models.set_default_checkpoint(tuned.model, "1")
    assert models.default_checkpoint(tuned.model) == "1"
    with pytest.raises(CallError) as refused:
        models.delete_model(tuned.model)
    assert "is deployed at" in refused.value.title

    models.undeploy(tuned.endpoint)
    models.deploy(tuned.endpoint, tuned.model, "2")
    for _ in range(2):  # the second time everything is gone already
        for point in tuned.checkpoints:
            models.undeploy(point.endpoint)
            models.delete_endpoint(point.endpoint)
        models.delete_model(tuned.model)
    with pytest.raises(CallError) as gone:
        models.default_checkpoint(tuned.model)
    assert gone.value.code == 404
