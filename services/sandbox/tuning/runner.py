"""Carries tuning jobs through their states; the training runs in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.trainer import Order
from services.sandbox.state.objects import split_uri
from services.sandbox.tuning.dataset import BadDataset, Dataset, read_dataset
from services.sandbox.tuning.publish import checkpoint_epochs, publish
from services.sandbox.tuning.request import Recipe
from services.sandbox.tuning.statistics import data_statistics
from services.sandbox.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.sandbox.catalog import BaseModel
    from services.sandbox.clock import Clock
    from services.sandbox.state.objects import ObjectStore
    from services.sandbox.state.registry import Registry
    from services.sandbox.switches import Switches
    from services.sandbox.tuning.curves import Curves
    from services.sandbox.tuning.jobs import Jobs

Json = dict[str, Any]
_STATE = "TUNING_JOB_STATE_"


@dataclass(frozen=True, slots=True)
class Delays:
    """How long a state lasts at least, in seconds of the clock."""

    pending: float = 0.5
    dataset: float = 0.8
    capacity: float = 0.6
    epoch: float = 0.5
    finishing: float = 0.6


class Runner:
    """One job trains at a time; the others wait for quota."""

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        objects: ObjectStore,
        registry: Registry,
        curves: Curves,
        catalog: dict[str, BaseModel],
        clock: Clock,
        switches: Switches,
    ) -> None:
        self._folder = folder
        self._jobs = jobs
        self._objects = objects
        self._registry = registry
        self._curves = curves
        self._catalog = catalog
        self._clock = clock
        self._switches = switches
        self._delays = Delays()
        self._turn = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._tasks)

    def resume(self) -> None:
        """Take up the jobs that an earlier server left unfinished, from their beginning."""
        for job in self._jobs.unfinished():
            self._jobs.change(job, state="JOB_STATE_PENDING", tuningJobState=None)
            self.start(job)

    def start(self, job: Json) -> None:
        """Let a job run."""
        task = asyncio.create_task(self._run(job))
        self._tasks[job["id"]] = task
        task.add_done_callback(lambda _: self._tasks.pop(job["id"], None))

    def cancel(self, job: Json) -> None:
        """Cancel a job; it ends a moment later."""
        task = self._tasks.get(job["id"])
        if task is not None:
            self._jobs.change(job, state="JOB_STATE_CANCELLING")
            task.cancel()

    async def close(self) -> None:
        """Stop all work; the jobs stay unfinished and go on at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel("closing")
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, job: Json) -> None:
        try:
            if self._turn.locked():
                self._detail(job, "WAITING_FOR_QUOTA")
            async with self._turn:
                await self._stages(job)
        except asyncio.CancelledError as stop:
            if "closing" not in stop.args:
                error = {"code": 1, "message": "The tuning job was cancelled."}
                self._jobs.end(job, "JOB_STATE_CANCELLED", error)
        except BadDataset as error:
            self._fail(job, 3, str(error))
        except ApiError as error:
            self._fail(job, 5, error.message)
        except Exception as error:
            self._fail(job, 13, f"Internal error encountered: {error}")
            raise

    async def _stages(self, job: Json) -> None:
        await self._clock.sleep(self._delays.pending)
        self._jobs.change(job, state="JOB_STATE_RUNNING", startTime=self._clock.stamp())
        self._detail(job, "PROCESSING_DATASET")
        await self._clock.sleep(self._delays.dataset)
        training, validation = await asyncio.to_thread(self._datasets, job)
        recipe = Recipe(*job["recipe"]).with_epochs_for(len(training.rows))
        job["wire"]["supervisedTuningSpec"]["hyperParameters"] = recipe.wire()
        order = self._order(job, recipe, training, validation)
        stats = data_statistics(training, recipe.epochs, order.steps)
        self._jobs.change(job, tuningDataStats=stats)
        self._detail(job, "WAITING_FOR_CAPACITY")
        await self._clock.sleep(self._delays.capacity)
        self._jobs.change(job, experiment=self._curves.begin(job["id"], job["location"]))
        self._detail(job, "TUNING")
        checkpoints = await self._train(job, order)
        self._detail(job, "POST_PROCESSING")
        await self._clock.sleep(self._delays.finishing)
        base = self._catalog[job["base"]]
        whole = self._switches.ending == "whole" or len(checkpoints) == 1
        left_out = "" if whole else str(checkpoints[0]["checkpointId"])
        tuned = publish(self._registry, job, base, checkpoints, left_out)
        self._jobs.change(job, tunedModel=tuned)
        if whole:
            self._jobs.end(job, "JOB_STATE_SUCCEEDED")
        else:
            error = {"code": 13, "message": f"Checkpoint {left_out} could not be deployed."}
            self._jobs.end(job, "JOB_STATE_PARTIALLY_SUCCEEDED", error)

    def _datasets(self, job: Json) -> tuple[Dataset, Dataset]:
        training = self._dataset(job["training"])
        validation = self._dataset(job["validation"]) if job["validation"] else Dataset()
        rows, most = len(validation.rows), max(1000, len(training.rows) * 3 // 10)
        if rows > min(5000, most):
            raise BadDataset(
                f"The validation dataset has {rows} examples; "
                f"at most {min(5000, most)} are allowed."
            )
        return training, validation

    def _dataset(self, uri: str) -> Dataset:
        place = split_uri(uri)
        assert place is not None
        return read_dataset(self._objects.read(*place))

    def _order(self, job: Json, recipe: Recipe, training: Dataset, validation: Dataset) -> Order:
        return Order(
            training=[(row.prompt, row.answer) for row in training.rows],
            validation=[(row.prompt, row.answer) for row in validation.rows],
            epochs=recipe.epochs,
            rate=recipe.rate,
            adapter_size=recipe.adapter_size,
            checkpoints=checkpoint_epochs(recipe.epochs, last_only=job["lastCheckpointOnly"]),
            folder=self._folder / job["id"],
            start_from=self._start_from(job),
        )

    def _start_from(self, job: Json) -> tuple[str, str] | None:
        if not job["preTuned"]:
            return None
        model = self._registry.model_by_name(job["preTuned"]["tuned_model_name"])
        checkpoint = job["preTuned"].get("checkpoint_id") or model["wire"]["defaultCheckpointId"]
        return str(self._folder / model["weights"]), checkpoint

    async def _train(self, job: Json, order: Order) -> list[Json]:
        """Train; curves and progress appear epoch by epoch. The checkpoints are answered."""
        checkpoints: list[Json] = []
        steps: list[Json] = []
        async with aclosing(_events(order)) as events:
            async for event in events:
                if event["event"] == "step":
                    steps.append(event)
                    continue
                self._note_epoch(job, steps, event)
                steps = []
                if "checkpoint" in event:
                    fields = {"epoch": event["epoch"], "step": event["step"]}
                    checkpoints.append({"checkpointId": event["checkpoint"], **fields})
                await self._clock.sleep(self._delays.epoch)
        return checkpoints

    def _note_epoch(self, job: Json, steps: list[Json], event: Json) -> None:
        validation = [{**event["validation"], "step": event["step"]}] if event["validation"] else []
        self._curves.add(job["id"], steps, validation)
        progress = {
            "completedEpochCount": str(event["epoch"]),
            "completedStepCount": str(event["step"]),
        }
        self._jobs.change(job, tuningJobMetadata=progress)

    def _detail(self, job: Json, state: str) -> None:
        self._jobs.change(job, tuningJobState=_STATE + state)

    def _fail(self, job: Json, code: int, message: str) -> None:
        self._jobs.end(job, "JOB_STATE_FAILED", {"code": code, "message": message})


async def _events(order: Order) -> AsyncGenerator[Json]:
    """What the training process reports; it is killed when nobody listens any more."""
    order.folder.mkdir(parents=True, exist_ok=True)
    path = order.folder / "order.json"
    await asyncio.to_thread(order.write, path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.sandbox.learner.trainer", str(path),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async for line in process.stdout:
            yield json.loads(line)
        if await process.wait():
            raise RuntimeError("the training process failed")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        path.unlink(missing_ok=True)
