"""A button on which words and icons are laid out, such as a row of a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget


class LaidButton(QPushButton):
    """The whole area is the button; what stands on it lets clicks through."""

    def __init__(self, variant: str, direction: QBoxLayout.Direction) -> None:
        super().__init__()
        self.setProperty("variant", variant)
        self.setAutoDefault(False)
        self.inside = QBoxLayout(direction, self)

    def finish_building(self) -> None:
        """Let clicks through all that was laid out."""
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # The style sheet's least height of buttons would hide that of what is laid out.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Polish, QEvent.Type.Show):
            self.setMinimumHeight(self.inside.minimumSize().height())
        return done

    def sizeHint(self) -> QSize:
        return self.inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.inside.minimumSize()
