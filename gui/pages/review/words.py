"""Values, verdicts and fields as they stand on the Review page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gui.pills import PillKind
from gui.translation import tr
from gui.words import likelihood_name, vote_text
from services.domain.prediction import PredictionState, Verdict
from services.domain.values import is_absent
from services.evaluation.causes import Cause
from services.evaluation.review_queue import QueueKind
from services.evaluation.slices import SliceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.confidence import Likelihood
    from services.domain.example import Value
    from services.domain.task import Task
    from services.evaluation.records import Cell
    from services.evaluation.review import ReviewQueue
    from services.prediction.voting import Vote


def value_text(task: Task, value: Value | None) -> str:
    """A label's name, or a record as JSON; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    label = task.label_with_id(value)
    return label.name if label else value


def value_line(task: Task, value: Value | None) -> str:
    """A label's name, or the fields of a record that are not absent, in one line."""
    if isinstance(value, dict):
        there = ((name, each) for name, each in value.items() if not is_absent(each))
        return ", ".join(f"{name}: {field_text(each)}" for name, each in there) or "–"
    return value_text(task, value)


def sure_words(vote: Vote | None, judged: Likelihood | None, own: Vote | None = None) -> str:
    """How sure a prediction is: votes, what a judge said, what the model itself said (of `own`,
    where the votes stand elsewhere)."""
    said: list[str] = []
    if vote is not None and vote.samples > 1 and vote.votes:
        said.append(tr("Votes: {votes}").format(votes=vote_text(vote)))
    if judged is not None:
        said.append(tr("judge: {word}").format(word=likelihood_name(judged)))
    speaking = vote or own
    word = speaking.confidence if speaking else None
    if word is not None:
        said.append(tr("its own word: {word}").format(word=likelihood_name(word)))
    return ", ".join(said)


def field_text(value: Any) -> str:
    """The value of one field of a record."""
    if is_absent(value):
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def state_words(state: PredictionState) -> str:
    """Why there is no predicted value."""
    match state:
        case PredictionState.ANSWERED:
            return ""
        case PredictionState.UNPARSABLE:
            return tr("No answer could be read in the reply.")
        case PredictionState.REFUSED:
            return tr("The model gave no answer: it was blocked or stopped.")
        case PredictionState.FAILED:
            return tr("The call failed.")
        case PredictionState.NOT_RUN:
            return tr("This row was not run.")


def verdict_words(verdict: Verdict) -> str:
    """A verdict in two words."""
    match verdict:
        case Verdict.MODEL_WRONG:
            return tr("model wrong")
        case Verdict.GOLD_WRONG:
            return tr("gold was wrong")
        case Verdict.AMBIGUOUS:
            return tr("ambiguous")
        case Verdict.GUIDELINE_UNCLEAR:
            return tr("guideline unclear")
        case Verdict.RIGHT:
            return tr("right")


def verdict_pill(verdict: Verdict) -> PillKind:
    """The colour of a verdict."""
    match verdict:
        case Verdict.MODEL_WRONG:
            return PillKind.BAD
        case Verdict.GOLD_WRONG:
            return PillKind.OK
        case Verdict.AMBIGUOUS | Verdict.GUIDELINE_UNCLEAR:
            return PillKind.WARN
        case Verdict.RIGHT:
            return PillKind.OK


def cell_words(task: Task, cell: Cell) -> str:
    """A cell of the confusion grid in words."""
    gold = value_text(task, cell.gold)
    if cell.right:
        return tr("{gold}, right").format(gold=gold)
    if cell.predicted is None:
        return tr("{gold} without a label").format(gold=gold)
    predicted = value_text(task, cell.predicted)
    return tr("{gold} taken for {predicted}").format(gold=gold, predicted=predicted)


def tally_words(tally: Mapping[Verdict, int]) -> str:
    """How many verdicts of which kind."""
    return ", ".join(f"{count} {verdict_words(verdict)}" for verdict, count in tally.items())


def kind_words(kind: QueueKind) -> str:
    """Which mistakes are reviewed."""
    match kind:
        case QueueKind.OF_RUN:
            return tr("Mistakes of this run")
        case QueueKind.OF_ALL_RUNS:
            return tr("Mistakes of all runs")
        case QueueKind.TUNED_ONLY:
            return tr("Wrong tuned, right prompted")
        case QueueKind.ALL_AGREE:
            return tr("All runs against the gold")
        case QueueKind.LEAST_SURE:
            return tr("Lowest vote share first")


def kind_hint(kind: QueueKind) -> str:
    """What is behind a queue."""
    match kind:
        case QueueKind.OF_RUN:
            return tr("What the chosen run got wrong.")
        case QueueKind.OF_ALL_RUNS:
            return tr("What any run over the same rows got wrong.")
        case QueueKind.TUNED_ONLY:
            return tr("What a tuned model got wrong, and a prompted one right.")
        case QueueKind.ALL_AGREE:
            return tr("All runs say the same, the gold answer does not: likely label errors.")
        case QueueKind.LEAST_SURE:
            return tr("Mistakes on which the samples disagreed.")


def slice_name(kind: SliceKind) -> str:
    """What rows are divided by."""
    match kind:
        case SliceKind.COLUMN:
            return tr("column")
        case SliceKind.LENGTH:
            return tr("length")
        case SliceKind.SPLIT:
            return tr("split")
        case SliceKind.ANNOTATOR:
            return tr("annotator")


def queue_words(task: Task, queue: ReviewQueue) -> str:
    """What narrows a queue, and what was mixed in or left out."""
    wanted = queue.wanted
    said = [cell_words(task, wanted.cell)] if wanted.cell else []
    if wanted.field:
        said.append(tr("field “{name}”").format(name=wanted.field))
    if wanted.within:
        part = wanted.within
        by = part.by.column or slice_name(part.by.kind)
        said.append(f"{by}: {part.value or tr('(none)')}")
    if queue.right:
        words = tr("{count} right among them, drawn by seed {seed}")
        said.append(words.format(count=f"{queue.right:,}", seed=queue.seed))
    if queue.unanswered:
        words = tr("{count} without a predicted answer left out")
        said.append(words.format(count=f"{queue.unanswered:,}"))
    return "; ".join(said)


def cause_words(cause: Cause) -> str:
    """Why rows counted as mistakes."""
    match cause:
        case Cause.LABEL_ERROR:
            return tr("label error")
        case Cause.AMBIGUOUS:
            return tr("ambiguous")
        case Cause.MISSING_GUIDELINE:
            return tr("missing guideline")
        case Cause.MODEL_ERROR:
            return tr("model error")


def cause_pill(cause: Cause) -> PillKind:
    """The colour of a cause."""
    match cause:
        case Cause.LABEL_ERROR:
            return PillKind.OK
        case Cause.AMBIGUOUS | Cause.MISSING_GUIDELINE:
            return PillKind.WARN
        case Cause.MODEL_ERROR:
            return PillKind.BAD
