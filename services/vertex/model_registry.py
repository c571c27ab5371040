"""Tuned models and their endpoints: default checkpoint, deployment, deletion."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from services.ports import CallError
from services.vertex.failures import Target, translated
from services.vertex.rest_clients import TIMEOUT_SECONDS
from services.vertex.tuning_api import location_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from services.vertex.address import ServiceAddress
    from services.vertex.rest_clients import RestClients

OPERATION_SECONDS = 600.0
"""How long an undeployment or a deletion may take; usually it is a matter of seconds."""


class VertexModels:
    """Implements ports.ModelRegistry; blocking. What is gone already is no error."""

    def __init__(self, address: ServiceAddress, clients: RestClients) -> None:
        self._address = address
        self._clients = clients

    def default_checkpoint(self, model: str) -> str:
        """GET the model; the id of its default checkpoint. Raises CallError."""
        with self._told(model, "the tuned model was looked up"):
            found = self._models(model).get_model(name=model, timeout=TIMEOUT_SECONDS)
            return str(found.default_checkpoint_id)

    def set_default_checkpoint(self, model: str, checkpoint: str) -> None:
        """PATCH the model's `defaultCheckpointId`. Raises CallError."""
        with self._told(model, "the default checkpoint was changed"):
            self._models(model).update_model(
                model={"name": model, "default_checkpoint_id": checkpoint},
                update_mask={"paths": ["default_checkpoint_id"]},
                timeout=TIMEOUT_SECONDS,
            )

    def undeploy(self, endpoint: str) -> None:
        """Take all that is deployed off an endpoint, and wait for it. Raises CallError."""
        client = self._endpoints(endpoint)
        with self._told(endpoint, "the model was undeployed"), _gone_is_fine():
            found = client.get_endpoint(name=endpoint, timeout=TIMEOUT_SECONDS)
            for deployed in found.deployed_models:
                client.undeploy_model(
                    endpoint=endpoint, deployed_model_id=deployed.id, timeout=TIMEOUT_SECONDS
                ).result(timeout=OPERATION_SECONDS)

    def deploy(self, endpoint: str, model: str, checkpoint: str) -> None:
        """Deploy a checkpoint (the default one when empty) to an endpoint. Raises CallError.

        A tuned Gemini model takes no machines: it is served from shared ones.
        """
        deployed = {"model": model, "display_name": endpoint.rsplit("/", 1)[1]}
        if checkpoint:
            deployed["checkpoint_id"] = checkpoint
        with self._told(endpoint, "the model was deployed"):
            self._endpoints(endpoint).deploy_model(
                endpoint=endpoint,
                deployed_model=deployed,
                traffic_split={"0": 100},
                timeout=TIMEOUT_SECONDS,
            ).result(timeout=OPERATION_SECONDS)

    def delete_endpoint(self, endpoint: str) -> None:
        """DELETE an endpoint on which nothing is deployed. Raises CallError."""
        with self._told(endpoint, "the endpoint was deleted"), _gone_is_fine():
            self._endpoints(endpoint).delete_endpoint(
                name=endpoint, timeout=TIMEOUT_SECONDS
            ).result(timeout=OPERATION_SECONDS)

    def delete_model(self, model: str) -> None:
        """DELETE a model that is deployed nowhere. Raises CallError."""
        name = model.partition("@")[0]
        with self._told(name, "the tuned model was deleted"), _gone_is_fine():
            self._models(name).delete_model(name=name, timeout=TIMEOUT_SECONDS).result(
                timeout=OPERATION_SECONDS
            )

    def _models(self, resource: str) -> Any:
        return self._clients.client("ModelServiceClient", location_of(resource))

    def _endpoints(self, resource: str) -> Any:
        return self._clients.client("EndpointServiceClient", location_of(resource))

    @contextmanager
    def _told(self, resource: str, doing: str) -> Generator[None]:
        with translated(Target(self._address, doing, location_of(resource), resource)):
            yield


@contextmanager
def _gone_is_fine() -> Generator[None]:
    from google.api_core.exceptions import NotFound

    try:
        yield
    except NotFound:
        return
    except CallError as error:
        if error.code != 404:
            raise
