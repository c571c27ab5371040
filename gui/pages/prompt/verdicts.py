"""What is said of a call: right, wrong, or why it is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.prompt.words import dollars_text
from gui.pills import PillKind
from gui.translation import tr
from gui.widgets.numbers import counted
from services.domain.prediction import PredictionState
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from services.domain.example import Value
    from services.domain.prediction import Prediction, Usage


def verdict(
    prediction: Prediction, gold: Value | None, schema: Mapping[str, Any] | None
) -> tuple[str, PillKind]:
    """The word for a prediction beside its gold answer, and its colour."""
    match prediction.state:
        case PredictionState.UNPARSABLE:
            return tr("unparsable"), PillKind.WARN
        case PredictionState.REFUSED:
            return tr("refused"), PillKind.WARN
        case PredictionState.FAILED:
            return tr("failed"), PillKind.BAD
        case PredictionState.NOT_RUN:
            return not_run()
        case PredictionState.ANSWERED:
            pass
    if gold is None:
        return tr("no gold answer"), PillKind.NEUTRAL
    if same_value(prediction.value, gold, schema):
        return tr("right"), PillKind.OK
    return tr("wrong"), PillKind.BAD


def not_run() -> tuple[str, PillKind]:
    """The word for a row that was not asked about."""
    return tr("not run"), PillKind.NEUTRAL


def seconds_text(milliseconds: float) -> str:
    """The time of a call."""
    return tr("{seconds} s").format(seconds=f"{milliseconds / 1000:.2f}")


def tokens_text(usage: Usage) -> str:
    """Tokens of a call; thoughts are output."""
    output = usage.output_tokens + usage.thought_tokens
    return tr("{input} in, {output} out").format(
        input=f"{usage.input_tokens:,}", output=f"{output:,}"
    )


def facts_text(milliseconds: float, usage: Usage, dollars: float | None) -> str:
    """Time, all tokens and cost in one short line."""
    total = usage.input_tokens + usage.output_tokens + usage.thought_tokens
    tokens = counted(total, tr("{number} token"), tr("{number} tokens"))
    return " · ".join((seconds_text(milliseconds), tokens, dollars_text(dollars)))
