"""Tuned models and endpoints with google.genai and aiplatform_v1 over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions
from google.cloud import aiplatform_v1
from google.genai import errors

from tests.unit.sandbox.calls import tune, upload_rows, wait_for

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer

US = "projects/sandbox/locations/us"


@pytest.fixture
def own(server: SandboxServer) -> Any:
    """A tuned model that a test may take apart."""
    client = server.genai("us-central1")
    return wait_for(client, tune(client, upload_rows(server, "own"), epochs=2).name).tuned_model


def test_tuned_models_are_listed_where_they_are_served(server: SandboxServer, tuned: Any) -> None:
    client, elsewhere = server.genai("us"), server.genai("us-central1")
    name = tuned.tuned_model.model.partition("@")[0]
    listed = {model.name: model for model in client.models.list(config={"query_base": False})}
    assert listed[name].labels["tune-type"] == "sft"
    assert len(listed[name].endpoints) == 4
    assert not list(elsewhere.models.list(config={"query_base": False}))


def test_the_filter_of_the_list(server: SandboxServer, tuned: Any) -> None:
    client = server.gapic(aiplatform_v1.ModelServiceClient)
    name = tuned.tuned_model.model.partition("@")[0]

    def found(wanted: str) -> set[str]:
        request = {"parent": US, "filter": wanted}
        return {model.name for model in client.list_models(request=request)}

    assert name in found("labels.tune-type:*")
    assert name in found("labels.tune-type=sft")
    assert not found("labels.tune-type=other")
    assert not found("labels.nothing:*")


def test_the_default_checkpoint_can_be_changed(server: SandboxServer, own: Any) -> None:
    client = server.genai("us")
    config = {"default_checkpoint_id": "1"}
    assert client.models.update(model=own.model, config=config).default_checkpoint_id == "1"
    assert client.models.get(model=own.model).default_checkpoint_id == "1"
    with pytest.raises(errors.ClientError):
        client.models.update(model=own.model, config={"default_checkpoint_id": "9"})
    jobs = {job.tuned_model.model: job for job in server.genai("us-central1").tunings.list()
            if job.tuned_model}  # fmt: skip
    assert jobs[own.model].tuned_model.endpoint == own.checkpoints[0].endpoint


def test_a_model_is_undeployed_deployed_and_deleted(server: SandboxServer, own: Any) -> None:
    endpoints = server.gapic(aiplatform_v1.EndpointServiceClient)
    models = server.gapic(aiplatform_v1.ModelServiceClient)
    name = own.model.partition("@")[0]
    genai = server.genai("us")
    with pytest.raises(exceptions.BadRequest, match="deployed"):
        models.delete_model(name=name)

    deployed = endpoints.get_endpoint(name=own.endpoint).deployed_models[0]
    with pytest.raises(exceptions.BadRequest, match="deployed"):
        endpoints.delete_endpoint(name=own.endpoint)
    endpoints.undeploy_model(endpoint=own.endpoint, deployed_model_id=deployed.id).result(60)
    with pytest.raises(errors.ClientError) as caught:
        genai.models.generate_content(model=own.endpoint, contents="x")
    assert caught.value.code == 400

    again = aiplatform_v1.DeployedModel(model=own.model, display_name="again", checkpoint_id="1")
    operation = endpoints.deploy_model(
        endpoint=own.endpoint, deployed_model=again, traffic_split={"0": 100}
    )
    assert operation.result(timeout=60).deployed_model.checkpoint_id == "1"
    assert genai.models.generate_content(model=own.endpoint, contents="x").text

    for point in own.checkpoints:
        for held in endpoints.get_endpoint(name=point.endpoint).deployed_models:
            endpoints.undeploy_model(endpoint=point.endpoint, deployed_model_id=held.id)
        endpoints.delete_endpoint(name=point.endpoint).result(timeout=60)
    models.delete_model(name=name).result(timeout=60)
    with pytest.raises(exceptions.NotFound):
        models.get_model(name=name)
    with pytest.raises(exceptions.NotFound):
        endpoints.get_endpoint(name=own.endpoint)


def test_an_endpoint_can_be_made(server: SandboxServer) -> None:
    client = server.gapic(aiplatform_v1.EndpointServiceClient)
    made = client.create_endpoint(
        parent=US, endpoint=aiplatform_v1.Endpoint(display_name="mine")
    ).result(timeout=60)
    assert client.get_endpoint(name=made.name).display_name == "mine"
    assert made.name in {endpoint.name for endpoint in client.list_endpoints(parent=US)}
    client.delete_endpoint(name=made.name).result(timeout=60)


def test_exact_match_is_evaluated(server: SandboxServer) -> None:
    client = server.gapic(aiplatform_v1.EvaluationServiceClient)
    pairs = [("a", "a"), ("a", "b"), ("", "")]
    instances = [
        aiplatform_v1.ExactMatchInstance(prediction=said, reference=right) for said, right in pairs
    ]
    metric = aiplatform_v1.ExactMatchInput(
        metric_spec=aiplatform_v1.ExactMatchSpec(), instances=instances
    )
    place = "projects/sandbox/locations/us-central1"
    answer = client.evaluate_instances(
        request={"location": place, "exact_match_input": metric}
    ).exact_match_results
    assert [value.score for value in answer.exact_match_metric_values] == [1.0, 0.0, 1.0]
    with pytest.raises(exceptions.MethodNotImplemented):
        client.evaluate_instances(
            request={"location": place, "bleu_input": aiplatform_v1.BleuInput()}
        )
