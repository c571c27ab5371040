"""Lines, bars and points over two axes, as SVG.

Every text goes through `Markup.format`, which escapes it; colours are classes of the style sheet,
so that a picture is right on light, dark and paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 460, 260
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 30, 44


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with marks at `ticks`; `text` writes one."""

    low: float
    high: float
    ticks: Sequence[float]
    title: str
    text: Callable[[float], str]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def percent_axis(title: str) -> Axis:
    """From 0 to 100 %."""
    ticks = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    return Axis(0.0, 1.0, ticks, title, lambda share: f"{100 * share:.0f} %")


def axis_over(values: Sequence[float], title: str, text: Callable[[float], str]) -> Axis:
    """An axis with five marks around all values."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return Axis(low, high, [low + (high - low) * at / 4 for at in range(5)], title, text)


def place(across: Axis, up: Axis, x: float, y: float) -> tuple[float, float]:
    """The point of the picture that stands for two values."""
    return (
        LEFT + across.share(x) * (WIDTH - LEFT - RIGHT),
        HEIGHT - BOTTOM - up.share(y) * (HEIGHT - TOP - BOTTOM),
    )


def picture(across: Axis, up: Axis, inside: Sequence[Markup], said: str) -> Markup:
    """A whole chart; `said` tells it to those who cannot see it."""
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>'
    ).format(WIDTH, HEIGHT, said, _across(across, up), _up(across, up), Markup().join(inside))


def polyline(points: Sequence[tuple[float, float]], kind: str) -> Markup:
    """A line through points of the picture."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline class="{}" points="{}"/>').format(kind, joined)


def dot(x: float, y: float, said: str, kind: str = "dot") -> Markup:
    """A point of the picture."""
    return Markup(
        '<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="3.5"><title>{}</title></circle>'
    ).format(kind, x, y, said)


def text(x: float, y: float, words: str, kind: str = "middle") -> Markup:
    """Words in the picture; `kind` says where they are held."""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, words)


def bar(x: float, y: float, width: float, height: float, said: str) -> Markup:
    """A bar that stands on a line of the picture."""
    return Markup(
        '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
        "<title>{}</title></rect>"
    ).format(x, y, width, height, said)


def _line(start: tuple[float, float], end: tuple[float, float]) -> Markup:
    return Markup('<path class="rule" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(*start, *end)


def _across(across: Axis, up: Axis) -> Markup:
    marks = [_line(place(across, up, across.low, up.low), place(across, up, across.high, up.low))]
    for each in across.ticks:
        x, y = place(across, up, each, up.low)
        marks.append(text(x, y + 16, across.text(each)))
    marks.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across.title, "middle title"))
    return Markup().join(marks)


def _up(across: Axis, up: Axis) -> Markup:
    marks: list[Markup] = []
    for each in up.ticks:
        x, y = place(across, up, across.low, each)
        marks.append(_line((x, y), place(across, up, across.high, each)))
        marks.append(text(x - 6, y + 4, up.text(each), "end"))
    marks.append(text(4, 11, up.title, "title"))
    return Markup().join(marks)
