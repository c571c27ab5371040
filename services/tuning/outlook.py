"""What stands before a start: the checks, and the estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.prediction import ConnectionKind
from services.tuning.estimate import billed_by_estimated, estimate_tuning
from services.tuning.preflight import Circumstances, preflight
from services.tuning.survey import Surveyor

if TYPE_CHECKING:
    from services.connection import Connection
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.checks import Check
    from services.tuning.estimate import TuningEstimate
    from services.tuning.plan import Plan
    from services.tuning.survey import Survey


@dataclass(frozen=True, slots=True)
class Outlook:
    """`tokens` are those of one epoch, as estimated from the texts alone."""

    checks: tuple[Check, ...]
    estimate: TuningEstimate
    tokens: int


class Outlooks:
    """Looks at all rows through a prompt, but only again after they changed."""

    def __init__(
        self,
        database: Database,
        jobs: TuningJobTable,
        project: ProjectTable,
        examples: ExampleTable,
        prompts: Prompts,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._project = project
        self._prompts = prompts
        self._connection = connection
        self._clock = clock
        self._surveyor = Surveyor(examples.stream, prompts.row)
        self._data = 0
        self._surveyed: tuple[int, Prompt, Survey] | None = None
        database.subscribe(self._note_change)

    def of(self, plan: Plan, context: JobContext | None = None) -> Outlook:
        """Raises JobCancelled on stop."""
        survey = self._survey(plan.prompt, context)
        estimate = self._estimate(plan, survey)
        checks = preflight(plan, self._project.task(), survey, estimate, self._circumstances())
        return Outlook(checks, estimate, survey.training.tokens)

    def _circumstances(self) -> Circumstances:
        return Circumstances(
            tuning_location=self._connection.tuning_location,
            connection_problem=self._connection.incomplete,
            free=self._connection.kind is ConnectionKind.SANDBOX,
            now=self._clock.now(),
        )

    def _estimate(self, plan: Plan, survey: Survey) -> TuningEstimate:
        price = self._connection.catalogue.price(plan.base_model.name)
        same = [job for job in self._jobs.all() if job.connection is self._connection.kind]
        part, factor = survey.training, billed_by_estimated(same)
        return estimate_tuning(part.rows, part.tokens, plan.recipes, price, factor)

    def _survey(self, prompt: Prompt, context: JobContext | None) -> Survey:
        now, twin = self._data, self._prompts.zero_shot_twin(prompt)
        known = self._surveyed
        if known is None or known[:2] != (now, twin):
            survey = self._surveyor.survey(self._prompts.renderer(twin), context)
            known = (now, twin, survey)
            self._surveyed = known
        return known[2]

    def _note_change(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK):
            self._data += 1
