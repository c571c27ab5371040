"""Tuned models and their endpoints, as documents.

A stored model is `{"location", "base", "job", "weights", "wire"}`: `wire` is what the service
shows, the rest is ours. A stored endpoint is `{"location", "wire"}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.identity import Identity, new_id
from services.sandbox.wire.errors import failed_precondition, not_found

if TYPE_CHECKING:
    from services.sandbox.clock import Clock
    from services.sandbox.state.documents import Collection

Json = dict[str, Any]


class Registry:
    """Finds, changes and deletes models and endpoints."""

    def __init__(
        self, identity: Identity, models: Collection, endpoints: Collection, clock: Clock
    ) -> None:
        self._identity = identity
        self._models = models
        self._endpoints = endpoints
        self._clock = clock

    def model(self, location: str, key: str) -> Json:
        """The stored model by id (a version after `@` is accepted), or 404."""
        plain = key.partition("@")[0]
        found = self._models.get(plain)
        if found is None or found["location"] != location:
            name = self._identity.name(location, "models", plain)
            raise not_found(f'The Model "{name}" does not exist.')
        return found

    def model_by_name(self, name: str) -> Json:
        """The stored model by its resource name, or 404."""
        parts = name.split("/")
        if len(parts) != 6 or parts[4] != "models":
            raise not_found(f'The Model "{name}" does not exist.')
        return self.model(parts[3], parts[5])

    def models(self, location: str) -> list[Json]:
        """The stored models of a location, the newest first."""
        return [entry for entry in reversed(self._models.all()) if entry["location"] == location]

    def add_model(self, location: str, base: str, job: str, weights: str, wire: Json) -> Json:
        """Store a new model; its name and times are filled in."""
        key = new_id()
        name = self._identity.name(location, "models", key)
        now = self._clock.stamp()
        wire = {"name": name, "versionId": "1", "versionAliases": ["default"], **wire}
        wire |= {"createTime": now, "updateTime": now, "versionCreateTime": now, "etag": key}
        model = {"location": location, "base": base, "job": job, "weights": weights, "wire": wire}
        self._models.put(key, model)
        return model

    def save_model(self, model: Json) -> None:
        """Store a changed model."""
        model["wire"]["updateTime"] = self._clock.stamp()
        self._models.put(_key(model), model)

    def delete_model(self, model: Json) -> None:
        """Delete a model; 400 while an endpoint still has it."""
        name = model["wire"]["name"]
        if used := [entry["wire"]["name"] for entry in self._holders(name)]:
            raise failed_precondition(
                f'Model "{name}" is deployed at the following Endpoint(s): {used}.'
            )
        self._models.delete(_key(model))

    def endpoint(self, location: str, key: str) -> Json:
        """What the service shows of an endpoint, or 404."""
        found = self._endpoints.get(key)
        if found is None or found["location"] != location:
            name = self._identity.name(location, "endpoints", key)
            raise not_found(f"Endpoint `{name}` not found.")
        return found["wire"]

    def endpoints(self, location: str) -> list[Json]:
        """What the service shows of a location's endpoints, the newest first."""
        stored = reversed(self._endpoints.all())
        return [entry["wire"] for entry in stored if entry["location"] == location]

    def add_endpoint(self, location: str, display_name: str, labels: Json) -> Json:
        """A new endpoint with nothing deployed."""
        key = new_id()
        now = self._clock.stamp()
        wire = {
            "name": self._identity.name(location, "endpoints", key),
            "displayName": display_name,
            "labels": labels,
            "deployedModels": [],
            "trafficSplit": {},
            "createTime": now,
            "updateTime": now,
            "etag": key,
        }
        self._endpoints.put(key, {"location": location, "wire": wire})
        return wire

    def deploy(self, endpoint: Json, model: Json, checkpoint: str, display_name: str) -> Json:
        """Deploy a checkpoint of a model to an endpoint; the deployed model is answered."""
        deployed = {
            "id": new_id(),
            "model": model["wire"]["name"],
            "modelVersionId": model["wire"]["versionId"],
            "displayName": display_name,
            "checkpointId": checkpoint,
            "createTime": self._clock.stamp(),
        }
        endpoint["deployedModels"] = [deployed]
        endpoint["trafficSplit"] = {deployed["id"]: 100}
        self._save_endpoint(endpoint)
        return deployed

    def undeploy(self, endpoint: Json, deployed_id: str) -> None:
        """Take a deployed model away; 404 when it is not there."""
        left = [entry for entry in endpoint["deployedModels"] if entry["id"] != deployed_id]
        if len(left) == len(endpoint["deployedModels"]):
            raise not_found(f"DeployedModel `{deployed_id}` not found in `{endpoint['name']}`.")
        endpoint["deployedModels"] = left
        endpoint["trafficSplit"] = {}
        self._save_endpoint(endpoint)

    def delete_endpoint(self, endpoint: Json) -> None:
        """Delete an endpoint; 400 while something is deployed on it."""
        if endpoint["deployedModels"]:
            raise failed_precondition(
                f'Endpoint "{endpoint["name"]}" has deployed or being-deployed DeployedModel(s): '
                f"{[entry['id'] for entry in endpoint['deployedModels']]}."
            )
        self._endpoints.delete(endpoint["name"].rsplit("/", 1)[1])

    def deployed_refs(self, model: Json) -> list[Json]:
        """Where a model is deployed, as the service shows it on the model."""
        name = model["wire"]["name"]
        return [
            {"endpoint": entry["wire"]["name"], "deployedModelId": deployed["id"]}
            for entry in self._holders(name)
            for deployed in entry["wire"]["deployedModels"]
        ]

    def _holders(self, model_name: str) -> list[Json]:
        return [
            entry
            for entry in self._endpoints.all()
            if any(deployed["model"] == model_name for deployed in entry["wire"]["deployedModels"])
        ]

    def _save_endpoint(self, endpoint: Json) -> None:
        endpoint["updateTime"] = self._clock.stamp()
        key, location = endpoint["name"].rsplit("/", 1)[1], endpoint["name"].split("/")[3]
        self._endpoints.put(key, {"location": location, "wire": endpoint})


def _key(model: Json) -> str:
    return model["wire"]["name"].rsplit("/", 1)[1]
