"""Checks a request for a tuning job, and fills in what it leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.sandbox.state.objects import split_uri
from services.sandbox.wire.errors import (
    ApiError,
    StorageError,
    failed_precondition,
    invalid_argument,
    unimplemented,
)
from services.sandbox.wire.messages import parse

if TYPE_CHECKING:
    from services.sandbox.catalog import BaseModel
    from services.sandbox.state.objects import ObjectStore
    from services.sandbox.state.registry import Registry

Json = dict[str, Any]
SIZES = {"ONE": 1, "TWO": 2, "FOUR": 4, "EIGHT": 8, "SIXTEEN": 16, "THIRTY_TWO": 32}
_LONGEST_NAME = 128
_LABEL = re.compile(r"(?:(?![A-Z])[\w-]){0,64}")
_AUTO_EPOCHS = 40
_AUTO_ADAPTER = 2
_AUTO_EXAMPLES = 6640


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; `epochs` 0 means that the service chooses by the size of the data."""

    epochs: int
    rate: float
    adapter_size: int

    def with_epochs_for(self, rows: int) -> Recipe:
        """The recipe with epochs chosen: 40 for a small file, fewer for a large one."""
        epochs = self.epochs or max(1, min(_AUTO_EPOCHS, _AUTO_EXAMPLES // max(1, rows)))
        return Recipe(epochs, self.rate, self.adapter_size)

    def wire(self) -> Json:
        """The hyper-parameters as the service shows them."""
        name = next(name for name, size in SIZES.items() if size == self.adapter_size)
        shown: Json = {"learningRateMultiplier": self.rate, "adapterSize": f"ADAPTER_SIZE_{name}"}
        return {"epochCount": str(self.epochs), **shown} if self.epochs else shown


@dataclass(frozen=True, slots=True)
class TuningRequest:
    """A checked request."""

    base: BaseModel
    recipe: Recipe
    training_uri: str
    validation_uri: str
    last_checkpoint_only: bool
    pre_tuned: Json | None
    wire: Json


class RequestChecker:
    """Refuses what the service refuses."""

    def __init__(
        self, catalog: dict[str, BaseModel], objects: ObjectStore, registry: Registry
    ) -> None:
        self._catalog = catalog
        self._objects = objects
        self._registry = registry

    def check(self, location: str, body: Json) -> TuningRequest:
        """Read and check a create request; raises ApiError."""
        if body.get("preferenceOptimizationSpec"):
            raise unimplemented("Preference tuning is not served here.")
        if location in {"global", "us", "eu"}:
            raise failed_precondition(
                f"Tuning is not supported in location `{location}`. Please use a region, such as "
                "us-central1 or europe-west4."
            )
        job = parse("TuningJob", body)
        spec = job.get("supervised_tuning_spec")
        if spec is None:
            raise invalid_argument("A tuning spec is required.", {"tuning_job": "Missing spec."})
        _check_words(job)
        base, pre_tuned = self._base(location, job)
        recipe = _recipe(spec.get("hyper_parameters", {}), base)
        shown = _spec_wire(spec, recipe)
        training, validation = shown["trainingDatasetUri"], shown.get("validationDatasetUri", "")
        self._check_uri("training", training)
        if validation:
            self._check_uri("validation", validation)
        return TuningRequest(
            base,
            recipe,
            training,
            validation,
            bool(shown.get("exportLastCheckpointOnly")),
            pre_tuned,
            {"supervisedTuningSpec": shown, **_job_wire(job, base, pre_tuned)},
        )

    def _base(self, location: str, job: Json) -> tuple[BaseModel, Json | None]:
        pre_tuned = job.get("pre_tuned_model")
        if pre_tuned:
            model = self._registry.model_by_name(pre_tuned["tuned_model_name"])
            base = self._catalog[model["base"]]
            if not base.continues:
                raise invalid_argument(f"Continuous tuning is not supported for {base.name}.")
        else:
            name = str(job.get("base_model", "")).rsplit("/", 1)[-1]
            found = self._catalog.get(name)
            if found is None or not found.tunable:
                raise invalid_argument(f"Base model {name} is not supported for tuning.")
            base = found
        if location not in base.tuning_regions:
            raise failed_precondition(
                f"Tuning of {base.name} is not available in region {location}. Supported regions: "
                f"{', '.join(base.tuning_regions)}."
            )
        return base, pre_tuned

    def _check_uri(self, kind: str, uri: str) -> None:
        field = f"tuning_job.supervised_tuning_spec.{kind}_dataset_uri"
        problem = f"{kind}_dataset_uri should be a GCS object of type JSONL."
        if not uri.endswith(".jsonl") or not self._exists(uri):
            raise invalid_argument(
                f"List of found errors:\t1.Field: {field}; Message: {problem}\t", {field: problem}
            )

    def _exists(self, uri: str) -> bool:
        place = split_uri(uri)
        try:
            return place is not None and bool(self._objects.get(*place))
        except StorageError:
            return False


def _check_words(job: Json) -> None:
    """The limits of names and labels."""
    if len(job.get("tuned_model_display_name", "")) > _LONGEST_NAME:
        problem = f"must be at most {_LONGEST_NAME} characters long"
        field = "tuning_job.tuned_model_display_name"
        raise invalid_argument(f"The display name {problem}.", {field: problem})
    for words in job.get("labels", {}).items():
        if not all(_LABEL.fullmatch(word) for word in words):
            problem = "must be of lowercase letters, digits, underscores and dashes, at most 64"
            raise invalid_argument(f"Label {words} {problem}.", {"tuning_job.labels": problem})


def _recipe(hyper: Json, base: BaseModel) -> Recipe:
    epochs = int(hyper.get("epoch_count", 0))
    rate = float(hyper.get("learning_rate_multiplier", 0) or 1.0)
    size = hyper.get("adapter_size", "ADAPTER_SIZE_UNSPECIFIED").removeprefix("ADAPTER_SIZE_")
    adapter = SIZES.get(size, _AUTO_ADAPTER)
    prefix = "tuning_job.supervised_tuning_spec.hyper_parameters"
    if epochs < 0 or rate < 0:
        raise _bad_hyper(f"{prefix}.epoch_count", "Hyperparameters must be positive.")
    if adapter not in base.adapter_sizes:
        allowed = ", ".join(str(size) for size in base.adapter_sizes)
        problem = f"Adapter size {adapter} is not supported for {base.name}. Supported: {allowed}."
        raise _bad_hyper(f"{prefix}.adapter_size", problem)
    return Recipe(epochs, rate, adapter)


def _bad_hyper(field: str, problem: str) -> ApiError:
    message = f"List of found errors:\t1.Field: {field}; Message: {problem}\t"
    return invalid_argument(message, {field: problem})


def _spec_wire(spec: Json, recipe: Recipe) -> Json:
    shown: Json = {
        "trainingDatasetUri": spec.get("training_dataset_uri", ""),
        "hyperParameters": recipe.wire(),
    }
    if spec.get("validation_dataset_uri"):
        shown["validationDatasetUri"] = spec["validation_dataset_uri"]
    if spec.get("export_last_checkpoint_only"):
        shown["exportLastCheckpointOnly"] = True
    return shown


def _job_wire(job: Json, base: BaseModel, pre_tuned: Json | None) -> Json:
    """The part of the job resource that comes from the request, beside its specification."""
    wire: Json = {} if pre_tuned else {"baseModel": base.name}
    if pre_tuned:
        wire["preTunedModel"] = {
            "tunedModelName": pre_tuned["tuned_model_name"],
            "checkpointId": pre_tuned.get("checkpoint_id", ""),
            "baseModel": base.name,
        }
    for name, key in (
        ("tuned_model_display_name", "tunedModelDisplayName"),
        ("description", "description"),
        ("labels", "labels"),
        ("service_account", "serviceAccount"),
    ):
        if job.get(name):
            wire[key] = job[name]
    return wire
