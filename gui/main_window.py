"""The window: the rail, and one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from gui.navigation import Page
from gui.page_context import PageContext
from gui.widgets.advising import Advising
from gui.widgets.keys import KeyHelp, KeysDialog
from gui.widgets.page import PageWidget
from gui.widgets.rail import PROJECT_PAGES, Rail
from services.domain.changes import Kind

if TYPE_CHECKING:
    from gui.stop_question import StopQuestion
    from gui.widgets.connection_chip import ConnectionChip
    from services.app import Workspace
    from services.domain.changes import Changes
    from services.domain.errors import AppError

MINIMUM_SIZE = QSize(1024, 700)
FIRST_SIZE = QSize(1280, 800)

PageFactory = Callable[[PageContext], PageWidget]


class MainWindow(QMainWindow):
    """Makes a page when it is first asked for, and all of them anew for another project."""

    def __init__(
        self, context: PageContext, pages: Mapping[Page, PageFactory], question: StopQuestion
    ) -> None:
        super().__init__()
        self._context = context
        self._factories = pages
        self._question = question
        self._pages: dict[Page, PageWidget] = {}
        self._may_close = False
        self.rail = Rail(context.background, context.theme)
        self._advising = Advising(context.background, context.navigation, self.rail.advice, self)
        self._stack = QStackedWidget()
        self._build()
        self._add_shortcuts()
        self.rail.chosen.connect(context.navigation.go)
        context.navigation.requested.connect(self._show_page)
        context.events.changed.connect(self._follow)
        context.projects.opened.connect(self._show_project)
        context.projects.closed.connect(self._show_no_project)
        self._show_no_project()

    @property
    def connection_chip(self) -> ConnectionChip:
        return self.rail.chip

    @property
    def page(self) -> PageWidget:
        """The page that is shown."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, PageWidget)
        return shown

    def show_error(self, error: AppError) -> None:
        """An error of nowhere in particular is shown on the page that is open."""
        self.page.show_error(error)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first when work is under way."""
        if self._may_close or not self._question.needed:
            event.accept()
            return
        event.ignore()
        self._question.ask(self._close_now)

    def _close_now(self) -> None:
        self._may_close = True
        self.close()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("pages")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.setCentralWidget(inside)
        self.setMinimumSize(MINIMUM_SIZE)
        self.resize(FIRST_SIZE)

    def _add_shortcuts(self) -> None:
        go = self._context.navigation.go
        for number, page in enumerate(PROJECT_PAGES, 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda page=page: go(page))
        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(self._show_keys)
        QShortcut(QKeySequence("Ctrl+."), self).activated.connect(self.rail.advice.take)
        settings = QShortcut(QKeySequence("Ctrl+,"), self)
        settings.activated.connect(lambda: go(Page.SETTINGS))

    @Slot(object, object)
    def _show_page(self, page: Page, query: object | None = None) -> None:
        if page in PROJECT_PAGES and self._context.workspace is None:
            page, query = Page.START, None
        widget = self._pages.get(page) or self._make(page)
        self.rail.show_page(page)
        self._stack.setCurrentWidget(widget)
        widget.opened(query)
        self._advising.look()

    def _make(self, page: Page) -> PageWidget:
        widget = self._factories[page](self._context)
        self._pages[page] = widget
        self._stack.addWidget(widget)
        return widget

    @Slot(object)
    def _show_project(self, workspace: Workspace) -> None:
        if workspace is not self._context.workspace:
            self._context = replace(self._context, workspace=workspace)
            self._drop_pages()
            self._advising.follow(workspace)
        self._show_name(workspace.task.name)
        self._show_page(Page.DATA)

    def _show_name(self, name: str) -> None:
        self.setWindowTitle(self.tr("{name} – Tunesmith").format(name=name))
        self.rail.show_project(name)

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        workspace = self._context.workspace
        if workspace is not None and changes.concern(Kind.TASK):
            self._show_name(workspace.task.name)
        self._advising.note(changes)

    @Slot()
    def _show_no_project(self) -> None:
        self._context = replace(self._context, workspace=None)
        self._drop_pages()
        self._advising.follow(None)
        self.setWindowTitle(self.tr("Tunesmith"))
        self.rail.show_project(None)
        self._show_page(Page.START)

    def _drop_pages(self) -> None:
        for widget in self._pages.values():
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._pages.clear()

    @Slot()
    def _show_keys(self) -> None:
        keys = (*self.page.keys(), *self._own_keys())
        KeysDialog(self._context.theme, self._keys_title(), keys, self).open()

    def _keys_title(self) -> str:
        return self.tr("Keys: {page}").format(page=self.page.title)

    def _own_keys(self) -> tuple[KeyHelp, ...]:
        last = len(PROJECT_PAGES)
        return (
            KeyHelp(f"Ctrl+1 … Ctrl+{last}", self.tr("Go to a page of the rail")),
            KeyHelp("Ctrl+.", self.tr("Go where the next step is taken")),
            KeyHelp("Ctrl+,", self.tr("Go to the settings")),
            KeyHelp("F1", self.tr("Show these keys")),
        )
