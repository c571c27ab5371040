"""Every route is called by the real clients, and every answer is of the shape Google documents."""

from __future__ import annotations

import io
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from google.auth.transport.requests import Request
from google.cloud import aiplatform_v1
from google.genai import types
from google.protobuf import json_format
from starlette.routing import Match, Mount, Route

from services.sandbox.app import build_app
from services.sandbox.catalog import base_models
from services.sandbox.clock import Clock
from services.sandbox.identity import Identity
from services.sandbox.keys import public_key
from services.sandbox.tokens import REFRESH_TOKEN
from tests.unit.sandbox.calls import BASE, tune, upload_rows, wait_for
from tests.unit.sandbox.test_batch import start as start_batch

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer

REGION, PLACE, US = "us-central1", "projects/sandbox/locations/us-central1", "us"
MODEL = f"projects/sandbox/locations/global/publishers/google/models/{BASE}"
ASK = [{"role": "user", "parts": [{"text": "Pick red, blue"}]}]
NOT_CALLED = ("/sandbox/", "/projects/{project}/locations/{location}/:evaluateInstances")
"""Routes that only tests use, and how a client of Google's that is not ours spells one."""

GIVEN_UP = 499
"""How Cloud Storage answers when an upload is given up."""

NEWER = {"tuningJobState", "tuningJobMetadata"}
"""Fields of a tuning job that google-genai knows and the v1 messages do not."""


def google_genai(server: SandboxServer, job: Any) -> None:
    client, tuned, jobs = server.genai("global"), server.genai(US), server.genai(REGION)
    assert client.models.generate_content(model=BASE, contents="Pick red, blue").text
    assert tuned.models.generate_content(model=job.tuned_model.endpoint, contents="x").text
    for each, model in ((client, BASE), (tuned, job.tuned_model.endpoint)):
        chunks = list(each.models.generate_content_stream(model=model, contents="Pick red, blue"))
        assert chunks[-1].candidates[0].finish_reason == "STOP"
        assert each.models.count_tokens(model=model, contents="one two").total_tokens
        assert each.models.compute_tokens(model=model, contents="one two").tokens_info
    assert client.models.get(model=BASE).name
    assert len(list(client.models.list(config={"page_size": 3}))) == len(base_models())
    own = job.tuned_model.model.partition("@")[0]
    listed_models = tuned.models.list(config={"query_base": False, "page_size": 1})
    [mine] = [model for model in listed_models if model.name == own]
    assert tuned.models.update(model=mine.name, config={"display_name": "new"}).display_name
    assert tuned.models.get(model=mine.name).display_name == "new"
    second = tune(jobs, upload_rows(server, "second"), epochs=40)
    jobs.tunings.cancel(name=second.name)
    listed = jobs.tunings.list(config=types.ListTuningJobsConfig(page_size=1))
    assert {entry.name for entry in listed} >= {job.name, second.name}
    assert str(wait_for(jobs, second.name).state.value) == "JOB_STATE_CANCELLED"


def google_genai_batches(server: SandboxServer, _: Any) -> None:
    client = server.genai("global")
    job = start_batch(server, client, BASE, 300)
    client.batches.cancel(name=job.name)
    assert client.batches.get(name=job.name).name == job.name
    assert job.name in {entry.name for entry in client.batches.list(config={"page_size": 1})}
    client.batches.delete(name=job.name)


def generated_clients_that_ask_and_tune(server: SandboxServer, job: Any) -> None:
    predicting = server.gapic(aiplatform_v1.PredictionServiceClient)
    content = aiplatform_v1.Content(role="user", parts=[aiplatform_v1.Part(text="red or blue")])
    assert predicting.generate_content(model=MODEL, contents=[content]).candidates
    streamed = predicting.stream_generate_content(request={"model": MODEL, "contents": [content]})
    assert [chunk.candidates[0].content.parts[0].text for chunk in streamed]
    counting = server.gapic(aiplatform_v1.LlmUtilityServiceClient)
    assert counting.count_tokens(request={"endpoint": MODEL, "contents": [content]}).total_tokens
    assert counting.compute_tokens(request={"endpoint": MODEL, "contents": [content]}).tokens_info
    tuning = server.gapic(aiplatform_v1.GenAiTuningServiceClient)
    assert tuning.get_tuning_job(name=job.name).tuned_model.checkpoints[0].epoch == 1
    assert job.name in {entry.name for entry in tuning.list_tuning_jobs(parent=PLACE)}
    jobs = server.gapic(aiplatform_v1.JobServiceClient)
    assert list(jobs.list_batch_prediction_jobs(parent=PLACE)) == []


def models_and_endpoints(server: SandboxServer, job: Any) -> None:
    models = server.gapic(aiplatform_v1.ModelServiceClient)
    endpoints = server.gapic(aiplatform_v1.EndpointServiceClient)
    name = job.tuned_model.model.partition("@")[0]
    assert [version.version_id for version in models.list_model_versions(name=name)] == ["1"]
    points = list(models.list_model_version_checkpoints(name=name))
    assert [point.epoch for point in points] == [1, 2, 3, 4]
    parent = name.partition("/models/")[0]
    made = endpoints.create_endpoint(
        parent=parent, endpoint=aiplatform_v1.Endpoint(display_name="mine")
    ).result(timeout=60)
    deployed = aiplatform_v1.DeployedModel(model=name, display_name="x", checkpoint_id="1")
    ready = endpoints.deploy_model(
        endpoint=made.name, deployed_model=deployed, traffic_split={"0": 100}
    ).result(timeout=60)
    endpoints.undeploy_model(endpoint=made.name, deployed_model_id=ready.deployed_model.id).result(
        timeout=60
    )
    endpoints.delete_endpoint(name=made.name).result(timeout=60)
    listed = endpoints.list_endpoints(request={"parent": parent, "page_size": 1})
    assert {point.endpoint for point in job.tuned_model.checkpoints} <= {
        each.name for each in listed
    }
    assert endpoints.get_endpoint(name=job.tuned_model.endpoint).deployed_models


def deletion(server: SandboxServer, _: Any) -> None:
    client, tuned = server.genai(REGION), server.genai(US)
    uri = upload_rows(server, "gone")
    done = wait_for(client, tune(client, uri, export_last_checkpoint_only=True).name).tuned_model
    endpoints = server.gapic(aiplatform_v1.EndpointServiceClient)
    [held] = endpoints.get_endpoint(name=done.endpoint).deployed_models
    endpoints.undeploy_model(endpoint=done.endpoint, deployed_model_id=held.id).result(timeout=60)
    endpoints.delete_endpoint(name=done.endpoint).result(timeout=60)
    tuned.models.delete(model=done.model.partition("@")[0])
    assert done.model.partition("@")[0] not in {
        one.name for one in tuned.models.list(config={"query_base": False})
    }


def curves(server: SandboxServer, job: Any) -> None:
    metadata = server.gapic(aiplatform_v1.MetadataServiceClient)
    boards = server.gapic(aiplatform_v1.TensorboardServiceClient)
    context = metadata.get_context(name=job.experiment)
    wanted = f'schema_title="system.ExperimentRun" AND parent_contexts:"{context.name}"'
    parent = job.experiment.partition("/contexts/")[0]
    assert list(metadata.list_contexts(request={"parent": parent, "filter": wanted}))
    [board] = boards.list_tensorboards(parent=PLACE)
    assert boards.get_tensorboard(name=board.name).name == board.name
    experiment = f"{board.name}/experiments/{context.name.rsplit('/', 1)[1]}"
    [run] = boards.list_tensorboard_runs(parent=experiment)
    assert boards.get_tensorboard_run(name=run.name).name == run.name
    series = list(boards.list_tensorboard_time_series(parent=run.name))
    assert boards.read_tensorboard_time_series_data(tensorboard_time_series=series[0].name)
    read = boards.batch_read_tensorboard_time_series_data(
        request={"tensorboard": board.name, "time_series": [entry.name for entry in series]}
    )
    assert len(read.time_series_data) == len(series)


def evaluation_and_sign_in(server: SandboxServer, _: Any) -> None:
    from google.oauth2.credentials import Credentials

    client = server.gapic(aiplatform_v1.EvaluationServiceClient)
    instance = aiplatform_v1.ExactMatchInstance(prediction="a", reference="a")
    metric = aiplatform_v1.ExactMatchInput(
        metric_spec=aiplatform_v1.ExactMatchSpec(), instances=[instance]
    )
    request = {"location": PLACE, "exact_match_input": metric}
    [value] = client.evaluate_instances(
        request=request
    ).exact_match_results.exact_match_metric_values
    assert value.score == 1.0
    person: Any = Credentials
    person(
        None,
        refresh_token=REFRESH_TOKEN,
        client_id="1",
        client_secret="secret",
        token_uri=f"{server.base_url}/token",
    ).refresh(Request())
    page = "redirect_uri=http://localhost:1/&response_type=code&client_id=1&code_challenge=c"
    asked = urllib.request.Request(f"{server.base_url}/o/oauth2/auth?{page}", method="GET")
    opener = urllib.request.build_opener(_Stay)
    assert "code=" in opener.open(asked, timeout=60).headers["location"]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Nobody listens where the browser is sent."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp


def storage(server: SandboxServer, _: Any) -> None:
    client = server.storage()
    made = client.create_bucket("made-here", location="EU")
    assert {bucket.name for bucket in client.list_buckets()} >= {server.bucket, "made-here"}
    assert client.get_bucket("made-here").location == "EU"
    assert made.test_iam_permissions(["storage.objects.get"]) == ["storage.objects.get"]
    blob = made.blob("one.txt")
    blob.upload_from_string("hello")
    large = made.blob("large.bin", chunk_size=256 * 1024)
    large.upload_from_file(io.BytesIO(bytes(9 << 20)), size=9 << 20)
    assert large.download_as_bytes(start=0, end=9) == bytes(10)
    assert [one.name for one in made.list_blobs(page_size=1)] == ["large.bin", "one.txt"]
    blob.reload()
    assert blob.md5_hash
    session = made.blob("given-up.bin").create_resumable_upload_session(size=10)
    with pytest.raises(urllib.error.HTTPError) as cancelled:
        urllib.request.urlopen(urllib.request.Request(session, method="DELETE"), timeout=60)
    assert cancelled.value.code == GIVEN_UP
    blob.delete()
    assert not blob.exists()


def read(server: SandboxServer, path: str) -> Any:
    credentials = server.credentials()
    credentials.refresh(Request())
    request = urllib.request.Request(
        f"{server.base_url}/v1/{path}", headers={"Authorization": f"Bearer {credentials.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def test_answers_are_messages_of_the_service_without_anything_unknown(
    server: SandboxServer, tuned: Any
) -> None:
    job, model = tuned, tuned.tuned_model.model.partition("@")[0]
    contexts = f"{PLACE}/metadataStores/default/contexts"
    kinds = {
        job.name: "TuningJob",
        f"{PLACE}/tuningJobs": "ListTuningJobsResponse",
        model: "Model",
        f"{model}:listVersions": "ListModelVersionsResponse",
        f"{model}:listCheckpoints": "ListModelVersionCheckpointsResponse",
        f"{model.rpartition('/')[0]}": "ListModelsResponse",
        job.tuned_model.endpoint: "Endpoint",
        f"{job.tuned_model.endpoint.rpartition('/')[0]}": "ListEndpointsResponse",
        f"publishers/google/models/{BASE}": "PublisherModel",
        job.experiment: "Context",
        contexts: "ListContextsResponse",
        f"{PLACE}/tensorboards": "ListTensorboardsResponse",
    }
    for path, kind in kinds.items():
        message = getattr(aiplatform_v1, kind)
        answer = _without(read(server, path), NEWER)
        assert answer, path
        json_format.ParseDict(answer, message.pb(message()))


def _without(answer: Any, names: set[str]) -> Any:
    if isinstance(answer, list):
        return [_without(entry, names) for entry in answer]
    if not isinstance(answer, dict):
        return answer
    return {key: _without(value, names) for key, value in answer.items() if key not in names}


def test_every_route_is_called_by_a_real_client(
    server: SandboxServer, tuned: Any, tmp_path: Path
) -> None:
    left = routes_of(server, tmp_path)
    for call in (
        google_genai,
        google_genai_batches,
        generated_clients_that_ask_and_tune,
        models_and_endpoints,
        deletion,
        curves,
        evaluation_and_sign_in,
        storage,
    ):
        server.control("DELETE", "requests")  # it keeps the last ones only
        call(server, tuned)
        left = not_reached(server, left)
    assert sorted(f"{route.methods} {route.path}" for route in left) == []


def routes_of(server: SandboxServer, folder: Path) -> list[Route]:
    """What the server answers to, each but once where several prefixes lead to it."""
    pem = public_key(Path(server.address.service_account_file))
    app: Any = build_app(folder, Identity(), pem, Clock(), base_models())
    mount = next(route for route in app._app.routes if isinstance(route, Mount))
    both = (*app._app.routes, *mount.routes)
    routes = [route for route in both if isinstance(route, Route)]
    return [route for route in routes if not route.path.startswith(NOT_CALLED)]


def not_reached(server: SandboxServer, routes: list[Route]) -> list[Route]:
    """Those that no request reached that was answered well."""
    left = routes
    for entry in server.control("GET", "requests")["recent"]:
        if entry["status"] >= 400 and entry["status"] != GIVEN_UP:
            continue
        path = re.sub(r"^/(v1|v1beta1|ui)(?=/)", "", entry["path"])
        scope = {"type": "http", "method": entry["method"], "path": path, "headers": []}
        left = [route for route in left if route.matches(scope)[0] is not Match.FULL]
    return left
