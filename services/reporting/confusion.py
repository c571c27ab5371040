"""The confusion grid of a report, as SVG: right answers in one hue, errors in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.evaluation.records import Cell, Measures

FAINTEST = 0.14
STRONG = 0.6
"""From here on the ink on a cell is that of the ground."""
LONGEST = 26
"""Letters of a label's name; the whole name is its tooltip."""
NUMBERS_FROM = 17
NO_LABEL = "no label"


class ConfusionPicture:
    """Gold answers down, predictions across, in the order of the labels."""

    def __init__(self, measures: Measures, names: Mapping[str, str]) -> None:
        self._counts = measures.confusion
        ids: list[str | None] = [each.label for each in measures.per_label]
        self._rows = [names.get(each or "", each or "") for each in ids]
        unlabelled = any(cell.predicted is None for cell in self._counts)
        self._columns = [*self._rows, NO_LABEL] if unlabelled else self._rows
        self._places = {each: at for at, each in enumerate([*ids, None])}
        self._cell = _cell_size(len(self._columns))
        self._font = min(12, self._cell - 1)
        self._side = 12 + self._font * 0.62 * min(
            LONGEST, max((_width(each) for each in self._columns), default=0)
        )
        self._support = self._supports()

    def svg(self) -> Markup:
        """The whole picture; empty where there is no cell."""
        if not self._counts:
            return Markup()
        width = self._side + self._cell * len(self._columns) + 8
        height = self._side + self._cell * len(self._rows) + 8
        return Markup(
            '<svg class="grid" style="width:{:.0f}px;font-size:{}px" viewBox="0 0 {:.0f} {:.0f}"'
            ' role="img" aria-label="Confusion grid">{}{}{}</svg>'
        ).format(
            width,
            self._font,
            width,
            height,
            self._ground(),
            Markup().join(self._drawn(*each) for each in self._counts.items()),
            self._names(),
        )

    def _supports(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for cell, number in self._counts.items():
            found[cell.gold] = found.get(cell.gold, 0) + number
        return found

    def _ground(self) -> Markup:
        return Markup('<rect class="ground" x="{:.1f}" y="0" width="{}" height="{}"/>').format(
            self._side, self._cell * len(self._columns), self._cell * len(self._rows)
        )

    def _drawn(self, cell: Cell, number: int) -> Markup:
        row, column = self._places[cell.gold], self._places[cell.predicted]
        share = number / self._support[cell.gold]
        strength = FAINTEST + (1 - FAINTEST) * share**0.6
        x, y = self._side + column * self._cell, row * self._cell
        said = f"{self._rows[row]} → {self._columns[column]}: {number:,}"
        drawn = Markup(
            '<rect class="{}" fill-opacity="{:.2f}" x="{:.1f}" y="{:.1f}" width="{}" height="{}">'
            "<title>{}</title></rect>"
        ).format(
            "hit" if cell.right else "miss",
            strength,
            x + 0.5,
            y + 0.5,
            self._cell - 1,
            self._cell - 1,
            said,
        )
        words = f"{number:,}"
        if self._cell < NUMBERS_FROM or len(words) * self._font * 0.6 > self._cell:
            return drawn
        return drawn + Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
            "middle strong" if strength > STRONG else "middle ink",
            x + self._cell / 2,
            y + self._cell / 2 + self._font * 0.36,
            words,
        )

    def _names(self) -> Markup:
        bottom, middle = self._cell * len(self._rows), self._cell / 2 + self._font * 0.36
        down = [
            _label(self._side - 6, at * self._cell + middle, each, "end")
            for at, each in enumerate(self._rows)
        ]
        across = [
            Markup('<g transform="translate({:.1f} {:.1f}) rotate(90)">{}</g>').format(
                self._side + at * self._cell + self._cell / 2 - self._font * 0.36,
                bottom + 6,
                _label(0, 0, each, "start"),
            )
            for at, each in enumerate(self._columns)
        ]
        return Markup().join((*down, *across))


def _label(x: float, y: float, name: str, side: str) -> Markup:
    shown = name if len(name) <= LONGEST else f"{name[:14]}…{name[-11:]}"
    return Markup('<text class="{} name" x="{:.1f}" y="{:.1f}">{}<title>{}</title></text>').format(
        side, x, y, shown, name
    )


def _width(name: str) -> float:
    """About how wide a name is, in Latin letters; those of East Asia are twice as wide."""
    return sum(1.7 if ord(letter) > 0x2E7F else 1.0 for letter in name[:LONGEST])


def _cell_size(columns: int) -> int:
    if columns <= 16:
        return 34
    if columns <= 30:
        return 22
    return 13 if columns <= 80 else 10
