"""What the rows lack before they can be tuned on; each line leads to the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.datasets.gemini_rows import (
    FEW_TRAINING_ROWS,
    LARGEST_FILE,
    LARGEST_VALIDATION_SHARE,
    MOST_TOKENS,
    MOST_VALIDATION_ROWS,
    VALIDATION_ROWS_AT_ANY_SHARE,
)
from services.domain.example import ExampleFilter, Split, State
from services.tuning.checks import Check, CheckLevel, Place
from services.tuning.estimate import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.task import Label, Task
    from services.tuning.survey import SplitSurvey, Survey

FEWEST_ROWS = 16
"""What Google's oldest guide asked for; nothing newer is documented."""


def row_checks(task: Task, survey: Survey) -> Iterator[Check]:
    """Labels, splits, sizes and limits."""
    yield from _rows(survey)
    yield from _labels(task, survey)
    yield from _validation(survey)
    yield from _leaks(survey)
    yield from _sizes(survey)


def most_validation_rows(training: int) -> int:
    """How many validation rows the service takes: 5,000, and beyond 1,000 at most 30 % of the
    training rows."""
    by_share = int(training * LARGEST_VALIDATION_SHARE)
    return min(MOST_VALIDATION_ROWS, max(VALIDATION_ROWS_AT_ANY_SHARE, by_share))


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
    parts = [(survey.training, "training", Split.TRAINING)]
    if survey.validation.rows:
        parts.append((survey.validation, "validation", Split.VALIDATION))
    missing = [
        _missing(part, word, split, lacking)
        for part, word, split in parts
        if (lacking := [label for label in task.labels if not part.labels[label.id]])
    ]
    yield from missing or (Check(CheckLevel.OK, "every label present"),)


def _missing(part: SplitSurvey, word: str, split: Split, labels: list[Label]) -> Check:
    """Leads to rows of the split that may have the label, or to the label's rows elsewhere."""
    text = f"No {word} row has the {_named([label.name for label in labels])}."
    if part.unlabelled:
        to_label = ExampleFilter(state=State.UNLABELLED, split=split)
        return Check(CheckLevel.WARN, text, Place.LABEL, to_label)
    return Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(label=labels[0].id))


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
        shown = ExampleFilter(split=Split.VALIDATION)
        yield Check(CheckLevel.WARN, text, Place.DATA, shown)
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
    parts = (survey.training, survey.validation)
    too_long = frozenset(survey.training.too_long | survey.validation.too_long)
    broken = survey.training.broken | survey.validation.broken
    if too_long:
        text = f"{_staying_out(len(too_long))}, over the limit of {MOST_TOKENS:,} tokens."
        yield Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(ids=too_long))
    if broken:
        text = f"{_staying_out(len(broken))}. {next(iter(broken.values()))}"
        yield Check(CheckLevel.WARN, text, Place.DATA, ExampleFilter(ids=frozenset(broken)))
    if any(part.size > LARGEST_FILE for part in parts):
        rows = ExampleFilter(split=Split.TRAINING)
        yield Check(CheckLevel.BLOCK, "The training file would be over 1 GB.", Place.DATA, rows)
    elif survey.training.rows and not broken and not too_long:
        yield Check(CheckLevel.OK, "rows and file within the limits")


def _staying_out(count: int) -> str:
    return f"{counted(count, 'row')} {'stays' if count == 1 else 'stay'} out"
