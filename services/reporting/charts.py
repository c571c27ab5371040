"""The charts of a report: how sure votes are, what they cover, and how tuning went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from services.domain.curves import CurveName
from services.evaluation.numbers import decimals, interval_text, percent, short_count
from services.reporting.plot import (
    Axis,
    axis_over,
    bar,
    dot,
    percent_axis,
    picture,
    place,
    polyline,
    text,
)
from services.reporting.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.curves import Curves
    from services.evaluation.records import Measures, Reliability
    from services.reporting.records import ReportedRun

SPAN_WIDTH, SPAN_HEIGHT = 150, 18
NAME_WIDTH = 44.0
LINES = {
    CurveName.TRAINING_LOSS: ("line thin", "training loss"),
    CurveName.VALIDATION_LOSS: ("line", "validation loss"),
}


def reliability_chart(shown: Reliability) -> Markup:
    """A bar for each bin of the vote share, its rows above it; the dashed line is honest."""
    across, up = percent_axis("vote share"), percent_axis("right")
    parts: list[Markup] = []
    for each in shown.bins:
        if each.accuracy is None:
            continue
        left, floor = place(across, up, each.low, 0.0)
        right, top = place(across, up, each.high, each.accuracy)
        said = f"{100 * each.low:.0f} to {100 * each.high:.0f} %: {each.right} of {each.rows} right"
        parts.append(bar(left + 2, top, right - left - 4, floor - top, said))
        parts.append(text((left + right) / 2, top - 4, f"{each.rows:,}"))
    parts.append(polyline([place(across, up, 0, 0), place(across, up, 1, 1)], "honest"))
    return picture(across, up, parts, "Reliability of the vote share")


def coverage_chart(shown: Reliability) -> Markup:
    """How many of the rows stay, and how many of those are right, as the share goes down."""
    across, up = percent_axis("rows covered"), percent_axis("right")
    points = [
        place(across, up, each.rows / shown.counted, each.accuracy) for each in shown.coverage
    ]
    parts = [polyline(points, "line")]
    named = -NAME_WIDTH
    for each, (x, y) in zip(shown.coverage, points, strict=True):
        parts.append(dot(x, y, f"from {100 * each.share:.0f} %: {each.right} of {each.rows} right"))
        if x - named >= NAME_WIDTH:
            named = x
            parts.append(text(x, y + 18, f"≥{100 * each.share:.0f} %"))
    return picture(across, up, parts, "Coverage")


def loss_chart(curves: Curves) -> Markup | None:
    """Training and validation loss by step; None where none was recorded."""
    shown = {name: curves[name] for name in LINES if curves.get(name)}
    if not shown:
        return None
    points = [point for line in shown.values() for point in line]
    across = axis_over([point.step for point in points], "step", lambda step: f"{step:,.0f}")
    up = axis_over([0.0, *(point.value for point in points)], "loss", lambda loss: f"{loss:.2f}")
    parts = [
        polyline([place(across, up, each.step, each.value) for each in line], LINES[name][0])
        for name, line in shown.items()
    ]
    words = ", ".join(f"{LINES[name][1]} {line[-1].value:.3f}" for name, line in shown.items())
    return picture(across, up, parts, f"Loss; at the end {words}")


def cost_chart(runs: Sequence[ReportedRun]) -> Markup | None:
    """Accuracy with its interval against the cost of each run, by its number; against tokens where
    a price is not known. None for fewer than two measured runs."""
    measured = [(at, each) for at, each in enumerate(runs, 1) if each.compared.measures.interval]
    if len(measured) < 2:
        return None
    priced = all(each.compared.dollars is not None for _, each in measured)
    costs = [
        (each.compared.dollars or 0.0) if priced else tokens(each.compared) for _, each in measured
    ]
    low = lowest([each for _, each in measured])
    title, written = ("cost of the run", _dollars) if priced else ("tokens of the run", _tokens)
    across = axis_over([0.0, 1.08 * max(costs)], title, written)
    up = Axis(low, 1.0, [low + (1 - low) * at / 5 for at in range(6)], "accuracy", _whole_percent)
    parts = [
        _run_mark(across, up, cost, at, each.compared.measures)
        for cost, (at, each) in zip(costs, measured, strict=True)
    ]
    return picture(across, up, parts, f"Accuracy against {title}")


def _run_mark(across: Axis, up: Axis, cost: float, number: int, measures: Measures) -> Markup:
    assert measures.interval is not None
    assert measures.accuracy is not None
    x, y = place(across, up, cost, measures.accuracy)
    ends = [place(across, up, cost, end) for end in (measures.interval.low, measures.interval.high)]
    said = f"run {number}: {percent(measures.accuracy)}, {interval_text(measures.interval)}"
    return Markup().join(
        (polyline(ends, "between"), dot(x, y, said), text(x + 12, y + 4, str(number), "ink"))
    )


def _dollars(value: float) -> str:
    return f"${value:,.2f}" if value >= 0.1 or not value else f"${value:.2g}"


def _tokens(value: float) -> str:
    return short_count(round(value))


def _whole_percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def span(measures: Measures, low: float) -> Markup:
    """Accuracy and its interval on a line from `low` to 100 %."""
    interval, accuracy = measures.interval, measures.accuracy
    if interval is None or accuracy is None:
        return Markup()

    def at(share: float) -> float:
        return 5 + (SPAN_WIDTH - 10) * (share - low) / (1 - low)

    middle = SPAN_HEIGHT / 2
    ends = [(at(interval.low), middle), (at(interval.high), middle)]
    said = f"{percent(accuracy)}, 95 % interval {interval_text(interval)}"
    whole = polyline([(5, middle), (SPAN_WIDTH - 5, middle)], "rule")
    return Markup(
        '<svg class="span" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>'
    ).format(
        SPAN_WIDTH,
        SPAN_HEIGHT,
        said,
        whole,
        polyline(ends, "between"),
        dot(at(accuracy), middle, said),
    )


def lowest(runs: Sequence[ReportedRun]) -> float:
    """Where the lines of `span` begin: a round share below every interval."""
    lows = [each.compared.measures.interval.low for each in runs if each.compared.measures.interval]
    return int(10 * min(lows, default=0.0) - 1e-9) / 10


def bar_share(value: float | None) -> Markup:
    """A measure from 0 to 1 as a short bar."""
    said = decimals(value)
    return Markup(
        '<svg class="short" viewBox="0 0 80 8" role="img" aria-label="{}">'
        '<rect class="ground" width="80" height="8" rx="2"/>'
        '<rect class="bar" width="{:.1f}" height="8" rx="2"/></svg>'
    ).format(said, 80 * (value or 0.0))
