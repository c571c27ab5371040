"""Batch prediction with google.genai."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from google.genai import errors

from tests.unit.sandbox.calls import BASE, instance_uri

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer


def upload_requests(server: SandboxServer, name: str, count: int) -> str:
    lines: list[Any] = [
        {"request": {"contents": [{"role": "user", "parts": [{"text": f"Pick red, blue {at}"}]}]},
         "id": at}
        for at in range(count)
    ]  # fmt: skip
    lines.append({"request": {"contents": []}, "id": "bad"})
    return instance_uri(server, name, "".join(json.dumps(line) + "\n" for line in lines))


def wait(client: Any, name: str) -> Any:
    pause = threading.Event()
    for _ in range(1000):
        job = client.batches.get(name=name)
        if job.state in {"JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED", "JOB_STATE_CANCELLED"}:
            return job
        pause.wait(0.01)
    raise AssertionError(f"{name} did not end")


def start(server: SandboxServer, client: Any, model: str, count: int = 5) -> Any:
    config = {"dest": f"gs://{server.bucket}/out", "display_name": "d"}
    src = upload_requests(server, f"batch{count}.jsonl", count)
    return client.batches.create(model=model, src=src, config=config)


def test_each_row_has_an_answer_or_a_status(server: SandboxServer) -> None:
    client = server.genai("global")
    job = wait(client, start(server, client, BASE).name)
    assert job.state == "JOB_STATE_SUCCEEDED"
    assert (job.completion_stats.successful_count, job.completion_stats.failed_count) == (5, 1)
    [blob] = server.storage().bucket(server.bucket).list_blobs(prefix="out/")
    rows = {row["id"]: row for row in map(json.loads, blob.download_as_text().splitlines())}
    assert rows[3]["response"]["candidates"][0]["content"]["parts"][0]["text"]
    assert rows[3]["status"] == ""
    assert "INVALID_ARGUMENT" in rows["bad"]["status"]


def test_a_batch_is_cancelled_listed_and_deleted(server: SandboxServer) -> None:
    client = server.genai("global")
    job = start(server, client, BASE, 2000)
    client.batches.cancel(name=job.name)
    assert wait(client, job.name).state == "JOB_STATE_CANCELLED"
    assert job.name in {entry.name for entry in client.batches.list(config={"page_size": 1})}
    client.batches.delete(name=job.name)
    with pytest.raises(errors.ClientError) as caught:
        client.batches.get(name=job.name)
    assert caught.value.code == 404


def test_a_tuned_model_of_this_generation_is_refused(server: SandboxServer, tuned: Any) -> None:
    client = server.genai("us")
    with pytest.raises(errors.ClientError) as caught:
        start(server, client, tuned.tuned_model.endpoint)
    assert caught.value.status == "FAILED_PRECONDITION"
