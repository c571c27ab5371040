"""One recent project: what it is, where it lies, and whether it is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.pages.start.kind_choice import ICONS, kind_name
from gui.pills import PillKind
from gui.widgets.buttons import icon_button
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import ElidedLabel, Pill, label
from gui.widgets.laid_button import LaidButton

if TYPE_CHECKING:
    from pathlib import Path

    from gui.theme import Theme
    from services.domain.glance import ProjectGlance


class RecentRow(QFrame):
    """`opened` and `removed` carry the path."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, theme: Theme, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.button = _RowButton(theme, path)
        self.button.clicked.connect(lambda: self.opened.emit(self.path))
        self.remove = icon_button(
            theme, "x", self.tr("Take {name} off this list").format(name=path.stem)
        )
        self.remove.clicked.connect(lambda: self.removed.emit(self.path))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.button, 1)
        row.addWidget(self.remove)

    def show_glance(self, found: ProjectGlance | None) -> None:
        """Say what the file holds; None where there is no project any more."""
        if found is None:
            self.button.show_missing()
        else:
            self.button.show_found(found)


class _RowButton(LaidButton):
    def __init__(self, theme: Theme, path: Path) -> None:
        super().__init__("row", QBoxLayout.Direction.LeftToRight)
        # A button asks for its whole width; here the words give way.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Open {name}").format(name=path.stem))
        self._icon = IconLabel(theme, "file-text", "mute")
        self._name = ElidedLabel(path.stem, "field")
        self._path = ElidedLabel(str(path.parent), "small", Qt.TextElideMode.ElideMiddle)
        self._pill = Pill("", PillKind.NEUTRAL)
        self._pill.hide()
        self._when = label("", "small")
        self._lay_out()

    def show_missing(self) -> None:
        self.setEnabled(False)
        self._pill.show_as(self.tr("not found"), PillKind.WARN)
        self._pill.show()
        self.setAccessibleName(self.tr("{name}, not found").format(name=self._name.text()))

    def show_found(self, found: ProjectGlance) -> None:
        self._name.setText(found.name)
        self._icon.show_icon(ICONS[found.kind], "accent_text")
        self._pill.show_as(kind_name(found.kind), PillKind.NEUTRAL)
        self._pill.show()
        self._when.setText(said_time(found.modified))
        self.setAccessibleName(
            self.tr("Open {name}, {kind}").format(name=found.name, kind=kind_name(found.kind))
        )

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._path)
        self.inside.setContentsMargins(10, 8, 10, 8)
        self.inside.setSpacing(12)
        self.inside.addWidget(self._icon)
        self.inside.addLayout(words, 1)
        self.inside.addWidget(self._pill)
        self.inside.addWidget(self._when)
        self.finish_building()

    def event(self, event: QEvent) -> bool:
        # The path's tooltip would not come through to the button that covers it.
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._path.toolTip())
        return super().event(event)


def said_time(seconds: float) -> str:
    """A time as one says it: the hour today, the day before that."""
    when = QDateTime.fromSecsSinceEpoch(int(seconds))
    locale = QLocale()
    if when.date() == QDateTime.currentDateTime().date():
        return locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(when.date(), "d MMM yyyy")
