"""The guidelines over time: what each revision said, what it changed, and the way back."""

from __future__ import annotations

import difflib
import html
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QTextBrowser, QWidget

from gui.widgets.form_dialog import FormDialog
from gui.widgets.markdown_view import MarkdownView
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.theme import Theme
    from services.storage.project_table import GuidelineRevision

SIZE = (820, 520)
LIST_WIDTH = 220
WAY_WIDTH = 280


class GuidelinesDialog(FormDialog):
    """`changed` says that an older revision was made the guidelines of now."""

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Guidelines over time"),
            self.tr("Restore this revision"),
            self.tr("Each answer is kept with the revision it was given under."),
            parent,
        )
        self.resize(*SIZE)
        self._labeling = context.project.labeling
        self._revisions = [
            revision for revision in context.project.labels.guidelines() if revision.number
        ]
        self.list = QListWidget()
        self.way = Segmented(
            self.tr("What to show"),
            [(self.tr("Text"), "text"), (self.tr("Compared with now"), "diff")],
        )
        self.reader = MarkdownView()
        self.diff = QTextBrowser()
        self._stack = QStackedWidget()
        self._build()
        self.list.setCurrentRow(0)

    @Slot()
    def confirm(self) -> None:
        self._labeling.set_guidelines(self._chosen.text)
        self.changed.emit()
        super().confirm()

    @property
    def _chosen(self) -> GuidelineRevision:
        return self._revisions[max(self.list.currentRow(), 0)]

    def _build(self) -> None:
        self.list.setAccessibleName(self.tr("Revisions, the newest first"))
        self.list.setFixedWidth(LIST_WIDTH)
        for revision in self._revisions:
            self.list.addItem(self._name(revision))
        self.reader.setAccessibleName(self.tr("Text of the revision"))
        self.diff.setAccessibleName(self.tr("What differs from the guidelines of now"))
        self._stack.addWidget(self.reader)
        self._stack.addWidget(self.diff)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        self.way.setMinimumWidth(WAY_WIDTH)
        self.body.addWidget(self.way, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(row, 1)
        self.finish_building()
        self.list.currentRowChanged.connect(self._show)
        self.way.chosen.connect(self._show)

    def _name(self, revision: GuidelineRevision) -> str:
        when = datetime.fromtimestamp(revision.at).astimezone().strftime("%Y-%m-%d %H:%M")
        number = self.tr("Revision {n}").format(n=revision.number)
        return f"{number} · {when}"

    @Slot()
    def _show(self) -> None:
        revision, now = self._chosen, self._revisions[0]
        self.confirm_button.setEnabled(revision.text != now.text)
        self.reader.show_markdown(revision.text or self.tr("(empty)"))
        same = self.tr("There is no difference.")
        self.diff.setHtml(difference(revision.text, now.text, self.theme) or same)
        self._stack.setCurrentIndex(0 if self.way.value == "text" else 1)


def difference(then: str, now: str, theme: Theme) -> str:
    """Lines that went and lines that came, as HTML; empty where nothing differs."""
    tokens = theme.tokens
    dress = {
        "-": f"background:{tokens.bad_soft}; color:{tokens.bad}",
        "+": f"background:{tokens.ok_soft}; color:{tokens.ok}",
        " ": f"color:{tokens.mute}",
    }
    if then == now:
        return ""
    lines = (line for line in difflib.ndiff(then.splitlines(), now.splitlines()) if line[0] != "?")
    return "".join(
        f'<p style="margin:2px 0; {dress[line[0]]}">'
        f"{line[0]} {html.escape(line[2:]) or '&nbsp;'}</p>"
        for line in lines
    )
