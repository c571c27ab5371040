"""Labels: rename, describe, colour, reorder, add, merge, split, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.widgets.buttons import button, icon_button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.history_buttons import HistoryButtons
from gui.widgets.label_editor.check_again import CheckAgain
from gui.widgets.label_editor.guidelines_dialog import GuidelinesDialog
from gui.widgets.label_editor.label_form import LabelForm
from gui.widgets.label_editor.label_table import LabelModel, LabelTableView
from gui.widgets.label_editor.label_words import rows
from gui.widgets.label_editor.merge_dialog import MergeLabelDialog
from gui.widgets.label_editor.split_dialog import SplitLabelDialog, Way
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.page_context import PageContext
    from services.domain.task import Label
    from services.storage.label_use import LabelUse

SIZE = (960, 580)
FORM_WIDTH = 340


class LabelsDialog(FormDialog):
    """Each change is done at once and is one step of the history; nothing waits for the end."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context.theme, self.tr("Labels"), self.tr("Close"), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._context = context
        self._project = context.project
        self._uses: Mapping[str, LabelUse] = {}
        self._counting = Latest(
            context.background, self, self.tr("Counting what holds the labels"), pause_ms=60
        )
        self.model = LabelModel(self)
        self.table = LabelTableView(self.model)
        self.form = LabelForm(context.theme)
        self.travelling = HistoryButtons(context)
        self.checking = CheckAgain(context, self.notices.show_notice, self)
        self.new_name = QLineEdit()
        self._build()
        self._connect()
        self._show_task()

    @property
    def counted(self) -> bool:
        return not self._counting.busy

    # building

    def _build(self) -> None:
        theme = self.theme
        self.add_button = button(theme, self.tr("Add"), "plus")
        self.up_button = icon_button(theme, "chevron-up", self.tr("Move up (Alt+Up)"))
        self.down_button = icon_button(theme, "chevron-down", self.tr("Move down (Alt+Down)"))
        self.guidelines_button = button(theme, self.tr("Guidelines…"), "book-open")
        self.new_name.setPlaceholderText(self.tr("Name of a new label"))
        self.new_name.setAccessibleName(self.tr("Name of a new label"))
        below = QHBoxLayout()
        below.setSpacing(8)
        for part in (self.new_name, self.add_button, self.up_button, self.down_button):
            below.addWidget(part)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.table, 1)
        left.addLayout(below)
        self.form.setFixedWidth(FORM_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(left, 1)
        row.addWidget(self.form)
        self.body.addLayout(row, 1)
        self.footer.insertWidget(0, self.travelling)
        self.footer.insertWidget(1, self.guidelines_button)
        self.footer.addWidget(self.confirm_button)
        self.confirm_button.setDefault(False)
        self.cancel_button.setParent(None)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_label)
        self.form.saved.connect(self._save)
        self.form.merge_asked.connect(self._ask_merge)
        self.form.split_asked.connect(self._ask_split)
        self.form.remove_asked.connect(lambda: self._on_current(self._project.labels.remove))
        self.new_name.returnPressed.connect(self._add)
        self.add_button.clicked.connect(self._add)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.guidelines_button.clicked.connect(self._open_guidelines)
        self.travelling.failed.connect(self._show_any)
        self.checking.left.connect(self.accept)
        self._context.events.changed.connect(self._on_changes)
        for key, call in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
            ("Ctrl+Z", self.travelling.undo),
            ("Ctrl+Shift+Z", self.travelling.redo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(call)

    # what is shown

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK, Kind.ANSWERS, Kind.EXAMPLES, Kind.RUNS, Kind.HISTORY):
            self._show_task()

    def _show_task(self) -> None:
        current = self.table.current
        labels = self._project.task.labels
        if list(labels) != list(self.model.labels):
            self.model.show_labels(labels)
            self.table.go_to(current.id if current else None)
        self.travelling.show_titles()
        self._counting.ask(self._project.labels.uses, self._show_uses)

    def _show_uses(self, uses: Mapping[str, LabelUse]) -> None:
        self._uses = uses
        self.model.show_uses(uses)
        self._show_label(self.table.current)

    @Slot(object)
    def _show_label(self, label: Label | None) -> None:
        self.form.show_label(label, self._uses.get(label.id) if label else None)
        self.form.merge_button.setEnabled(len(self.model.labels) > 1)

    # what the user does

    @Slot()
    def _add(self) -> None:
        added: list[Label] = []
        name = self.new_name.text()
        if self._tried(lambda: added.append(self._project.labels.add(name))):
            self.new_name.clear()
            self._show_task()
            self.table.go_to(added[0].id)

    def _move(self, by: int) -> None:
        label = self.table.current
        ids = [known.id for known in self.model.labels]
        if label is None or not 0 <= ids.index(label.id) + by < len(ids):
            return
        at = ids.index(label.id)
        ids[at], ids[at + by] = ids[at + by], ids[at]
        if self._tried(lambda: self._project.labels.order(ids)):
            self._show_task()

    @Slot(str, str, str)
    def _save(self, name: str, description: str, color: str) -> None:
        label, labels = self.table.current, self._project.labels
        if label is None:
            return
        if self._tried(lambda: labels.change(label.id, name, description, color)):
            self._show_task()
            if description != label.description:
                title = self.tr("What “{name}” means has changed.").format(name=name)
                self.checking.offer(title, ExampleFilter(label=label.id))

    @Slot()
    def _ask_merge(self) -> None:
        label = self.table.current
        if label is None:
            return
        use = self._uses.get(label.id)
        if use is None:
            return
        dialog = MergeLabelDialog(self.theme, label, use, self.model.labels, self)
        dialog.chosen.connect(
            lambda into: self._tried(lambda: self._project.labels.merge(label.id, into))
        )
        dialog.open()

    @Slot()
    def _ask_split(self) -> None:
        label = self.table.current
        if label is None:
            return
        dialog = SplitLabelDialog(self._context, label, self)
        dialog.chosen.connect(lambda name, wanted, way: self._split(label, name, wanted, way))
        dialog.open()

    def _split(self, label: Label, name: str, wanted: ExampleFilter, way: Way) -> None:
        project = self._project
        if way is Way.ONE_BY_ONE:
            if self._tried(lambda: project.labels.add(name)):
                self.checking.start(wanted)
            return
        self._context.background.run(
            self.tr("Splitting “{name}”").format(name=label.name),
            lambda context: project.labels.split(
                label.id, name, project.datasets.rows(wanted, context), context
            ),
            owner=self,
            done=lambda count: self._tell(
                self.tr("{rows} are “{name}” now.").format(rows=rows(count), name=name)
            ),
            failed=self._show_any,
        )

    @Slot()
    def _open_guidelines(self) -> None:
        dialog = GuidelinesDialog(self._context, self)
        dialog.changed.connect(self._offer_check_all)
        dialog.open()

    @Slot()
    def _offer_check_all(self) -> None:
        self.checking.offer(self.tr("The guidelines have changed."), ExampleFilter())

    # what follows from it

    def _on_current(self, deed: Callable[[str], None]) -> None:
        label = self.table.current
        if label is not None:
            self._tried(lambda: deed(label.id))

    def _tried(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except AppError as error:
            self.show_error(error)
            return False
        return True

    def _tell(self, title: str) -> None:
        self.notices.show_notice(Notice(NoticeKind.SUCCESS, title))

    @Slot(object)
    def _show_any(self, error: BaseException) -> None:
        self._context.errors.show(error, self)
