"""How the program looks: colours, fonts, icons and the style sheet, light or dark."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton

from gui.palette import DARK, LIGHT, Tokens
from services.settings import ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
# In pixels: what is shown at 16, 18, 20 and 40, on screens of 100, 125, 150 and 200 %.
ICON_SIZES = (16, 18, 20, 23, 24, 27, 32, 36, 40, 60, 80)
DISABLED_SIZES = (16, 18, 20, 24, 32, 36)
BESIDE_TEXT = 5 / 4
"""How much wider than high an icon is beside text: Qt leaves it too little room alone."""
FONT_PIXELS = 13
FAMILIES = ("Inter", "Segoe UI", "Helvetica Neue", "Noto Sans")


class Iconed(Protocol):
    """A button or an action: something that shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None: ...
    def setProperty(self, name: str, value: object, /) -> bool: ...


class Theme(QObject):
    """Dresses the application, follows the system or the user's choice, and hands out icons."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._tokens: Tokens | None = None
        self._icons: dict[tuple[str, str, float], QIcon] = {}
        app.setStyle("Fusion")
        _load_fonts(app)
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.choose(choice)

    @property
    def tokens(self) -> Tokens:
        return self._tokens or LIGHT

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Show light or dark, or follow the system."""
        self._choice = choice
        wanted = {
            ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
            ThemeChoice.LIGHT: Qt.ColorScheme.Light,
            ThemeChoice.DARK: Qt.ColorScheme.Dark,
        }
        self._app.styleHints().setColorScheme(wanted[choice])
        self._apply()

    def color(self, token: str) -> QColor:
        """The colour of a token, such as "mute" or "accent_soft"."""
        return QColor(getattr(self.tokens, token))

    def icon(self, name: str, token: str = "mute", width: float = 1) -> QIcon:  # noqa: S107
        """A Lucide icon in the colour of a token, `width` times as wide as high; sharp from
        100 to 200 %.

        It keeps its colour when the scheme changes; `dress` gives one that follows.
        """
        key = (name, getattr(self.tokens, token), width)
        if key not in self._icons:
            self._icons[key] = _draw_icon(*key, self.tokens.disabled)
        return self._icons[key]

    def dress(self, target: Iconed, name: str, token: str = "mute") -> None:  # noqa: S107
        """Give a button or an action an icon that follows the scheme."""
        target.setProperty("iconName", name)
        target.setProperty("iconToken", token)
        width = BESIDE_TEXT if isinstance(target, QPushButton) else 1
        target.setIcon(self.icon(name, token, width))

    def pixmap(self, name: str, token: str, size: int, ratio: float = 1.0) -> QPixmap:
        """An icon as a picture of `size` logical pixels, for labels."""
        return self.icon(name, token).pixmap(QSize(size, size), ratio)

    @cached_property
    def mono(self) -> QFont:
        """The fixed-width font for prompts and JSON."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(FONT_PIXELS - 1)
        return font

    def _wanted_tokens(self) -> Tokens:
        dark = self._choice == ThemeChoice.DARK
        if self._choice == ThemeChoice.SYSTEM:
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    @Slot()
    def _apply(self) -> None:
        tokens = self._wanted_tokens()
        if tokens is self._tokens:
            return
        self._tokens = tokens
        self._app.setPalette(_palette(tokens))
        self._app.setStyleSheet(style_sheet(tokens))
        self._dress_again()
        self.changed.emit()

    def _dress_again(self) -> None:
        for widget in self._app.allWidgets():
            for target in (widget, *widget.actions()):
                name = target.property("iconName")
                if name and isinstance(target, QAbstractButton | QAction):
                    self.dress(target, name, target.property("iconToken"))


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with its @names replaced by colours and by the folder of control icons."""
    values = {name: str(value) for name, value in asdict(tokens).items()}
    values["icons"] = (RESOURCES / "icons" / "controls").as_posix()
    text = (RESOURCES / "theme.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda match: values[match[1]], text)


def _load_fonts(app: QApplication) -> None:
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    font = QFont(list(FAMILIES))
    font.setPixelSize(FONT_PIXELS)
    app.setFont(font)


def _draw_icon(name: str, color: str, width: float, disabled: str) -> QIcon:
    svg = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace('stroke-width="2"', 'stroke-width="1.8"')
    icon = QIcon()
    modes = (
        (QIcon.Mode.Normal, color, ICON_SIZES),
        (QIcon.Mode.Disabled, disabled, DISABLED_SIZES),
    )
    for mode, tint, sizes in modes:
        renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", tint).encode()))
        for size in sizes:
            icon.addPixmap(_render(renderer, size, width), mode)
    return icon


def _render(renderer: QSvgRenderer, size: int, width: float) -> QPixmap:
    pixmap = QPixmap(round(size * width), size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.alt,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.fill,
        role.HighlightedText: tokens.on_fill,
        role.PlaceholderText: tokens.mute,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Shadow: tokens.line,
    }
    palette = QPalette()
    for name, color in colors.items():
        palette.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.disabled))
    return palette
