"""A finished job's model: in the registry, with an endpoint for each checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.sandbox.catalog import BaseModel
    from services.sandbox.state.registry import Registry

Json = dict[str, Any]


def checkpoint_epochs(epochs: int, *, last_only: bool) -> dict[int, str]:
    """After which epochs a checkpoint is kept, with its id.

    One for each epoch up to ten; beyond that about ten, evenly, the last among them.
    """
    if last_only:
        return {epochs: "1"}
    count = min(epochs, 10)
    chosen = sorted({round(epochs * at / count) for at in range(1, count + 1)})
    return {epoch: str(at) for at, epoch in enumerate(chosen, 1)}


def publish(
    registry: Registry, job: Json, base: BaseModel, checkpoints: list[Json], left_out: str = ""
) -> Json:
    """Register the model and deploy its checkpoints; the job's `tunedModel` is answered.

    `checkpoints` are `{"checkpointId", "epoch", "step"}`; the last is the default one, and its
    endpoint the model's. The one with the id `left_out` is not deployed.
    """
    location = base.serving_location(job["location"])
    display_name = job["wire"].get("tunedModelDisplayName", f"tuned-{job['id']}")
    labels = {
        "google-vertex-llm-tuning-base-model-id": base.name.replace(".", "-"),
        "google-vertex-llm-tuning-job-id": job["id"],
        "tune-type": "sft",
    }
    wire = _model_wire(job, base, checkpoints, display_name, labels)
    model = registry.add_model(location, base.name, job["id"], job["id"], wire)
    shown: list[Json] = []
    for checkpoint in checkpoints:
        if checkpoint["checkpointId"] == left_out:
            shown.append(_shown(checkpoint))
            continue
        endpoint = registry.add_endpoint(location, display_name, labels)
        registry.deploy(endpoint, model, checkpoint["checkpointId"], display_name)
        shown.append({**_shown(checkpoint), "endpoint": endpoint["name"]})
    tuned = {"model": f"{model['wire']['name']}@1", "endpoint": shown[-1]["endpoint"]}
    return tuned if job["lastCheckpointOnly"] else {**tuned, "checkpoints": shown}


def _model_wire(
    job: Json, base: BaseModel, checkpoints: list[Json], display_name: str, labels: dict[str, str]
) -> Json:
    base_uri = f"publishers/google/models/{base.name}"
    return {
        "displayName": display_name,
        "description": job["wire"].get("description", ""),
        "labels": {**job["wire"].get("labels", {}), **labels},
        "defaultCheckpointId": checkpoints[-1]["checkpointId"],
        "checkpoints": [_shown(checkpoint) for checkpoint in checkpoints],
        "modelSourceInfo": {"sourceType": "GENIE"},
        "baseModelSource": {"genieSource": {"baseModelUri": base_uri}},
    }


def _shown(checkpoint: Json) -> Json:
    epoch, step = str(checkpoint["epoch"]), str(checkpoint["step"])
    return {"checkpointId": checkpoint["checkpointId"], "epoch": epoch, "step": step}
