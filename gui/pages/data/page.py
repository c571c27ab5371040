"""The Data page: find examples, bring them in, divide them, take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget

from gui.latest import Latest
from gui.navigation import LabelFrom, Page
from gui.pages.data import words
from gui.pages.data.example_panel import ExamplePanel
from gui.pages.data.exchange import Exchange
from gui.pages.data.filter_bar import FilterBar
from gui.pages.data.finding import facets
from gui.pages.data.table_foot import TableFoot
from gui.tables.example_table import TEXT_LIMIT, ExampleTableModel, ExampleTableView
from gui.widgets.buttons import button, icon_button
from gui.widgets.card import Card
from gui.widgets.empty_state import EmptyState
from gui.widgets.keys import KeyHelp
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from array import array

    from gui.page_context import PageContext
    from gui.pages.data.change_dialog import Deed
    from gui.pages.data.finding import Counts, Facets

PAUSE_MS = 120
FIRST_PAGE = 1024
"""Rows that are shown while the rest is looked for."""
NARROW = 1000
"""Below this width of the page, the example beside the table is folded away at first."""


class DataPage(PageWidget):
    """The table holds row numbers; whatever reads many rows runs aside, the newest request wins."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, words.shortened(context.project.task.name))
        self._task = context.project.task
        self._datasets = context.project.datasets
        self._wanted: ExampleFilter | None = None
        self._project_counts: Counts | None = None
        self._stale = True
        self._wide: bool | None = None
        self._finding = self._latest(self.tr("Looking through the examples"))
        self._finding_rest = Latest(
            context.background, self, self.tr("Looking through the examples"), pause_ms=0
        )
        self._counting = self._latest(self.tr("Counting the examples"))
        self.filters = FilterBar(context.theme, self._task)
        self.model = ExampleTableModel(
            self._task, lambda rows: self._datasets.examples(rows, text_limit=TEXT_LIMIT), self
        )
        self.table = ExampleTableView(self.model, context.theme)
        self.panel = ExamplePanel(context.theme)
        self.exchange = Exchange(context, self)
        self.foot = TableFoot(context, self)
        self._build()
        self._connect()
        self.exchange.imports.index()
        if context.project.on_shared_disk:
            self._tell_of_shared_disk()

    @property
    def busy(self) -> bool:
        """The table does not show yet what was asked for."""
        return self._finding.busy or self._finding_rest.busy or self._counting.busy

    def opened(self, query: object | None) -> None:
        """Show the examples of a filter, or what was shown before."""
        if isinstance(query, ExampleFilter):
            self.filters.show_filter(query)
        elif self._stale:
            self._look()
        self.table.setFocus()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (
            KeyHelp("Ctrl+F", self.tr("Search the texts")),
            KeyHelp(self.tr("Esc"), self.tr("Clear the search and the filters")),
            KeyHelp("Up, Down, Home, End", self.tr("Walk through the table")),
            KeyHelp(self.tr("Enter"), self.tr("Open the example on the Label page")),
            *self.foot.keys(),
            KeyHelp("Ctrl+B", self.tr("Show or hide the example beside the table")),
            KeyHelp("Ctrl+I", self.tr("Import a file")),
            KeyHelp("Ctrl+Shift+I", self.tr("Import a folder")),
            KeyHelp("Ctrl+K", self.tr("Check the data")),
            KeyHelp("Ctrl+S", self.tr("Save rows as a file")),
            KeyHelp("Ctrl+E", self.tr("Export Gemini JSONL")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= NARROW
        if wide != self._wide:
            self._wide = wide
            self.panel_button.setChecked(wide)
            self.exchange.show_icons(wide)
            self._say_summary()

    def _tell_of_shared_disk(self) -> None:
        title = self.tr("This project lies on a network share or in a synced folder.")
        text = self.tr(
            "It is safe there but slower, and only one computer at a time may open it. "
            "A folder of this computer is better while you work."
        )
        self.notify(Notice(NoticeKind.INFO, title, text))

    # building

    def _latest(self, title: str) -> Latest:
        return Latest(self.context.background, self, title, pause_ms=PAUSE_MS)

    def _build(self) -> None:
        for made in self.exchange.buttons:
            self.add_action(made)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.filters, 1)
        row.addWidget(self.exchange.checks.button)
        self.panel_button = icon_button(
            self.context.theme, "eye", self.tr("Show the example beside the table (Ctrl+B)")
        )
        self.panel_button.setCheckable(True)
        row.addWidget(self.panel_button)
        self.body.addLayout(row)
        self.body.addWidget(self._make_content(), 1)

    def _make_content(self) -> QStackedWidget:
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.setHandleWidth(10)
        self._parts.addWidget(self._make_table_card())
        self._parts.addWidget(self.panel)
        self._parts.setStretchFactor(0, 3)
        self._parts.setStretchFactor(1, 1)
        self._content = QStackedWidget()
        self._nothing = Card()
        self.first_import = button(
            self.context.theme, self.tr("Import…"), "upload", variant="primary"
        )
        self._nothing.add(
            EmptyState(
                self.context.theme,
                "inbox",
                self.tr("No examples yet"),
                self.tr(
                    "Import a spreadsheet, a CSV, JSON or text file, or a folder of them. Labels "
                    "that are there already come along, also from other labelling programs."
                ),
                self.first_import,
            ),
            stretch=1,
        )
        self._content.addWidget(self._parts)
        self._content.addWidget(self._nothing)
        return self._content

    def _make_table_card(self) -> Card:
        theme = self.context.theme
        self._no_match_clear = button(theme, self.tr("Clear search and filters"))
        self._no_match = EmptyState(
            theme,
            "search",
            self.tr("Nothing found"),
            self.tr("No example fits this search and these filters."),
            self._no_match_clear,
        )
        self._table_or_none = QStackedWidget()
        self._table_or_none.addWidget(self.table)
        self._table_or_none.addWidget(self._no_match)
        card = Card(margin=1)
        card.add(self._table_or_none, stretch=1)
        card.add(self.foot)
        return card

    def _connect(self) -> None:
        self.filters.changed.connect(self._look)
        self.table.current_changed.connect(self._show_example)
        self.table.activated_id.connect(self._open)
        self.panel.asked_to_label.connect(lambda: self._open(self.table.current_id))
        self.panel_button.toggled.connect(self._show_panel)
        self.exchange.exports.asked_for.connect(self._show_only)
        self.exchange.checks.asked_for.connect(self._show_ranked)
        self.foot.change_asked.connect(self._change)
        self.first_import.clicked.connect(self.exchange.ask_for_import)
        for clear in (self.foot.clear_button, self._no_match_clear):
            clear.clicked.connect(self._clear)
        self.context.events.changed.connect(self._on_change)
        for key, call in (
            ("Ctrl+F", self._go_to_search),
            ("Ctrl+B", self.panel_button.toggle),
            ("Esc", self._clear),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    # finding

    @Slot()
    def _look(self) -> None:
        """Rows and counts come aside and at once: counting never keeps the rows waiting."""
        self._stale = False
        self.foot.travelling.show_titles()
        wanted = self.filters.wanted
        self.foot.showing.setText(self.tr("Looking…"))
        self._finding_rest.drop()
        limit = None if wanted == self._wanted else FIRST_PAGE
        self._finding.ask(
            lambda context: self._datasets.rows(wanted, context, limit),
            lambda rows: self._show_rows(wanted, rows, limit),
        )
        self._counting.ask(
            lambda context: facets(self._datasets, wanted, context), self._show_counts
        )

    def _show_rows(self, wanted: ExampleFilter, rows: array[int], limit: int | None) -> None:
        """A table that stays is replaced as a whole; another one begins with its first page."""
        self._wanted, before = wanted, self.table.current_id
        if rows != self.model.ids:  # the same rows stay selected
            self.table.show_ids(rows)
        if len(rows) == limit:
            self._finding_rest.ask(
                lambda context: self._datasets.rows(wanted, context),
                lambda rows: self._show_rest(rows, before),
            )
        self._table_or_none.setCurrentIndex(0 if rows else 1)
        self.foot.clear_button.setVisible(wanted != ExampleFilter() and bool(rows))
        if rows and self.table.current_id is None:
            self.table.go_to_row(0)
        self._say_showing()

    def _show_rest(self, rows: array[int], before: int | None) -> None:
        untouched = self.table.current_id == rows[0]
        self.table.show_more(rows)
        if untouched and before is not None:
            self.table.go_to(before)
        self._say_showing()

    def _show_counts(self, found: Facets) -> None:
        self._project_counts = found.project
        total = found.project.total
        self._say_summary()
        self.filters.show_counts(found)
        self._content.setCurrentWidget(self._parts if total else self._nothing)
        self.filters.setEnabled(bool(total))
        self.panel_button.setEnabled(bool(total))
        self._say_showing()

    def _say_summary(self) -> None:
        """Where there is little room, how many there are stands below the table alone."""
        if self._project_counts is not None:
            self.set_subtitle(words.summary(self._project_counts, brief=self._wide is False))

    def _say_showing(self) -> None:
        """Once both have come, say how much of what there is the table shows."""
        if self._project_counts is None or self._wanted is None or self.busy:
            return
        shown = self.model.rowCount()
        self.foot.showing.setText(words.showing(shown, self._project_counts.total))
        self.exchange.show_found(self._wanted, shown, self._project_counts)

    @Slot(object)
    def _on_change(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK):
            self._task = self.context.project.task
            self.set_title(words.shortened(self._task.name))
            self.filters.show_task(self._task)
            self.model.show_task(self._task)
        if changes.concern(Kind.HISTORY):
            self.foot.travelling.show_titles()
        if changes.concern(Kind.TASK, Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS):
            self.model.refresh()
            self._stale = True
            if self.isVisible():
                self._look()

    @Slot(frozenset)
    def _show_only(self, ids: frozenset[str]) -> None:
        self.filters.show_filter(ExampleFilter(ids=ids))

    @Slot(object)
    def _show_ranked(self, ids: tuple[str, ...]) -> None:
        self.filters.show_filter(ExampleFilter(ids=frozenset(ids), ranked=ids))

    @Slot()
    def _clear(self) -> None:
        self.filters.clear()
        self.table.setFocus()

    @Slot()
    def _go_to_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    # the selected examples

    @Slot(object)
    def _change(self, deed: Deed) -> None:
        """Rows that are still being looked for are not left out: the table must have them all."""
        if self.model.ids and not self.busy:
            self.foot.changes.ask(self.table.selected_ids(), self.model.ids, deed)

    @Slot(object)
    def _show_example(self, row: int | None) -> None:
        found = [] if row is None else self._datasets.examples([row])
        self._show_panel(self.panel_button.isChecked() and bool(found))
        if found:
            answers = self.context.project.labeling.answers_of(found[0].id)
            note = self.context.project.notes.of(found[0].id)
            self.panel.show_example(found[0], answers, note, self._task)

    @Slot(bool)
    def _show_panel(self, shown: bool) -> None:
        self.panel.setVisible(shown and self.table.current_id is not None)

    @Slot(object)
    def _open(self, row: int | None) -> None:
        found = [] if row is None else self._datasets.examples([row])
        if found:
            example_id, wanted = found[0].id, self._wanted
            if wanted is None or wanted == ExampleFilter():
                self.context.navigation.go(Page.LABEL, example_id)
                return
            self.context.navigation.go(Page.LABEL, LabelFrom(example_id, wanted))
