"""The curves of a job, as the experiment and TensorBoard resources behind it show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.clock import rfc3339

if TYPE_CHECKING:
    from services.sandbox.clock import Clock
    from services.sandbox.identity import Identity
    from services.sandbox.state.documents import Collection

Json = dict[str, Any]
TENSORBOARD = "4000000000000000001"
_TRAIN = ("train_total_loss", "train_fraction_of_correct_next_step_preds", "train_num_predictions")
_EVAL = ("eval_total_loss", "eval_fraction_of_correct_next_step_preds", "eval_num_predictions")


class Curves:
    """Keeps, for each job, points of six series: `{"train": [...], "eval": [...]}`.

    A point is [step, wall time, loss, accuracy, rows].
    """

    def __init__(self, identity: Identity, stored: Collection, clock: Clock) -> None:
        self._identity = identity
        self._stored = stored
        self._clock = clock

    def begin(self, job: str, location: str) -> str:
        """Start a job's curves afresh; the experiment's resource name is answered."""
        key = f"tuning-experiment-{job}"
        entry = {"job": job, "location": location, "created": self._clock.stamp()}
        self._stored.put(key, {**entry, "train": [], "eval": []})
        return self._identity.name(location, "metadataStores/default/contexts", key)

    def add(self, job: str, training: list[Json], validation: list[Json]) -> None:
        """Append outcomes `{"step", "loss", "accuracy", "rows"}` to a job's curves."""
        key = f"tuning-experiment-{job}"
        curves = self._stored.get(key)
        if curves is None:
            return
        now = self._clock.now()
        for name, outcomes in (("train", training), ("eval", validation)):
            curves[name] += [
                [outcome["step"], now, outcome["loss"], outcome["accuracy"], outcome["rows"]]
                for outcome in outcomes
            ]
        self._stored.put(key, curves)

    def find(self, location: str, experiment: str) -> Json | None:
        """The stored curves of an experiment."""
        curves = self._stored.get(experiment)
        return curves if curves and curves["location"] == location else None

    def all(self, location: str) -> list[Json]:
        """The stored curves of a location."""
        return [curves for curves in self._stored.all() if curves["location"] == location]

    def experiment_context(self, curves: Json) -> Json:
        """The metadata context of a job's experiment."""
        return self._context(curves, experiment_id(curves), "system.Experiment") | {
            "metadata": {
                "experiment_deleted": False,
                "backing_tensorboard_resource": self.tensorboard(curves["location"]),
            }
        }

    def run_context(self, curves: Json) -> Json:
        """The metadata context of the one run in a job's experiment."""
        experiment = experiment_id(curves)
        parent = self._identity.name(
            curves["location"], "metadataStores/default/contexts", experiment
        )
        context = self._context(curves, f"{experiment}-{run_id(curves)}", "system.ExperimentRun")
        return context | {"parentContexts": [parent]}

    def tensorboard(self, location: str) -> str:
        """The resource name of the TensorBoard."""
        return self._identity.name(location, "tensorboards", TENSORBOARD)

    def run_name(self, curves: Json) -> str:
        """The resource name of the TensorBoard run of a job."""
        board = self.tensorboard(curves["location"])
        return f"{board}/experiments/{experiment_id(curves)}/runs/{run_id(curves)}"

    def series(self, curves: Json) -> list[Json]:
        """The TensorboardTimeSeries resources of a job."""
        names = [*_TRAIN, *(_EVAL if curves["eval"] else ())]
        return [
            {
                "name": f"{self.run_name(curves)}/timeSeries/{at}",
                "displayName": f"/{name}",
                "valueType": "SCALAR",
                "createTime": curves["created"],
                "pluginName": "scalars",
            }
            for at, name in enumerate(names, 1)
        ]

    def data(self, curves: Json, series_id: str) -> Json | None:
        """The TimeSeriesData of one series (ids count from 1 over both groups)."""
        names = [*_TRAIN, *_EVAL]
        if not series_id.isdigit() or not 1 <= int(series_id) <= len(names):
            return None
        group = "train" if int(series_id) <= len(_TRAIN) else "eval"
        column = (int(series_id) - 1) % len(_TRAIN) + 2
        values = [
            {
                "step": str(point[0]),
                "wallTime": rfc3339(point[1]),
                "scalar": {"value": point[column]},
            }
            for point in curves[group]
        ]
        return {"tensorboardTimeSeriesId": series_id, "valueType": "SCALAR", "values": values}

    def _context(self, curves: Json, key: str, schema: str) -> Json:
        return {
            "name": self._identity.name(curves["location"], "metadataStores/default/contexts", key),
            "displayName": key,
            "etag": key,
            "schemaTitle": schema,
            "schemaVersion": "0.0.1",
            "createTime": curves["created"],
            "updateTime": curves["created"],
            "metadata": {},
        }


def experiment_id(curves: Json) -> str:
    """The id of a job's experiment."""
    return f"tuning-experiment-{curves['job']}"


def run_id(curves: Json) -> str:
    """The id of the run in a job's experiment."""
    return f"tuning-experiment-run-{curves['job']}"
