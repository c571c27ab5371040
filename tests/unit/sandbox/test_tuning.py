"""Tuning with the real clients: states, statistics, checkpoints, refusals."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions
from google.cloud import aiplatform_v1
from google.genai import errors, types

from tests.unit.sandbox.calls import BASE, instance_uri, tune, upload_rows, wait_for

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer


def test_a_job_goes_through_its_states(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    job = tune(client, upload_rows(server, "states"), epochs=2)
    assert job.name.startswith("projects/700000000001/locations/us-central1/tuningJobs/")
    seen: list[str] = []

    def look(current: Any) -> None:
        state = str(current.tuning_job_state and current.tuning_job_state.value)
        if state not in seen:
            seen.append(state)

    job = wait_for(client, job.name, look)
    assert job.state == types.JobState.JOB_STATE_SUCCEEDED
    assert "TUNING_JOB_STATE_TUNING" in seen
    assert job.tuning_job_metadata.completed_epoch_count == 2
    assert job.create_time < job.start_time < job.end_time


def test_a_tuned_model_answers_where_it_is_served(server: SandboxServer, tuned: Any) -> None:
    endpoint = tuned.tuned_model.endpoint
    assert endpoint.split("/")[3] == "us"
    client = server.genai("us")
    prompt = "Message: where is my new card\nCategory:"
    assert client.models.generate_content(model=endpoint, contents=prompt).text == "card_arrival"
    assert client.models.count_tokens(model=endpoint, contents=prompt).total_tokens
    for location in ("us-central1", "global"):
        elsewhere = endpoint.replace("locations/us/", f"locations/{location}/")
        with pytest.raises(errors.ClientError) as caught:
            client.models.generate_content(model=elsewhere, contents=prompt)
        assert caught.value.code == 404


def test_each_checkpoint_has_an_endpoint(server: SandboxServer, tuned: Any) -> None:
    checkpoints = tuned.tuned_model.checkpoints
    assert [(int(point.checkpoint_id), int(point.epoch)) for point in checkpoints] == [
        (1, 1), (2, 2), (3, 3), (4, 4),
    ]  # fmt: skip
    assert len({point.endpoint for point in checkpoints}) == 4
    assert checkpoints[-1].endpoint == tuned.tuned_model.endpoint
    client = server.genai("us")
    answer = client.models.generate_content(model=checkpoints[0].endpoint, contents="Message: x")
    assert answer.text


def test_statistics_say_what_was_read(tuned: Any) -> None:
    stats = tuned.tuning_data_stats.supervised_tuning_data_stats
    assert int(stats.tuning_dataset_example_count) == 40
    assert int(stats.total_billable_token_count) > 40 * 4
    assert stats.user_input_token_distribution.max >= stats.user_input_token_distribution.min > 0


def test_numbers_of_64_bits_are_strings(server: SandboxServer, tuned: Any) -> None:
    client = server.genai("us-central1")
    raw = client._api_client.request("get", tuned.name, {})
    stats = json.loads(raw.body)["tuningDataStats"]["supervisedTuningDataStats"]
    assert isinstance(stats["totalBillableTokenCount"], str)
    assert isinstance(stats["userInputTokenDistribution"]["sum"], str)


def test_the_generated_client_reads_the_same_job(server: SandboxServer, tuned: Any) -> None:
    client = server.gapic(aiplatform_v1.GenAiTuningServiceClient)
    job = client.get_tuning_job(name=tuned.name)
    assert job.state == aiplatform_v1.JobState.JOB_STATE_SUCCEEDED
    hyper = job.supervised_tuning_spec.hyper_parameters
    assert (hyper.epoch_count, hyper.adapter_size.name) == (4, "ADAPTER_SIZE_FOUR")


def test_the_generated_client_starts_and_cancels(server: SandboxServer) -> None:
    client = server.gapic(aiplatform_v1.GenAiTuningServiceClient)
    spec = aiplatform_v1.SupervisedTuningSpec(
        training_dataset_uri=upload_rows(server, "gapic"),
        hyper_parameters=aiplatform_v1.SupervisedHyperParameters(epoch_count=30, adapter_size=2),
    )
    job = client.create_tuning_job(
        parent="projects/sandbox/locations/europe-west4",
        tuning_job=aiplatform_v1.TuningJob(base_model=BASE, supervised_tuning_spec=spec),
    )
    client.cancel_tuning_job(name=job.name)
    ended = wait_for(server.genai("europe-west4"), job.name)
    assert ended.state == types.JobState.JOB_STATE_CANCELLED
    assert ended.error.code == 1
    with pytest.raises(exceptions.BadRequest):
        client.cancel_tuning_job(name=job.name)


def test_jobs_are_listed_page_by_page(server: SandboxServer, tuned: Any) -> None:
    client = server.genai("us-central1")
    names = [job.name for job in client.tunings.list(config={"page_size": 1})]
    assert tuned.name in names
    assert len(names) == len(set(names))


def test_labels_of_a_job_are_kept(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    job = tune(client, upload_rows(server, "labels"), epochs=1, labels={"tunesmith": "1234"})
    assert wait_for(client, job.name).labels == {"tunesmith": "1234"}
    found = client.tunings.list(config={"filter": 'labels.tunesmith="1234"'})
    assert [entry.name for entry in found] == [job.name]
    found = client.tunings.list(config={"filter": 'labels.tunesmith="1234"'})
    assert [entry.name for entry in found] == [job.name]


def test_bad_rows_are_dropped_and_named(server: SandboxServer) -> None:
    bad = [
        {"contents": [{"role": "user", "parts": [{"text": "no answer"}]}]},
        {"contents": [{"role": "assistant", "parts": [{"text": "odd role"}]}]},
    ]
    client = server.genai("us-central1")
    job = wait_for(client, tune(client, upload_rows(server, "bad", extra=bad), epochs=1).name)
    stats = job.tuning_data_stats.supervised_tuning_data_stats
    assert [int(at) for at in stats.truncated_example_indices] == [41, 42]
    assert int(stats.total_truncated_example_count) == 2
    assert "model" in stats.dropped_example_reasons[0]


def test_a_row_without_contents_fails_the_job(server: SandboxServer) -> None:
    uri = instance_uri(server, "no_contents.jsonl", '{"messages": []}\n')
    client = server.genai("us-central1")
    job = wait_for(client, tune(client, uri).name)
    assert job.state == types.JobState.JOB_STATE_FAILED
    assert job.error.message == "Row: 0. Missing required `contents` field."


def test_epochs_are_chosen_when_not_given(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    job = tune(client, upload_rows(server, "auto"), epochs=None)
    assert job.supervised_tuning_spec.hyper_parameters.epoch_count is None
    done = wait_for(client, job.name)
    assert int(done.supervised_tuning_spec.hyper_parameters.epoch_count) == 40
    assert len(done.tuned_model.checkpoints) == 10


def test_only_the_last_checkpoint(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    job = tune(client, upload_rows(server, "last"), epochs=2, export_last_checkpoint_only=True)
    done = wait_for(client, job.name)
    assert not done.tuned_model.checkpoints
    assert done.tuned_model.endpoint


def test_tuning_goes_on_from_a_tuned_model(server: SandboxServer, tuned: Any) -> None:
    client = server.genai("us-central1")
    job = tune(client, upload_rows(server, "on"), epochs=1, base=tuned.tuned_model.model)
    assert job.pre_tuned_model.tuned_model_name == tuned.tuned_model.model
    assert wait_for(client, job.name).state == types.JobState.JOB_STATE_SUCCEEDED


def test_tuning_does_not_go_on_where_the_base_does_not_allow_it(server: SandboxServer) -> None:
    client, uri = server.genai("us-central1"), upload_rows(server, "once")
    first = wait_for(client, tune(client, uri, base="gemini-3.5-flash").name)
    with pytest.raises(errors.ClientError, match="Continuous tuning is not supported"):
        tune(client, uri, base=first.tuned_model.model)


def test_a_job_can_end_in_part(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    server.control("POST", "switches", {"ending": "partial"})
    name = tune(client, upload_rows(server, "part"), epochs=2).name
    pause = threading.Event()
    while not (job := client.tunings.get(name=name)).end_time:
        pause.wait(0.01)
    assert job.state == types.JobState.JOB_STATE_PARTIALLY_SUCCEEDED
    first, second = job.tuned_model.checkpoints
    assert (first.endpoint, second.endpoint) == (None, job.tuned_model.endpoint)
    assert server.genai("us").models.generate_content(model=second.endpoint, contents="x").text


def test_a_second_job_waits_or_is_refused(server: SandboxServer) -> None:
    client = server.genai("us-central1")
    uri = upload_rows(server, "queue")
    first, second = tune(client, uri, epochs=20), tune(client, uri, epochs=1)
    waiting = client.tunings.get(name=second.name)
    assert waiting.tuning_job_state == "TUNING_JOB_STATE_WAITING_FOR_QUOTA"
    server.control("POST", "switches", {"second_job": "429"})
    with pytest.raises(errors.ClientError) as caught:
        tune(client, uri)
    assert caught.value.code == 429
    client.tunings.cancel(name=first.name)
    assert wait_for(client, second.name).state == types.JobState.JOB_STATE_SUCCEEDED


@pytest.mark.parametrize(
    ("location", "base", "config", "status"),
    [
        ("global", BASE, {}, "FAILED_PRECONDITION"),
        ("asia-east1", BASE, {}, "FAILED_PRECONDITION"),
        ("us-central1", "gemini-3.8-flash", {}, "INVALID_ARGUMENT"),
        ("us-central1", "gemini-9", {}, "INVALID_ARGUMENT"),
        ("us-central1", BASE, {"adapter_size": 32}, "INVALID_ARGUMENT"),
        ("us-central1", "gemini-2.5-pro", {"adapter_size": 16}, "INVALID_ARGUMENT"),
        ("us-central1", BASE, {"epochs": -1}, "INVALID_ARGUMENT"),
        ("us-central1", BASE, {"labels": {"Upper": "x"}}, "INVALID_ARGUMENT"),
        ("us-central1", BASE, {"labels": {"key": "with space"}}, "INVALID_ARGUMENT"),
        ("us-central1", BASE, {"tuned_model_display_name": "x" * 129}, "INVALID_ARGUMENT"),
    ],
)  # fmt: skip
def test_what_cannot_be_tuned_is_refused(
    server: SandboxServer, location: str, base: str, config: dict[str, Any], status: str
) -> None:
    with pytest.raises(errors.ClientError) as caught:
        start(server, location, base, dict(config))
    assert (caught.value.code, caught.value.status) == (400, status)


def start(server: SandboxServer, location: str, base: str, config: dict[str, Any]) -> None:
    names = {16: "SIXTEEN", 32: "THIRTY_TWO"}
    if size := config.pop("adapter_size", None):
        config["adapter_size"] = f"ADAPTER_SIZE_{names[size]}"
    tune(server.genai(location), upload_rows(server, "refused"), base=base, **config)


@pytest.mark.parametrize("name", ["train.csv", "not_there.jsonl"])
def test_the_data_must_be_jsonl_in_the_bucket(server: SandboxServer, name: str) -> None:
    if name.endswith("csv"):
        instance_uri(server, name, "a,b\n")
    with pytest.raises(errors.ClientError) as caught:
        tune(server.genai("us-central1"), f"gs://{server.bucket}/{name}")
    details: Any = caught.value.details
    violation = details["error"]["details"][0]["fieldViolations"][0]
    assert violation["field"] == "tuning_job.supervised_tuning_spec.training_dataset_uri"
    assert violation["description"] == "training_dataset_uri should be a GCS object of type JSONL."
