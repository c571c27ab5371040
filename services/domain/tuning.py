"""Tuning jobs, their recipes and what became of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.prediction import ConnectionKind


@dataclass(frozen=True, slots=True)
class Recipe:
    """Epochs are always explicit, since what the service would choose has no bound in price.

    `guide` names the guide whose sweep it belongs to.
    """

    epochs: int = 4
    learning_rate_multiplier: float = 1.0
    adapter_size: int = 4
    name: str = ""
    guide: str = ""


class JobState(enum.StrEnum):
    """Our words for where a tuning job stands; OTHER shows the service's word as it came.

    IN_LINE waits in the program until the service takes another job.
    """

    IN_LINE = "in_line"
    PREPARING = "preparing"
    UPLOADING = "uploading"
    SENDING = "sending"
    WAITING = "waiting"
    WAITING_FOR_QUOTA = "waiting_for_quota"
    READING_DATA = "reading_data"
    WAITING_FOR_CAPACITY = "waiting_for_capacity"
    TUNING = "tuning"
    FINISHING = "finishing"
    SUCCEEDED = "succeeded"
    PARTLY_SUCCEEDED = "partly_succeeded"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    OTHER = "other"

    @property
    def ended(self) -> bool:
        return self in _ENDED


_ENDED = frozenset(
    (JobState.SUCCEEDED, JobState.PARTLY_SUCCEEDED, JobState.FAILED, JobState.CANCELLED)
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of the model during tuning, at an endpoint of its own."""

    id: str
    epoch: int
    step: int
    endpoint: str


@dataclass(frozen=True, slots=True)
class TunedModel:
    """What a job made: the resource names of its model and of its default checkpoint's endpoint."""

    model: str
    endpoint: str
    checkpoints: tuple[Checkpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelStanding:
    """What was done with a tuned model since it was made.

    `default_checkpoint` is the id of the chosen one, empty for the last; an undeployed model does
    not answer until it is deployed again, a deleted one never.
    """

    default_checkpoint: str = ""
    undeployed: bool = False
    deleted: bool = False

    @property
    def answers(self) -> bool:
        return not self.undeployed and not self.deleted


@dataclass(frozen=True, slots=True)
class StartFrom:
    """A tuned model from which tuning goes on: its resource name, and one of its checkpoints.

    `name` is what the project calls it; without a checkpoint the model's default one is meant.
    """

    model: str
    checkpoint: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Jobs of one snapshot and prompt with several recipes.

    `cap` is in US dollars for all its jobs, None without one; `created` in seconds since 1970.
    """

    id: str
    cap: float | None
    created: float


@dataclass(frozen=True, slots=True)
class TokenSpread:
    """How many tokens the rows have, as the service counted them.

    `buckets` are `(left, right, rows)`: so many rows have from `left` up to `right` tokens.
    """

    least: float = 0.0
    most: float = 0.0
    mean: float = 0.0
    median: float = 0.0
    p5: float = 0.0
    p95: float = 0.0
    buckets: tuple[tuple[float, float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TuningStatistics:
    """What the service said of the data: counts, and the rows it dropped.

    `dropped` holds pairs of a 1-based line number and a reason; a partial sample, as sent.
    `input_tokens` and `output_tokens` are of single rows.
    """

    examples: int = 0
    steps: int = 0
    billable_tokens: int = 0
    truncated: int = 0
    dropped: tuple[tuple[int, str], ...] = ()
    input_tokens: TokenSpread | None = None
    output_tokens: TokenSpread | None = None


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A tuning job as the service tells it. `label` is the UUID that we gave it.

    `experiment` is the resource behind which its curves are found.
    """

    name: str
    state: JobState
    service_state: str
    label: str = ""
    completed_epochs: int | None = None
    tuned: TunedModel | None = None
    statistics: TuningStatistics | None = None
    error: str = ""
    experiment: str = ""


@dataclass(frozen=True, slots=True)
class TuningJob:
    """A tuning job of this project, with its lineage.

    `id` is ours and travels in the job's labels; `remote` is the newest that the service said,
    None until the job was created there. `lineage` names snapshots with their gold revision and
    hash, the prompt version, and the SHA-256 of the uploaded files. Times are in seconds since
    1970, `estimated_tokens` counts all epochs. `sweep` is the id of the sweep it belongs to;
    `place` says whose service has it, in case the project file moves to another machine.
    `standing` tells what was done with its model since.
    """

    id: str
    state: JobState
    base_model: str
    recipe: Recipe
    connection: ConnectionKind
    prompt_id: str
    prompt_version: int
    training_snapshot: str
    validation_snapshot: str | None
    lineage: Mapping[str, Any]
    estimated_tokens: int
    created: float
    ended: float | None = None
    remote: RemoteJob | None = None
    error: str = ""
    sweep: str | None = None
    start_from: StartFrom | None = None
    place: str = ""
    standing: ModelStanding = ModelStanding()
