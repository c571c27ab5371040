"""“Check the connection” against the Sandbox, well and with everything that can be missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.connection import Connection
from services.connection_check import CheckOutcome, CheckResult, check_connection
from services.domain.places import lies_there
from services.domain.prediction import ConnectionKind, Model
from services.jobs import JobContext
from services.settings import Folders, Settings, VertexSettings
from services.vertex.adapters import Adapters
from services.vertex.address import ServiceAddress
from services.vertex.credentials import from_key_file_on_this_machine
from services.vertex.request_body import Abilities
from tests.fakes.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.ports import Bucket, TextModel, TuningApi

MODEL = "gemini-3.1-flash-lite"
KEY = "tunesmith@sandbox.iam.gserviceaccount.com"
OK, DOUBTFUL, FAILED, LEFT_OUT = (
    CheckOutcome.OK,
    CheckOutcome.DOUBTFUL,
    CheckOutcome.FAILED,
    CheckOutcome.LEFT_OUT,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a connection to Vertex AI gives, over the Sandbox."""

    ports: Adapters
    project: str = "sandbox"
    tuning_location: str = "us-central1"

    def base_models(self) -> tuple[Model, ...]:
        return (Model(MODEL, MODEL, "global", ConnectionKind.VERTEX, MODEL),)

    def text_model(self, *, sends_rows: bool = True) -> TextModel:
        assert not sends_rows
        return self.ports.text_model

    def tuning_api(self) -> TuningApi:
        return self.ports.tuning_api

    def bucket(self) -> Bucket:
        return self.ports.bucket


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox")).start()
    yield server
    server.stop()


@pytest.fixture
def server(shared_server: SandboxServer) -> Iterator[SandboxServer]:
    yield shared_server
    shared_server.control("DELETE", "faults")
    shared_server.control("POST", "tokens", {"revoked": False})


def connected(server: SandboxServer, bucket: str = "") -> Checked:
    said = server.address
    address = ServiceAddress(said.project, bucket or said.bucket, "us-central1", said.base_url)
    credentials = from_key_file_on_this_machine(Path(said.service_account_file))
    return Checked(Adapters.over(address, credentials, Abilities()))


@pytest.fixture(scope="module")
def known(shared_server: SandboxServer) -> Checked:
    """A connection whose clients are made and signed in."""
    return connected(shared_server)


def check(server: SandboxServer, bucket: str = "") -> tuple[CheckResult, ...]:
    return check_connection(connected(server, bucket), JobContext())


def failed(results: tuple[CheckResult, ...]) -> list[CheckResult]:
    return [result for result in results if result.outcome in (FAILED, DOUBTFUL)]


def test_it_makes_the_calls_that_the_program_makes_and_leaves_nothing(
    server: SandboxServer,
) -> None:
    assert [result.outcome for result in check(server)] == [OK] * 7
    assert not list(server.storage().list_blobs(server.bucket))


def test_without_settings_nothing_else_is_tried(tmp_path: Path) -> None:
    settings = Settings("me", connection=ConnectionKind.VERTEX, vertex=VertexSettings())
    connection = Connection(settings, Folders.below(tmp_path))
    first, *rest = check_connection(connection, JobContext())
    assert first.outcome is FAILED
    assert "project and the bucket" in first.way_out
    assert {result.outcome for result in rest} == {LEFT_OUT}


def test_a_revoked_key_is_told_and_nothing_is_asked_after_it(server: SandboxServer) -> None:
    server.control("POST", "tokens", {"revoked": True})
    _, signing_in, *rest = check(server)
    assert "deleted or switched off" in signing_in.problem
    assert {result.outcome for result in rest} == {LEFT_OUT}


def test_a_wrong_clock_is_told_as_such(server: SandboxServer) -> None:
    server.control("POST", "clock", {"advance": 7200})
    try:
        _, signing_in, *_ = check(server)
    finally:
        server.control("POST", "clock", {"advance": -7200})
    assert signing_in.problem.startswith("The clock of this machine is wrong")


@pytest.mark.parametrize(
    ("match", "kind", "title", "line"),
    [
        (
            ":generateContent",
            "disabled",
            "A model answers",
            "Run: gcloud services enable aiplatform.googleapis.com --project sandbox",
        ),
        (
            ":generateContent",
            "403",
            "A model answers",
            (
                "Run: gcloud projects add-iam-policy-binding sandbox "
                f'--member="serviceAccount:{KEY}" --role=roles/aiplatform.user'
            ),
        ),
        (
            ":generateContent",
            "billing",
            "A model answers",
            ("Run: gcloud billing projects link sandbox --billing-account YOUR_BILLING_ACCOUNT"),
        ),
        (
            ":generateContent",
            "user_project",
            "A model answers",
            (
                "Run: gcloud projects add-iam-policy-binding sandbox "
                f'--member="serviceAccount:{KEY}" --role=roles/serviceusage.serviceUsageConsumer'
            ),
        ),
        (
            "/upload/",
            "disabled",
            "The bucket can be written",
            "Run: gcloud services enable storage.googleapis.com --project sandbox",
        ),
        (
            "/upload/",
            "403",
            "The bucket can be written",
            (
                "Run: gcloud storage buckets add-iam-policy-binding gs://tunesmith-sandbox "
                f'--member="serviceAccount:{KEY}" --role=roles/storage.objectAdmin'
            ),
        ),
        (
            "/storage/v1/b/tunesmith-sandbox",
            "403",
            "The bucket lies where models are tuned",
            (
                "Run: gcloud storage buckets add-iam-policy-binding gs://tunesmith-sandbox "
                f'--member="serviceAccount:{KEY}" --role=roles/storage.legacyBucketReader'
            ),
        ),
        (
            "/tuningJobs",
            "403",
            "Tuning jobs can be listed",
            (
                "Run: gcloud projects add-iam-policy-binding sandbox "
                f'--member="serviceAccount:{KEY}" --role=roles/aiplatform.user'
            ),
        ),
    ],
)
def test_what_is_missing_is_named_with_the_line_that_gives_it(
    server: SandboxServer, known: Checked, match: str, kind: str, title: str, line: str
) -> None:
    server.fault(match, kind)
    told = failed(check_connection(known, JobContext()))
    assert (title, line) in [(result.title, result.way_out) for result in told]


def test_a_bucket_in_another_region_works_but_is_doubtful(server: SandboxServer) -> None:
    server.storage().create_bucket("far-away", location="EUROPE-WEST4")
    [doubt] = failed(check(server, "far-away"))
    assert doubt.outcome is DOUBTFUL
    assert "“europe-west4”" in doubt.problem
    assert "--location us-central1" in doubt.way_out


def test_a_bucket_that_is_not_there_is_told_once_for_each_use(server: SandboxServer) -> None:
    results = check(server, "nobody-made-this")
    assert [result.outcome for result in results[3:6]] == [FAILED, LEFT_OUT, FAILED]
    assert "gcloud storage buckets create gs://nobody-made-this" in results[3].way_out


@pytest.mark.parametrize(
    ("bucket", "tuning", "there"),
    [
        ("us-central1", "us-central1", True),
        ("us", "us-central1", True),
        ("eu", "europe-west4", True),
        ("eur4", "europe-west4", True),
        ("eu", "us-central1", False),
        ("europe-west1", "europe-west4", False),
        ("asia", "us-central1", False),
    ],
)
def test_a_wider_place_holds_the_region(bucket: str, tuning: str, there: bool) -> None:
    assert lies_there(bucket, tuning) is there


def test_the_account_in_the_lines_is_the_one_that_is_used(server: SandboxServer) -> None:
    from google.oauth2.credentials import Credentials

    address = replace(connected(server).ports.address, member="user:YOUR_ACCOUNT")
    person = Credentials("token", account="you@sandbox.example")
    assert Adapters.over(address, person, Abilities()).address.member == "user:you@sandbox.example"
    assert (
        Adapters.over(address, Credentials("token"), Abilities()).address.member
        == "user:YOUR_ACCOUNT"
    )
