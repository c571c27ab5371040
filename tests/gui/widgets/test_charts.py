from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from gui.widgets.chart_axis import tick_text, ticks
from gui.widgets.histogram import Bin, Histogram
from gui.widgets.line_chart import ChartLine, LineChart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

FIGURES = st.floats(-1e6, 1e6, allow_nan=False)


@given(FIGURES, st.floats(1e-3, 1e6))
def test_ticks_enclose_what_is_drawn_and_stay_few(low: float, width: float) -> None:
    found = ticks(low, low + width)
    slack = 1e-6 * max(1.0, abs(low), width)
    assert found[0] <= low + slack
    assert found[-1] >= low + width - slack
    assert 2 <= len(found) <= 8
    steps = [after - before for before, after in pairwise(found)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3, abs=1e-9)


def test_a_single_value_still_has_an_axis() -> None:
    assert ticks(2, 2)[0] < 2 < ticks(2, 2)[-1]


@pytest.mark.parametrize(
    ("value", "step", "text"), [(0.25, 0.05, "0.25"), (1200, 200, "1,200"), (2, 0.5, "2.0")]
)
def test_a_tick_has_as_many_decimals_as_it_needs(value: float, step: float, text: str) -> None:
    assert tick_text(value, step) == text


def test_a_chart_is_pointed_at_by_mouse_and_keys(qtbot: QtBot, theme: Theme) -> None:
    chart = LineChart(theme, "Loss")
    qtbot.addWidget(chart)
    chart.resize(400, 210)
    chart.show_lines([ChartLine("a", ((1, 3.0), (2, 2.0), (10, 1.0)), marks=((10, "1"),))])
    chart.show()
    seen: list[float | None] = []
    chart.pointed.connect(seen.append)
    qtbot.mouseMove(chart, QPoint(398, 60))
    qtbot.waitUntil(lambda: seen == [10])
    for key, place in ((Qt.Key.Key_Left, 2), (Qt.Key.Key_Home, 1), (Qt.Key.Key_End, 10)):
        qtbot.keyClick(chart, key)
        assert seen[-1] == place
    chart.show_lines([])
    assert not chart.grab().isNull()


def test_a_line_says_nothing_beyond_its_ends() -> None:
    line = ChartLine("a", ((1, 3.0), (5, 2.0)))
    assert [line.value_at(x) for x in (0, 1, 4, 5, 6)] == [None, 3.0, 3.0, 2.0, None]


def test_the_bars_of_a_histogram_are_read_by_keys(qtbot: QtBot, theme: Theme) -> None:
    histogram = Histogram(theme, "Tokens")
    qtbot.addWidget(histogram)
    histogram.show_bins([Bin(0, 10, 5, "5 rows of 0 to 10"), Bin(10, 20, 0, "0 rows")])
    assert histogram.accessibleDescription() == "5 rows of 0 to 10"
    qtbot.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.pointed_words == "5 rows of 0 to 10"
    qtbot.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.pointed_words == "0 rows"
    assert not histogram.grab().isNull()
