"""The columns of the table of runs, and the words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.translation import tr
from gui.widgets.numbers import NONE, decimals, percent, points, short_count
from services.domain.prediction import ConnectionKind, RunState
from services.domain.prompt import Technique

if TYPE_CHECKING:
    from gui.pages.evaluate.loading import RunRow
    from services.domain.prompt import Prompt
    from services.evaluation.records import Counts


def run_columns(f1_name: str) -> tuple[Column, ...]:
    """The columns; `f1_name` is macro-F1, or F1 over fields in an extraction."""
    return (
        Column(tr("Model"), 112, model_text, stretch=1),
        Column(tr("Prompt"), 110, prompt_text, stretch=1),
        Column(
            tr("Accuracy"),
            124,
            _accuracy_text,
            right=True,
            hint=tr(
                "Exact match: right / (answered + unparsable + refused), with the 95 % Wilson"
                " interval."
            ),
        ),
        Column(f1_name, 78, lambda row: decimals(row.compared.measures.f1), right=True),
        Column(
            tr("Against baseline"),
            128,
            _difference_text,
            pill=_difference_pill,
            right=True,
            hint=tr("Points of accuracy, on the rows that both runs have."),
        ),
        Column(
            tr("Left out"),
            66,
            _left_out_text,
            right=True,
            mute=True,
            hint=tr("Failed and not run: no part of accuracy."),
        ),
        Column(tr("Tokens"), 64, _tokens_text, right=True, mute=True),
        Column(tr("State"), 86, lambda row: state_text(row.compared.run.state), pill=_state_pill),
    )


def model_text(row: RunRow) -> str:
    """The model of a run."""
    return row.compared.run.model.name


def prompt_text(row: RunRow) -> str:
    """The prompt of a run, with version, technique and samples."""
    run = row.compared.run
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
    if row.is_baseline:
        return PillKind.ACCENT
    return PillKind.NEUTRAL if row.compared.reason else None


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
