"""Tuning jobs over google.genai."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from services.ports import CallError
from services.vertex.failures import Target, translated
from services.vertex.remote_job import ADAPTER_SIZES, remote_job

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.tuning import Recipe, RemoteJob, StartFrom
    from services.vertex.client import Clients

LABEL = "tunesmith"
"""Key of the label that carries our UUID; keys and values are lower case, digits, - and _."""

_PAGE = 100

_T = TypeVar("_T")


class GeminiTuning:
    """Implements ports.TuningApi; blocking."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._location = clients.address.tuning_location

    def create(
        self,
        *,
        base_model: str,
        training_uri: str,
        validation_uri: str | None,
        recipe: Recipe,
        display_name: str,
        label: str,
        start_from: StartFrom | None = None,
    ) -> RemoteJob:
        """POST tuningJobs, once; with `preTunedModel` where it goes on. Raises CallError."""
        from google.genai import types

        config = types.CreateTuningJobConfig(
            tuned_model_display_name=display_name[:128],
            epoch_count=recipe.epochs,
            learning_rate_multiplier=recipe.learning_rate_multiplier,
            adapter_size=types.AdapterSize(ADAPTER_SIZES[recipe.adapter_size]),
            validation_dataset=(
                types.TuningValidationDataset(gcs_uri=validation_uri) if validation_uri else None
            ),
            labels={LABEL: label},
            pre_tuned_model_checkpoint_id=(start_from.checkpoint or None) if start_from else None,
        )
        source = start_from.model if start_from else base_model
        return self._call(
            "the tuning job was created",
            source,
            lambda: remote_job(
                self._clients.blocking(self._location).tunings.tune(
                    base_model=source,
                    training_dataset=types.TuningDataset(gcs_uri=training_uri),
                    config=config,
                ),
                LABEL,
            ),
        )

    def get(self, name: str) -> RemoteJob:
        """GET the job by its full name, at the location in it. Raises CallError."""
        client = self._clients.blocking(location_of(name))
        return self._call(
            "the tuning job was looked up",
            name,
            lambda: remote_job(client.tunings.get(name=name), LABEL),
        )

    def find(self, label: str) -> RemoteJob | None:
        """GET tuningJobs, page by page. Raises CallError.

        How the service filters by label is not documented, so the labels are compared here.
        """
        return next((job for job in self._listed() if job.label == label), None)

    def unfinished(self) -> tuple[RemoteJob, ...]:
        """GET tuningJobs, page by page. Raises CallError.

        How the service filters by state is not documented, so the states are compared here.
        """
        return tuple(job for job in self._listed() if not job.state.ended)

    def _listed(self) -> list[RemoteJob]:
        from google.genai import types

        config = types.ListTuningJobsConfig(page_size=_PAGE)
        client = self._clients.blocking(self._location)
        return self._call(
            "tuning jobs were listed",
            "tuningJobs",
            lambda: [remote_job(job, LABEL) for job in client.tunings.list(config=config)],
        )

    def cancel(self, name: str) -> None:
        """POST {name}:cancel. Raises CallError."""
        client = self._clients.blocking(location_of(name))
        self._call("the tuning job was cancelled", name, lambda: client.tunings.cancel(name=name))

    def _call(self, doing: str, resource: str, call: Callable[[], _T]) -> _T:
        """A call; once more with a new token if the first was refused as a whole (401)."""
        target = Target(self._clients.address, doing, self._location, resource)
        try:
            with translated(target):
                return call()
        except CallError as error:
            if error.code != 401:
                raise
        with translated(target):
            self._clients.renewal.renew()
            return call()


def location_of(resource: str) -> str:
    """The location in a full resource name, projects/P/locations/L and so on."""
    return resource.split("/")[3]
