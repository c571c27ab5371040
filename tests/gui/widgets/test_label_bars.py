from __future__ import annotations

from typing import TYPE_CHECKING

from gui.widgets.label_bars import ROW, Bar, LabelBars

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme


def _column(bars: LabelBars, at: int, color: str) -> int:
    """How many pixels in the middle of a bar's line have a colour."""
    image = bars.grab().toImage()
    ratio = image.devicePixelRatio()
    line = int((at * ROW + ROW / 2) * ratio)
    return sum(image.pixelColor(x, line).name() == color for x in range(image.width()))


def test_bars_are_as_long_as_their_values_and_low_ones_stand_out(
    qtbot: QtBot, theme: Theme
) -> None:
    bars = LabelBars(theme)
    qtbot.addWidget(bars)
    bars.show_bars([Bar("a", 0.9), Bar("b", 0.5), Bar("c", None, "never predicted")])
    bars.resize(400, bars.sizeHint().height())
    high, low = _column(bars, 0, theme.tokens.accent), _column(bars, 1, theme.tokens.warn)
    assert 0.5 < low / high < 0.6
    assert _column(bars, 2, theme.tokens.accent) == _column(bars, 2, theme.tokens.warn) == 0
    assert bars.accessibleDescription() == "a 0.90, b 0.50, c –"
