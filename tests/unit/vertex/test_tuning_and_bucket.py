from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.tuning import JobState, Recipe, RemoteJob
from services.jobs import JobCancelled, JobContext, Progress
from services.ports import CallError
from services.vertex.bucket import CHUNK, GoogleBucket
from services.vertex.client import Clients, storage_client
from services.vertex.remote_job import job_state, remote_job
from services.vertex.tuning_api import GeminiTuning, location_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.sandbox_server import SandboxServer

WORDS = {"refund": ("money", "back", "paid"), "delivery": ("parcel", "late", "van")}


@pytest.fixture
def bucket(clients: Clients) -> GoogleBucket:
    return GoogleBucket(clients.address, clients.credentials)


@pytest.fixture
def tuning(clients: Clients) -> GeminiTuning:
    return GeminiTuning(clients)


@pytest.fixture
def training_file(tmp_path: Path) -> Path:
    lines = [
        {
            "systemInstruction": {"role": "system", "parts": [{"text": "Classify."}]},
            "contents": [
                {"role": "user", "parts": [{"text": f"{word} number {number}"}]},
                {"role": "model", "parts": [{"text": label}]},
            ],
        }
        for number in range(8)
        for label, words in WORDS.items()
        for word in words
    ]
    path = tmp_path / "training.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def create(tuning: GeminiTuning, uri: str, label: str, **changes: object) -> RemoteJob:
    given = {"base_model": "gemini-3.1-flash-lite", "recipe": Recipe(epochs=2)} | changes
    return tuning.create(
        training_uri=uri,
        validation_uri=None,
        display_name="A test",
        label=label,
        **given,  # pyright: ignore[reportArgumentType]
    )


def ended(tuning: GeminiTuning, name: str) -> RemoteJob:
    context = JobContext()
    for _ in range(600):
        job = tuning.get(name)
        if job.state.ended:
            return job
        context.wait(0.05)
    raise AssertionError(name)


def test_a_job_runs_to_a_tuned_model_that_answers_elsewhere(
    bucket: GoogleBucket, tuning: GeminiTuning, training_file: Path
) -> None:
    uri = bucket.upload(training_file, "tests/training.jsonl", JobContext())
    label = new_id()
    assert tuning.find(label) is None
    created = create(tuning, uri, label)
    assert created.label == label
    found = tuning.find(label)
    assert found is not None
    assert found.name == created.name
    job = ended(tuning, created.name)
    assert job.state is JobState.SUCCEEDED
    assert job.tuned is not None
    assert location_of(job.tuned.endpoint) == "us"
    assert [point.epoch for point in job.tuned.checkpoints] == [1, 2]
    assert job.statistics is not None
    assert job.statistics.examples == 48
    assert job.statistics.billable_tokens > 0


def test_a_job_can_be_cancelled(
    bucket: GoogleBucket, tuning: GeminiTuning, training_file: Path
) -> None:
    uri = bucket.upload(training_file, "tests/cancelled.jsonl", JobContext())
    created = create(tuning, uri, new_id(), recipe=Recipe(epochs=50))
    tuning.cancel(created.name)
    assert ended(tuning, created.name).state is JobState.CANCELLED


def test_a_refused_token_is_renewed_and_the_job_created_once(
    no_faults: SandboxServer, bucket: GoogleBucket, tuning: GeminiTuning, training_file: Path
) -> None:
    uri = bucket.upload(training_file, "tests/training.jsonl", JobContext())
    no_faults.fault("/tuningJobs", "401", times=1)
    no_faults.control("DELETE", "requests")
    label = new_id()
    assert create(tuning, uri, label).label == label
    sent = no_faults.control("GET", "requests?match=/tuningJobs")["recent"]
    assert [request["status"] for request in sent] == [401, 200]


def test_no_answer_to_a_creation_says_that_it_may_have_arrived(
    no_faults: SandboxServer, bucket: GoogleBucket, tuning: GeminiTuning, training_file: Path
) -> None:
    uri = bucket.upload(training_file, "tests/training.jsonl", JobContext())
    for kind in ("reset", "503"):
        no_faults.fault("/tuningJobs", kind, times=1)
        with pytest.raises(CallError) as failed:
            create(tuning, uri, new_id())
        assert failed.value.may_have_arrived


def test_what_the_service_refuses_names_the_field(tuning: GeminiTuning) -> None:
    with pytest.raises(CallError) as refused:
        create(tuning, "gs://tunesmith-sandbox/no-such-file.txt", new_id())
    assert refused.value.code == 400
    assert "training file" in refused.value.title
    assert not refused.value.may_have_arrived


def test_a_job_that_is_gone_is_told(tuning: GeminiTuning, server: SandboxServer) -> None:
    name = f"projects/{server.address.project}/locations/us-central1/tuningJobs/12345"
    with pytest.raises(CallError) as refused:
        tuning.get(name)
    assert refused.value.code == 404
    assert "does not know this tuning job" in refused.value.title


@pytest.mark.parametrize(
    ("state", "detail", "ours", "shown"),
    [
        ("JOB_STATE_PENDING", "", JobState.WAITING, "JOB_STATE_PENDING"),
        (
            "JOB_STATE_PENDING",
            "TUNING_JOB_STATE_WAITING_FOR_QUOTA",
            JobState.WAITING_FOR_QUOTA,
            "TUNING_JOB_STATE_WAITING_FOR_QUOTA",
        ),
        (
            "JOB_STATE_RUNNING",
            "TUNING_JOB_STATE_POST_PROCESSING",
            JobState.FINISHING,
            "TUNING_JOB_STATE_POST_PROCESSING",
        ),
        ("JOB_STATE_RUNNING", "TUNING_JOB_STATE_NEW", JobState.OTHER, "TUNING_JOB_STATE_NEW"),
        ("JOB_STATE_RUNNING", "", JobState.TUNING, "JOB_STATE_RUNNING"),
        (
            "JOB_STATE_PARTIALLY_SUCCEEDED",
            "",
            JobState.PARTLY_SUCCEEDED,
            "JOB_STATE_PARTIALLY_SUCCEEDED",
        ),
        ("JOB_STATE_EXPIRED", "", JobState.FAILED, "JOB_STATE_EXPIRED"),
        ("JOB_STATE_DREAMING", "", JobState.OTHER, "JOB_STATE_DREAMING"),
        (
            "JOB_STATE_SUCCEEDED",
            "TUNING_JOB_STATE_TUNING",
            JobState.SUCCEEDED,
            "JOB_STATE_SUCCEEDED",
        ),
        ("", "", JobState.WAITING, ""),
    ],
)
def test_every_state_of_the_service_has_a_word_of_ours(
    state: str, detail: str, ours: JobState, shown: str
) -> None:
    assert job_state(state, detail) == (ours, shown)


@pytest.mark.filterwarnings("ignore:.*is not a valid")
def test_numbers_come_as_texts_and_unknown_words_are_kept() -> None:
    from google.genai import types

    sent = types.TuningJob.model_validate(
        {
            "name": "projects/1/locations/us-central1/tuningJobs/2",
            "state": "JOB_STATE_DREAMING",
            "tuningDataStats": {
                "supervisedTuningDataStats": {
                    "tuningDatasetExampleCount": "812",
                    "totalBillableTokenCount": "900000",
                    "tuningStepCount": "40",
                    "totalTruncatedExampleCount": "3",
                    "truncatedExampleIndices": ["4", "9", "17"],
                    "droppedExampleReasons": ["too long", "empty"],
                }
            },
        }
    )
    job = remote_job(sent, "tunesmith")
    assert (job.state, job.service_state) == (JobState.OTHER, "JOB_STATE_DREAMING")
    assert job.statistics is not None
    assert job.statistics.billable_tokens == 900_000
    assert job.statistics.dropped == ((4, "too long"), (9, "empty"), (17, ""))


def test_a_large_file_goes_up_in_pieces_and_whole(
    bucket: GoogleBucket, clients: Clients, tmp_path: Path
) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(b"0123456789abcde\n" * 600_000)
    seen: list[Progress] = []
    uri = bucket.upload(path, "tests/large.jsonl", JobContext(seen.append))
    assert uri == f"gs://{clients.address.bucket}/tests/large.jsonl"
    assert len({progress.done for progress in seen}) > 1
    assert seen[-1].total == path.stat().st_size
    blob = storage_client(clients.address, clients.credentials).bucket(clients.address.bucket)
    assert blob.blob("tests/large.jsonl").download_as_bytes() == path.read_bytes()
    bucket.delete(uri)
    bucket.delete(uri)


@pytest.mark.parametrize("kind", ["reset", "cut_off", "503"])
def test_an_upload_whose_connection_breaks_goes_on_where_it_was(
    kind: str, no_faults: SandboxServer, bucket: GoogleBucket, clients: Clients, tmp_path: Path
) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(b"0123456789abcde\n" * 1_100_000)
    breaks = [True]

    def cut(progress: Progress) -> None:
        if progress.done > CHUNK and breaks:
            breaks.clear()
            no_faults.fault("/upload/", kind, times=1)

    no_faults.control("DELETE", "requests")
    bucket.upload(path, f"tests/{kind}.jsonl", JobContext(cut))
    sent = no_faults.control("GET", "requests?match=/upload/")["recent"]
    assert not breaks
    methods = [request["method"] for request in sent]
    assert methods.count("POST") == 1
    assert methods.count("PUT") <= 5  # three pieces, where it stands, the broken one once more
    blob = storage_client(clients.address, clients.credentials).bucket(clients.address.bucket)
    assert blob.blob(f"tests/{kind}.jsonl").download_as_bytes() == path.read_bytes()


def test_an_upload_stops_between_two_pieces(bucket: GoogleBucket, tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(b"x" * 20_000_000)
    context = JobContext(lambda _: context.stop())
    with pytest.raises(JobCancelled):
        bucket.upload(path, "tests/stopped.jsonl", context)


def test_a_bucket_that_is_not_there_is_told_with_the_command(
    clients: Clients, training_file: Path
) -> None:
    elsewhere = GoogleBucket(replace(clients.address, bucket="nowhere"), clients.credentials)
    with pytest.raises(CallError) as refused:
        elsewhere.upload(training_file, "training.jsonl", JobContext())
    assert refused.value.code == 404
    assert "gcloud storage buckets create gs://nowhere" in refused.value.way_out


def test_a_bucket_that_may_not_be_written_is_told_with_the_role(
    no_faults: SandboxServer, bucket: GoogleBucket, training_file: Path
) -> None:
    no_faults.fault("/upload/", "403", times=3)
    with pytest.raises(CallError) as refused:
        bucket.upload(training_file, "refused/training.jsonl", JobContext())
    assert "roles/storage.objectAdmin" in refused.value.way_out


def test_nobody_listening_is_told_as_not_arrived(clients: Clients, training_file: Path) -> None:
    nowhere = replace(clients.address, base_url="http://127.0.0.1:9")
    with pytest.raises(CallError) as failed:
        GoogleBucket(nowhere, clients.credentials, patience=0.1).upload(
            training_file, "tests/training.jsonl", JobContext()
        )
    assert (failed.value.code, failed.value.may_have_arrived) == (0, False)
    with pytest.raises(CallError) as failed:
        GeminiTuning(Clients(nowhere, clients.credentials)).find(new_id())
    assert (failed.value.code, failed.value.may_have_arrived) == (0, False)


def test_a_file_that_is_gone_is_told(bucket: GoogleBucket, tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        bucket.upload(tmp_path / "gone.jsonl", "gone.jsonl", JobContext())
    assert "gone.jsonl" in refused.value.title


def test_a_file_that_is_there_already_is_not_sent_again(
    bucket: GoogleBucket, no_faults: SandboxServer, training_file: Path
) -> None:
    bucket.upload(training_file, "again/training.jsonl", JobContext())
    no_faults.fault("/upload/", "403")
    bucket.upload(training_file, "again/training.jsonl", JobContext())
    training_file.write_text("{}\n", "utf-8")
    with pytest.raises(CallError):
        bucket.upload(training_file, "again/training.jsonl", JobContext())


def test_the_bucket_is_looked_at_before_anything_is_sent(
    bucket: GoogleBucket, clients: Clients, no_faults: SandboxServer
) -> None:
    bucket.check()
    nowhere = replace(clients.address, bucket="not-there")
    with pytest.raises(CallError):
        GoogleBucket(nowhere, clients.credentials).check()
    no_faults.fault("/storage/", "403")
    with pytest.raises(CallError):
        bucket.check()
