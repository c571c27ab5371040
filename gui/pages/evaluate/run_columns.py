"""The columns of the table of runs, and the words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.translation import tr
from gui.widgets.numbers import NONE, decimals, percent, points, short_count
from services.domain.money import money
from services.domain.prediction import ConnectionKind, RunState
from services.domain.prompt import Technique
from services.evaluation.definitions import ACCURACY, DIFFERENCE
from services.evaluation.significance import LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.pages.evaluate.loading import RunRow
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe
    from services.evaluation.records import Counts


RECIPE_COLUMNS = range(10, 13)
"""Those that say something of tuned models only."""


def run_columns(f1_name: str) -> tuple[Column, ...]:
    """The columns; `f1_name` is macro-F1, or F1 over fields in an extraction."""
    return (
        Column(tr("Model"), 112, model_text, stretch=1),
        Column(tr("Prompt"), 110, prompt_text, stretch=1),
        Column(tr("Accuracy"), 124, _accuracy_text, right=True, hint=ACCURACY.text),
        Column(f1_name, 78, lambda row: decimals(row.compared.measures.f1), right=True),
        Column(
            tr("Against baseline"),
            128,
            _difference_text,
            pill=_difference_pill,
            hint=DIFFERENCE.text,
        ),
        Column(
            tr("Left out"),
            66,
            _left_out_text,
            right=True,
            mute=True,
            hint=tr("Failed and not run: no part of accuracy."),
        ),
        Column(tr("State"), 86, lambda row: state_text(row.compared.run.state), pill=_state_pill),
        *_spending_columns(),
        *_recipe_columns(),
    )


def _spending_columns() -> tuple[Column, ...]:
    return (
        Column(
            tr("Cost"),
            84,
            lambda row: cost_text(row.compared.dollars),
            right=True,
            mute=True,
            hint=tr(
                "What all its answers cost when each is asked for, also those that were taken as"
                " known before. A dash where the price is not known."
            ),
        ),
        Column(
            tr("Latency"),
            74,
            lambda row: latency_text(row.compared.milliseconds),
            right=True,
            mute=True,
            hint=tr("The median call."),
        ),
        Column(tr("Tokens"), 64, _tokens_text, right=True, mute=True),
    )


def _recipe_columns() -> tuple[Column, ...]:
    """What a model was tuned with."""

    def part(title: str, text: Callable[[Recipe], str]) -> Column:
        def value(row: RunRow) -> str:
            recipe = row.compared.recipe
            return NONE if recipe is None else text(recipe)

        return Column(title, 66, value, right=True, mute=True)

    return (
        part(tr("Epochs"), lambda recipe: str(recipe.epochs)),
        part(tr("Rate"), lambda recipe: f"×{recipe.learning_rate_multiplier:g}"),
        part(tr("Adapter"), lambda recipe: str(recipe.adapter_size)),
    )


def cost_text(dollars: float | None) -> str:
    """What a run cost, or a dash."""
    return NONE if dollars is None else money(dollars)


def latency_text(milliseconds: float | None) -> str:
    """How long a call took, in seconds from 1 s on, or a dash."""
    if milliseconds is None:
        return NONE
    if milliseconds < 1000:
        return tr("{time} ms").format(time=f"{milliseconds:.0f}")
    return tr("{time} s").format(time=f"{milliseconds / 1000:.1f}")


def model_text(row: RunRow) -> str:
    """The model of a run."""
    return row.compared.run.model.name


def prompt_text(row: RunRow) -> str:
    """The prompt of a run, with version, technique and samples; none where it was brought in."""
    run = row.compared.run
    if run.model.brought_in:
        return tr("brought in") if run.samples == 1 else tr("brought in") + f" · ×{run.samples}"
    if row.prompt is None:
        return tr("version {version}").format(version=run.prompt_version)
    words = f"{row.prompt.name} v{run.prompt_version} · {technique_text(row.prompt)}"
    return words if run.samples == 1 else f"{words} · ×{run.samples}"


def technique_text(prompt: Prompt) -> str:
    """The technique of a prompt in words."""
    match prompt.technique:
        case Technique.ZERO_SHOT:
            return tr("zero-shot")
        case Technique.FEW_SHOT:
            return tr("few-shot")
        case Technique.CHAIN_OF_THOUGHT:
            return tr("chain of thought")


def _accuracy_text(row: RunRow) -> str:
    measures = row.compared.measures
    if measures.accuracy is None:
        return NONE
    interval = measures.interval
    assert interval is not None
    return f"{percent(measures.accuracy)}  [{100 * interval.low:.0f}–{100 * interval.high:.0f}]"


def _difference_text(row: RunRow) -> str:
    if row.is_baseline:
        return tr("baseline")
    if row.compared.reason:
        return tr("not comparable")
    difference = row.compared.difference
    return points(difference.accuracy if difference else None)


def _difference_pill(row: RunRow) -> PillKind | None:
    """Green and red only where the difference is more than chance."""
    if row.is_baseline:
        return PillKind.ACCENT
    if row.compared.reason:
        return PillKind.NEUTRAL
    difference = row.compared.difference
    if difference is None or difference.accuracy is None or difference.p >= LEVEL:
        return None
    return PillKind.OK if difference.accuracy > 0 else PillKind.BAD


def _left_out_text(row: RunRow) -> str:
    counts = row.compared.measures.counts
    left_out = counts.failed + counts.not_run
    return f"{left_out:,}" if left_out else NONE


def left_out_words(counts: Counts) -> str:
    """Failed and not run, in words; a dash when nothing was left out."""
    parts = (
        (counts.failed, tr("{count} failed")),
        (counts.not_run, tr("{count} not run")),
    )
    words = [text.format(count=f"{count:,}") for count, text in parts if count]
    return ", ".join(words) or NONE


def _tokens_text(row: RunRow) -> str:
    usage = row.compared.usage
    total = usage.input_tokens + usage.output_tokens + usage.thought_tokens
    return short_count(total) if total else NONE


def state_text(state: RunState) -> str:
    """Where a run stands, in a word."""
    match state:
        case RunState.RUNNING:
            return tr("running")
        case RunState.FINISHED:
            return tr("finished")
        case RunState.STOPPED:
            return tr("stopped")
        case RunState.FAILED:
            return tr("failed")


def _state_pill(row: RunRow) -> PillKind:
    match row.compared.run.state:
        case RunState.RUNNING:
            return PillKind.ACCENT
        case RunState.FINISHED:
            return PillKind.OK
        case RunState.STOPPED:
            return PillKind.WARN
        case RunState.FAILED:
            return PillKind.BAD


def is_practice(row: RunRow) -> bool:
    """What came from the Sandbox is practice."""
    return row.compared.run.model.connection is ConnectionKind.SANDBOX
