"""What a person does with the window: look, press, click, wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from gui.tour.driver import TourFailed, Until
from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gui.application import Program
    from gui.widgets.page import PageWidget
    from services.app import Workspace

PageT = TypeVar("PageT", bound="PageWidget")
DialogT = TypeVar("DialogT", bound="QDialog")
SETTLING_TICKS = 10
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Hand:
    """Keys and clicks go through the window's own events; pictures are numbered."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.window = program.window
        self.pictures = 0
        self._folder = folder

    @property
    def project(self) -> Workspace:
        """The open project."""
        workspace = self.program.projects.current
        if workspace is None:
            raise TourFailed(tr("No project is open."))
        return workspace

    def page(self, kind: type[PageT]) -> PageT:
        """The page that is shown."""
        page = self.window.page
        if not isinstance(page, kind):
            raise TourFailed(tr("{page} is not shown.").format(page=kind.__name__))
        return page

    def dialogs(self) -> list[QDialog]:
        """The dialogs that are open."""
        return [each for each in self.window.findChildren(QDialog) if each.isVisible()]

    def dialog(self, kind: type[DialogT]) -> DialogT:
        """The open dialog of a kind."""
        for each in self.dialogs():
            if isinstance(each, kind):
                return each
        raise TourFailed(tr("{dialog} is not open.").format(dialog=kind.__name__))

    def has_dialog(self, kind: type[QDialog]) -> Until:
        """Until a dialog of a kind is open."""
        return Until(kind.__name__, lambda: any(isinstance(each, kind) for each in self.dialogs()))

    def settled(
        self, kind: type[PageT] | None = None, ready: Callable[[PageT], object] | None = None
    ) -> Iterator[Until]:
        """Until a page is shown and ready, and nothing runs any more."""

        def reached() -> bool:
            page = self.window.page
            if kind is None:
                return not self.program.background.jobs
            if not isinstance(page, kind) or (ready is not None and not ready(page)):
                return False
            return not self.program.background.jobs

        what = kind.__name__ if kind else "the page"
        yield Until(what, reached)
        for _ in range(SETTLING_TICKS):
            yield Until(what, lambda: True)
        yield Until(what, reached)

    def press(
        self, target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER
    ) -> None:
        """Press a key where the focus is in a widget."""
        QTest.keyClick(target.focusWidget() or target, key, modifier)

    def type(self, target: QWidget, text: str) -> None:
        """Type into a widget."""
        QTest.keyClicks(target, text)

    def click(self, target: QWidget) -> None:
        """Click a button, which must be there to be clicked."""
        if not target.isEnabled() or not target.isVisible():
            name = target.accessibleName() or type(target).__name__
            raise TourFailed(tr("{button} cannot be clicked.").format(button=name))
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of a dialog."""
        self.pictures += 1
        target = self._folder / f"{self.pictures:02d}-{name}.png"
        if not (widget or self.window).grab().save(str(target)):
            raise TourFailed(tr("{name} could not be written.").format(name=target.name))
