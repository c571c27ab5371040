"""The curves of a job, found as Google's own notebooks find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.cloud import aiplatform_v1

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer


def read_curves(server: SandboxServer, experiment: str) -> dict[str, list[tuple[int, float]]]:
    metadata = server.gapic(aiplatform_v1.MetadataServiceClient)
    context = metadata.get_context(name=experiment)
    board = context.metadata["backing_tensorboard_resource"]
    wanted = f'schema_title="system.ExperimentRun" AND parent_contexts:"{context.name}"'
    parent = experiment.partition("/contexts/")[0]
    [run] = metadata.list_contexts(request={"parent": parent, "filter": wanted})
    key = context.name.rsplit("/", 1)[1]
    run_key = run.name.rsplit("/", 1)[1].removeprefix(f"{key}-")
    client = server.gapic(aiplatform_v1.TensorboardServiceClient)
    series = list(
        client.list_tensorboard_time_series(parent=f"{board}/experiments/{key}/runs/{run_key}")
    )
    read = client.batch_read_tensorboard_time_series_data(
        request={"tensorboard": board, "time_series": [entry.name for entry in series]}
    )
    return {
        entry.display_name: [(point.step, point.scalar.value) for point in data.values]
        for entry, data in zip(series, read.time_series_data, strict=True)
    }


def test_losses_fall(server: SandboxServer, tuned: Any) -> None:
    curves = read_curves(server, tuned.experiment)
    training = curves["/train_total_loss"]
    assert [step for step, _ in training] == list(range(1, len(training) + 1))
    assert training[-1][1] < training[0][1]
    assert len(curves["/eval_total_loss"]) == 4
    assert curves["/eval_fraction_of_correct_next_step_preds"][-1][1] > 0.5


def test_a_single_curve_can_be_read(server: SandboxServer, tuned: Any) -> None:
    client = server.gapic(aiplatform_v1.TensorboardServiceClient)
    board = client.list_tensorboards(parent="projects/sandbox/locations/us-central1")
    key = tuned.experiment.rsplit("/", 1)[1]
    experiment = f"{next(iter(board)).name}/experiments/{key}"
    [run] = client.list_tensorboard_runs(parent=experiment)
    [first, *_] = client.list_tensorboard_time_series(parent=run.name)
    read = client.read_tensorboard_time_series_data(tensorboard_time_series=first.name)
    assert read.time_series_data.values
