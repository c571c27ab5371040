"""Colours that can be read, a style sheet without holes, icons, and changing the scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QListWidget, QPushButton, QVBoxLayout, QWidget

from gui.palette import DARK, LIGHT, Tokens
from gui.theme import RESOURCES, Theme, style_sheet
from services.settings import ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

GROUNDS = ("bg", "side", "surface", "alt", "hover")
READ = [(ink, ground) for ink in ("text", "mute") for ground in (*GROUNDS, "accent_soft")] + [
    ("accent_text", "surface"),
    ("accent_text", "bg"),
    ("accent_text", "hover"),
    ("accent_text", "accent_soft"),
    ("on_fill", "fill"),
    ("on_fill", "fill_hover"),
    *[(ink, ground) for ink in ("ok", "warn", "bad") for ground in ("surface", "bg")],
    *[(ink, f"{ink}_soft") for ink in ("ok", "warn", "bad")],
    *[("text", f"{ink}_soft") for ink in ("ok", "warn", "bad")],
]
SEEN = [
    ("disabled", "surface"),
    ("disabled", "bg"),
    ("disabled", "side"),
    ("disabled", "hover"),
    ("edge", "surface"),
    ("edge", "bg"),
    *[("accent", ground) for ground in GROUNDS],
    ("text", "fill"),
    ("fill", "surface"),
]


def luminance(color: str) -> float:
    parts = (getattr(QColor(color), name)() for name in ("redF", "greenF", "blueF"))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), SEEN)
def test_disabled_text_borders_and_focus_can_be_seen(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_holes(tokens: Tokens) -> None:
    assert "@" not in style_sheet(tokens)


def test_the_pictures_that_the_style_sheet_names_are_there() -> None:
    named = {part.split(")")[0].strip('"') for part in style_sheet(LIGHT).split("url(")[1:]}
    folder = (RESOURCES / "icons" / "controls").as_posix()
    assert named == {f"{folder}/{p.name}" for p in (RESOURCES / "icons" / "controls").iterdir()}


def test_the_shipped_font_is_used(theme: Theme, qapp: QApplication) -> None:
    assert "Inter" in QFontDatabase.families()
    assert QFontInfo(qapp.font()).family() == "Inter"


@pytest.mark.parametrize("name", sorted(p.stem for p in (RESOURCES / "icons").glob("*.svg")))
def test_every_icon_is_drawn_in_its_colour(theme: Theme, name: str) -> None:
    image = theme.pixmap(name, "bad", 32).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    inks = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    # Where strokes overlap, blending may take one off a channel.
    assert theme.tokens.bad in inks
    assert all(contrast(ink, theme.tokens.bad) < 1.02 for ink in inks)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_icons_have_as_many_pixels_as_the_screen(theme: Theme, ratio: float) -> None:
    pixmap = theme.pixmap("database", "mute", 16, ratio)
    assert pixmap.size() == QSize(round(16 * ratio), round(16 * ratio))


@pytest.fixture
def dark(theme: Theme) -> Iterator[Theme]:
    theme.choose(ThemeChoice.DARK)
    yield theme
    theme.choose(ThemeChoice.LIGHT)


def test_dressed_buttons_follow_the_scheme(qtbot: QtBot, theme: Theme) -> None:
    button = QPushButton("Import")
    qtbot.addWidget(button)
    theme.dress(button, "upload", "text")
    light = button.icon().cacheKey()
    with qtbot.waitSignal(theme.changed):
        theme.choose(ThemeChoice.DARK)
    assert theme.tokens is DARK
    assert button.icon().cacheKey() != light
    theme.choose(ThemeChoice.LIGHT)
    assert button.icon().cacheKey() == light


def test_choosing_dark_changes_the_palette(dark: Theme, qapp: QApplication) -> None:
    assert qapp.palette().base().color() == QColor(DARK.surface)


def test_lists_keep_their_rows_apart(qtbot: QtBot, theme: Theme) -> None:
    """Qt lays them out before it has read the padding of their rows."""
    window, rows = QWidget(), QListWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(rows)
    rows.addItems(["one", "two", "three"])
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: rows.visualItemRect(rows.item(0)).bottom() > 20)
    first, second = (rows.visualItemRect(rows.item(number)) for number in (0, 1))
    assert not first.intersects(second)
