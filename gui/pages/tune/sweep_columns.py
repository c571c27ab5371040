"""The columns of the table of a sweep, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.tune.words import count, recipe_words, state_pill, state_words, tr
from gui.pills import PillKind
from gui.tables.columns import Column
from gui.widgets.numbers import NONE, interval_text, percent, points
from services.domain.money import money
from services.domain.prediction import ConnectionKind, RunState

if TYPE_CHECKING:
    from services.evaluation.records import Measures
    from services.tuning.sweeps import SweepCost, SweepResult, SweepRow


def sweep_columns() -> tuple[Column, ...]:
    """The recipe, where its job stands, and how its model did on the validation rows."""
    return (
        Column(tr("Job"), 44, lambda row: f"{row.number}"),
        Column(tr("Epochs"), 62, lambda row: f"{row.job.recipe.epochs}", right=True),
        Column(
            tr("Multiplier"),
            76,
            lambda row: f"{row.job.recipe.learning_rate_multiplier:g}",
            right=True,
            hint=tr("Of the learning rate"),
        ),
        Column(tr("Adapter"), 66, lambda row: f"{row.job.recipe.adapter_size}", right=True),
        Column(tr("State"), 138, _state, pill=_pill, stretch=1),
        Column(
            tr("Tokens"),
            96,
            _tokens,
            right=True,
            mute=True,
            hint=tr("As billed; until the service has said it, as estimated"),
        ),
        Column(
            tr("Right"),
            70,
            lambda row: percent(_measures(row).accuracy) if row.compared else NONE,
            right=True,
            hint=tr("Accuracy on the validation rows"),
        ),
        Column(
            tr("95 % interval"),
            98,
            lambda row: interval_text(_measures(row).interval) if row.compared else NONE,
            right=True,
            mute=True,
        ),
        Column(
            tr("To the best"),
            88,
            _difference,
            right=True,
            hint=tr("In percentage points, on the rows that both have"),
        ),
    )


def best_words(result: SweepResult) -> str:
    """Which one is best, how sure that is, and what comes next."""
    best = result.best
    if best is None or best.compared is None:
        return ""
    words = tr("Best on the validation rows: {recipe} (job {number}), {accuracy} right.").format(
        recipe=recipe_words(best.job.recipe),
        number=best.number,
        accuracy=percent(_measures(best).accuracy),
    )
    if result.equal:
        equal = count(result.equal, tr("other is"), tr("others are"))
        words += " " + tr("{equal} not clearly worse.").format(equal=equal)
    if best.job.connection is ConnectionKind.SANDBOX:
        return words + " " + tr("Practice only: the Sandbox is not Gemini.")
    return words + " " + tr("Measure the one you choose once on the test rows.")


def evaluate_words(cost: SweepCost) -> str:
    """“Run 5 models over 81 validation rows: 405 calls, about $0.02”."""
    models = count(cost.models, tr("model"), tr("models"))
    rows = count(cost.rows, tr("validation row"), tr("validation rows"))
    words = tr("Run {models} over {rows}").format(models=models, rows=rows)
    words += ": " + count(cost.calls, tr("call"), tr("calls"))
    if cost.dollars == 0:
        return words + ", " + tr("free in the Sandbox")
    if cost.dollars is not None:
        words += ", " + tr("about {money}").format(money=money(cost.dollars))
    return words


def _measures(row: SweepRow) -> Measures:
    assert row.compared is not None
    return row.compared.measures


def _state(row: SweepRow) -> str:
    if row.compared is not None:
        return tr("best") if _is_best(row) else tr("measured")
    if row.run is not None and row.run.state is RunState.RUNNING:
        return tr("being measured")
    remote = row.job.remote
    return state_words(row.job.state, remote.service_state if remote else "")


def _is_best(row: SweepRow) -> bool:
    """The best is the one that the others are held against."""
    return row.compared is not None and row.compared.difference is None and not row.compared.reason


def _pill(row: SweepRow) -> PillKind:
    if row.compared is None:
        return state_pill(row.job.state)
    return PillKind.OK if _is_best(row) else PillKind.NEUTRAL


def _tokens(row: SweepRow) -> str:
    statistics = row.job.remote.statistics if row.job.remote else None
    return f"{statistics.billable_tokens if statistics else row.job.estimated_tokens:,}"


def _difference(row: SweepRow) -> str:
    difference = row.compared.difference if row.compared else None
    if difference is None:
        return NONE
    return points(difference.accuracy)
