"""Which model answers where: base models by location, tuned ones by their endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.base import BaseAnswerer
from services.sandbox.wire.errors import failed_precondition, not_found

if TYPE_CHECKING:
    from services.sandbox.catalog import BaseModel
    from services.sandbox.generation import Answerer
    from services.sandbox.learner.shelf import Shelf
    from services.sandbox.state.registry import Registry

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """A model that answers, the base it comes from and the version it names."""

    base: BaseModel
    answerer: Answerer
    version: str


class Serving:
    """Finds the model for a request, or refuses as the service does."""

    def __init__(self, catalog: dict[str, BaseModel], registry: Registry, shelf: Shelf) -> None:
        self._catalog = catalog
        self._registry = registry
        self._shelf = shelf

    def base(self, project: str, location: str, name: str) -> Served:
        """The base model in a location; 404 where it does not answer."""
        model = self._catalog.get(name)
        if model is None or not model.answers_in(location):
            raise not_found(
                f"Publisher Model `projects/{project}/locations/{location}/publishers/google/"
                f"models/{name}` was not found or your project does not have access to it. Please "
                "ensure you are using a valid model version. For more information, see: "
                "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions"
            )
        return Served(model, BaseAnswerer(), name)

    def endpoint(self, location: str, key: str) -> Served:
        """The tuned model behind an endpoint; 404 elsewhere, 400 when nothing is deployed."""
        endpoint = self._registry.endpoint(location, key)
        deployed = endpoint["deployedModels"]
        if not deployed:
            raise failed_precondition(f"Endpoint `{endpoint['name']}` has no deployed model.")
        model = self._registry.model_by_name(deployed[0]["model"])
        return self.model(model, deployed[0]["checkpointId"])

    def model(self, model: Json, checkpoint: str = "") -> Served:
        """A stored tuned model at a checkpoint; the default one when none is named."""
        step = checkpoint or model["wire"]["defaultCheckpointId"]
        answerer = self._shelf.get(model["weights"], step)
        return Served(self._catalog[model["base"]], answerer, model["base"])
