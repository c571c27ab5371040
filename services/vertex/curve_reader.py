"""The curves of a job, from the TensorBoard behind its experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.curves import CurveName, CurvePoint
from services.vertex.failures import Target, translated
from services.vertex.rest_clients import TIMEOUT_SECONDS
from services.vertex.tuning_api import location_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.curves import Curves
    from services.vertex.address import ServiceAddress
    from services.vertex.rest_clients import RestClients

_NAMES = {
    "/train_total_loss": CurveName.TRAINING_LOSS,
    "/train_fraction_of_correct_next_step_preds": CurveName.TRAINING_ACCURACY,
    "/eval_total_loss": CurveName.VALIDATION_LOSS,
    "/eval_fraction_of_correct_next_step_preds": CurveName.VALIDATION_ACCURACY,
}


class TensorboardCurves:
    """Implements ports.CurveReader; blocking.

    The way there is that of Google's notebooks: the experiment's metadata context names the
    TensorBoard, in which the experiment has one run, and that a time series for each measure.
    """

    def __init__(self, address: ServiceAddress, clients: RestClients) -> None:
        self._address = address
        self._clients = clients

    def read(self, experiment: str) -> Curves:
        """What there is of the curves now; empty before the first step. Raises CallError."""
        location = location_of(experiment)
        target = Target(self._address, "the curves were read", location, experiment)
        with translated(target):
            board = self._board(experiment, location)
            key = experiment.rsplit("/", 1)[1]
            return self._curves(board, f"{board}/experiments/{key}", location)

    def _board(self, experiment: str, location: str) -> str:
        metadata = self._clients.client("MetadataServiceClient", location)
        context = metadata.get_context(name=experiment, timeout=TIMEOUT_SECONDS)
        said = context.metadata
        return str(said.get("backing_tensorboard_resource", "")) if said else ""

    def _curves(self, board: str, parent: str, location: str) -> Curves:
        if not board:
            return {}
        client = self._clients.client("TensorboardServiceClient", location)
        runs = client.list_tensorboard_runs(parent=parent, timeout=TIMEOUT_SECONDS)
        wanted = {
            series.name: _NAMES[series.display_name]
            for run in runs
            for series in client.list_tensorboard_time_series(
                parent=run.name, timeout=TIMEOUT_SECONDS
            )
            if series.display_name in _NAMES
        }
        if not wanted:
            return {}
        read = client.batch_read_tensorboard_time_series_data(
            request={"tensorboard": board, "time_series": list(wanted)}, timeout=TIMEOUT_SECONDS
        )
        ids = {name.rsplit("/", 1)[1]: curve for name, curve in wanted.items()}
        return {
            ids[data.tensorboard_time_series_id]: _points(data.values)
            for data in read.time_series_data
            if data.values
        }


def _points(values: Sequence[Any]) -> tuple[CurvePoint, ...]:
    by_step = {int(point.step): float(point.scalar.value) for point in values}
    return tuple(CurvePoint(step, value) for step, value in sorted(by_step.items()))
