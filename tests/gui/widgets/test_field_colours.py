"""Marked words stay readable, and neighbouring fields differ."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtGui import QColor

from gui.palette import DARK, LIGHT
from gui.widgets.field_colours import field_colour

if TYPE_CHECKING:
    from gui.palette import Tokens


def brightness(colour: QColor) -> float:
    """Relative luminance as the contrast rules of WCAG 2 define it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_text_is_readable_on_the_colour_of_every_field(tokens: Tokens) -> None:
    theme = cast("Any", SimpleNamespace(tokens=tokens))
    text = brightness(QColor(tokens.text))
    grounds = [field_colour(theme, position) for position in range(35)]
    for ground in map(brightness, grounds):
        assert (max(text, ground) + 0.05) / (min(text, ground) + 0.05) >= 4.5
    assert len({ground.name() for ground in grounds[:10]}) == 10
