"""What is not yet in order for tuning, one line each."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from services.datasets.gemini_rows import (
    FEW_TRAINING_ROWS,
    LARGEST_FILE,
    LARGEST_VALIDATION_SHARE,
    MOST_VALIDATION_ROWS,
    VALIDATION_ROWS_AT_ANY_SHARE,
)
from services.domain.example import ExampleFilter, Split, State
from services.domain.prompt import Technique
from services.tuning.estimate import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.catalogue import BaseModel
    from services.domain.prompt import Prompt
    from services.domain.task import Task
    from services.domain.tuning import Recipe, TuningJob
    from services.tuning.survey import Survey

FEWEST_ROWS = 16
"""What Google's oldest guide asked for; nothing newer is documented."""
RETIRES_SOON = timedelta(days=90)


class CheckLevel(enum.Enum):
    """OK is folded away, WARN is worth a look, BLOCK keeps the job from starting."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"


class Place(enum.Enum):
    """Where what a check names can be mended."""

    DATA = "data"
    LABEL = "label"
    PROMPT = "prompt"
    RECIPE = "recipe"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Check:
    """One line, and where it leads: a page, and the rows to show there."""

    level: CheckLevel
    text: str
    place: Place | None = None
    rows: ExampleFilter | None = None

    @property
    def blocks(self) -> bool:
        return self.level is CheckLevel.BLOCK


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be tuned."""

    task: Task
    prompt: Prompt
    base_model: BaseModel
    recipe: Recipe
    tuning_location: str
    connection_problem: str
    jobs: tuple[TuningJob, ...]
    now: float


def preflight(plan: Plan, survey: Survey) -> tuple[Check, ...]:
    """All checks, the blocking ones first."""
    checks = (
        *_connection(plan),
        *_rows(survey),
        *_labels(plan.task, survey),
        *_validation(survey),
        *_leaks(survey),
        *_sizes(survey),
        *_prompt(plan.prompt, survey),
        *_model(plan),
        *_jobs(plan),
    )
    order = (CheckLevel.BLOCK, CheckLevel.WARN, CheckLevel.OK)
    return tuple(sorted(checks, key=lambda check: order.index(check.level)))


def most_validation_rows(training: int) -> int:
    """How many validation rows the service takes: 5,000, and beyond 1,000 at most 30 % of the
    training rows."""
    by_share = int(training * LARGEST_VALIDATION_SHARE)
    return min(MOST_VALIDATION_ROWS, max(VALIDATION_ROWS_AT_ANY_SHARE, by_share))


def _connection(plan: Plan) -> Iterator[Check]:
    if plan.connection_problem:
        yield Check(CheckLevel.BLOCK, plan.connection_problem, Place.SETTINGS)
    else:
        yield Check(CheckLevel.OK, "connection set up")


def _rows(survey: Survey) -> Iterator[Check]:
    rows = survey.training.rows
    to_label = ExampleFilter(state=State.UNLABELLED, split=Split.TRAINING)
    if survey.unsplit and not rows:
        text = f"{counted(survey.unsplit, 'labelled row')} not yet split into training, validation"
        yield Check(CheckLevel.BLOCK, f"{text} and test.", Place.DATA, ExampleFilter(unsplit=True))
    elif rows < FEWEST_ROWS:
        text = f"Only {counted(rows, 'labelled training row')}; at least {FEWEST_ROWS} are needed."
        yield Check(CheckLevel.BLOCK, text, Place.LABEL, to_label)
    elif rows < FEW_TRAINING_ROWS:
        text = f"{counted(rows, 'labelled training row')}: tuning is worth trying from"
        yield Check(CheckLevel.WARN, f"{text} {FEW_TRAINING_ROWS}.", Place.LABEL, to_label)
    else:
        yield Check(CheckLevel.OK, counted(rows, "labelled training row"))
    if survey.unsplit and rows:
        text = f"{counted(survey.unsplit, 'labelled row')} in no split stay out."
        yield Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(unsplit=True))


def _labels(task: Task, survey: Survey) -> Iterator[Check]:
    if not task.labels or not survey.training.rows:
        return
    parts = ((survey.training, "training", Split.TRAINING),)
    if survey.validation.rows:
        parts += ((survey.validation, "validation", Split.VALIDATION),)
    complete = True
    for part, word, split in parts:
        missing = [label.name for label in task.labels if not part.labels[label.id]]
        if missing:
            complete = False
            text = f"No {word} row has the {_named(missing)}."
            rows = ExampleFilter(state=State.UNLABELLED, split=split)
            yield Check(CheckLevel.WARN, text, Place.LABEL, rows)
    if complete:
        yield Check(CheckLevel.OK, "every label present")


def _named(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{'label' if len(names) == 1 else 'labels'} {shown}{more}"


def _validation(survey: Survey) -> Iterator[Check]:
    rows, most = survey.validation.rows, most_validation_rows(survey.training.rows)
    if not survey.training.rows:
        return
    if not rows:
        yield Check(
            CheckLevel.WARN,
            "No labelled validation rows: how the loss develops on unseen rows will not be known.",
            Place.LABEL,
            ExampleFilter(state=State.UNLABELLED, split=Split.VALIDATION),
        )
    elif rows > most:
        text = f"{most:,} of {counted(rows, 'validation row')} go along; the service takes no more."
        yield Check(CheckLevel.WARN, text)
    else:
        yield Check(CheckLevel.OK, counted(rows, "validation row"))


def _leaks(survey: Survey) -> Iterator[Check]:
    leaked = len(survey.leaked)
    if leaked:
        verb = "is" if leaked == 1 else "are"
        text = f"{counted(leaked, 'validation or test row')} {verb} in training too, word for word."
        yield Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(ids=survey.leaked))
    elif survey.training.rows:
        yield Check(CheckLevel.OK, "splits free of leaks")


def _sizes(survey: Survey) -> Iterator[Check]:
    broken = survey.training.broken | survey.validation.broken
    if broken:
        verb = "stays" if len(broken) == 1 else "stay"
        text = f"{counted(len(broken), 'row')} {verb} out. {next(iter(broken.values()))}"
        yield Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(ids=frozenset(broken)))
    if survey.training.size > LARGEST_FILE:
        yield Check(CheckLevel.BLOCK, "The training file would be over 1 GB.", Place.DATA)
    elif survey.training.rows and not broken:
        yield Check(CheckLevel.OK, "rows and file within the limits")


def _prompt(prompt: Prompt, survey: Survey) -> Iterator[Check]:
    for problem in survey.problems:
        yield Check(CheckLevel.WARN, f"The prompt: {problem}", Place.PROMPT)
    if prompt.technique is not Technique.ZERO_SHOT:
        yield Check(
            CheckLevel.WARN,
            f"“{prompt.name}” is not zero-shot: its zero-shot twin is used, since shots and "
            "reasoning have no place in a tuning row.",
            Place.PROMPT,
        )
    elif not survey.problems:
        yield Check(CheckLevel.OK, "prompt is zero-shot")


def _model(plan: Plan) -> Iterator[Check]:
    model, location = plan.base_model, plan.tuning_location
    if not model.tunable:
        yield Check(CheckLevel.BLOCK, f"{model.name} cannot be tuned.", Place.RECIPE)
        return
    wrong = [*_wrong_size(plan), *_wrong_location(plan)]
    yield from wrong
    today = datetime.fromtimestamp(plan.now, UTC).date()
    if model.retires is not None and model.retires - today < RETIRES_SOON:
        text = f"{model.name} may be retired from {model.retires:%d %B %Y} on."
        yield Check(CheckLevel.WARN, text, Place.RECIPE)
    elif not wrong:
        yield Check(CheckLevel.OK, f"{model.name} can be tuned in {location}")


def _wrong_size(plan: Plan) -> Iterator[Check]:
    model = plan.base_model
    if plan.recipe.adapter_size not in model.adapter_sizes:
        sizes = ", ".join(map(str, model.adapter_sizes))
        text = f"{model.name} takes the adapter sizes {sizes}."
        yield Check(CheckLevel.BLOCK, text, Place.RECIPE)


def _wrong_location(plan: Plan) -> Iterator[Check]:
    model, location = plan.base_model, plan.tuning_location
    if location not in model.tuning_locations:
        places = " and ".join(model.tuning_locations)
        text = f"{model.name} is tuned in {places}, not in {location}."
        yield Check(CheckLevel.BLOCK, text, Place.SETTINGS)


def _jobs(plan: Plan) -> Iterator[Check]:
    running = sum(1 for job in plan.jobs if not job.state.ended)
    if running:
        verb = "is" if running == 1 else "are"
        text = f"{counted(running, 'job')} of this project {verb} not done yet; the service"
        yield Check(CheckLevel.WARN, f"{text} usually takes one at a time.")
