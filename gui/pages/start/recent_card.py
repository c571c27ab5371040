"""The projects that were opened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.background import Lane
from gui.pages.start.recent_row import RecentRow
from gui.widgets.card import Card
from gui.widgets.empty_state import EmptyState
from gui.widgets.tab_order import follow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gui.page_context import PageContext
    from services.domain.glance import ProjectGlance
    from services.jobs import JobContext

    Glances = dict[Path, ProjectGlance | None]


class RecentCard(Card):
    """What each file holds is looked up aside, since a disk may be slow or gone."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Recent projects"), parent=parent)
        self._context = context
        self.rows: list[RecentRow] = []
        self._empty = EmptyState(
            context.theme,
            "folder-open",
            self.tr("No projects yet"),
            self.tr(
                "Projects that you make or open are listed here. Make a new one for texts of your "
                "own, or look around in a sample first."
            ),
        )
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        self._list.addStretch()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setWidget(self._inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Recent projects"))
        self.add(self._empty, stretch=1)
        self.add(self._area, stretch=1)

    def show_paths(self, paths: Sequence[Path]) -> None:
        """List these files, the newest first."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [self._row(path) for path in paths]
        for place, row in enumerate(self.rows):
            self._list.insertWidget(place, row)
        follow(self._area, [part for row in self.rows for part in (row.button, row.remove)])
        self._empty.setVisible(not paths)
        self._area.setVisible(bool(paths))
        self._context.background.run(
            self.tr("Looking at recent projects"),
            lambda context: _glances(paths, context),
            owner=self,
            done=self._show_glances,
            lane=Lane.READ,
            quiet=True,
        )

    def _row(self, path: Path) -> RecentRow:
        row = RecentRow(self._context.theme, path)
        row.opened.connect(self.opened)
        row.removed.connect(self.removed)
        return row

    def _show_glances(self, found: Glances) -> None:
        for row in self.rows:
            if row.path in found:
                row.show_glance(found[row.path])


def _glances(paths: Sequence[Path], context: JobContext) -> Glances:
    from services.app import Workspace

    found: Glances = {}
    for path in paths:
        context.check()
        found[path] = Workspace.glance(path)
    return found
