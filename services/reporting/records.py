"""What a report holds, before it is written in any form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from services.domain.curves import Curves
    from services.domain.prediction import Run
    from services.domain.prompt import Prompt, RenderedPrompt
    from services.domain.snapshot import Snapshot
    from services.domain.split_rule import SplitRule
    from services.domain.task import Task
    from services.domain.tuning import TuningJob
    from services.evaluation.records import AbsentRule, Compared
    from services.evaluation.tied import Tied
    from services.storage.imports import ImportedFile
    from services.storage.tally import ExampleCounts


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that a run got wrong; answers as text, a line for each field of a
    record, `predicted` empty where there was none.

    `why` says in words what came instead of an answer, `verdict` what a review said of it.
    """

    example_id: str
    text: str
    gold: str
    predicted: str
    why: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReportedRun:
    """A run beside the baseline. `mistakes` are the first of `mistake_count`; `prompt` is None
    where it is not in the project any more."""

    compared: Compared
    prompt: Prompt | None
    is_baseline: bool
    mistakes: tuple[Mistake, ...]
    mistake_count: int

    @property
    def run(self) -> Run:
        return self.compared.run

    @property
    def practice(self) -> bool:
        """Whether the Sandbox answered."""
        return self.run.model.connection is ConnectionKind.SANDBOX


@dataclass(frozen=True, slots=True)
class ReportedPrompt:
    """A prompt in full, and `rendered` as it is sent over the first row that is still there."""

    prompt: Prompt
    rendered: RenderedPrompt | None


@dataclass(frozen=True, slots=True)
class ReportedJob:
    """A tuning job that made a model of the runs.

    `tokens` are billed where `billed`, else estimated; `dollars` None where the price is not known
    or the Sandbox tuned.
    """

    job: TuningJob
    curves: Curves
    tokens: int
    billed: bool
    dollars: float | None


@dataclass(frozen=True, slots=True)
class DataSummary:
    """The rows of the project as they are now. `looks` counts all runs over test rows so far,
    `is_test` says that the snapshot has test rows."""

    counts: ExampleCounts
    files: tuple[ImportedFile, ...]
    rule: SplitRule | None
    snapshot: Snapshot
    is_test: bool
    looks: int


@dataclass(frozen=True, slots=True)
class Report:
    """All runs over one snapshot; `subject` is the one that the model card is about, first of
    `runs`. `made` is in seconds since 1970, `versions` are pairs of a name and a version."""

    made: float
    project_id: str
    task: Task
    guideline_revision: int
    data: DataSummary
    absent: AbsentRule
    runs: tuple[ReportedRun, ...]
    tied: Tied | None
    prompts: tuple[ReportedPrompt, ...]
    jobs: tuple[ReportedJob, ...]
    versions: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> ReportedRun:
        return self.runs[0]

    @property
    def practice(self) -> bool:
        """Whether any of it is from the Sandbox."""
        return any(each.practice for each in self.runs)
