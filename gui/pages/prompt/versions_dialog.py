"""The versions of a prompt: named, compared, restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.pages.prompt.diff_view import DiffView
from gui.pages.prompt.version_text import version_facts, version_lines, version_title
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented
from services.domain.errors import AppError
from services.prompts.comparison import compare

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.prompt import Prompt, PromptVersion
    from services.domain.task import TaskKind
    from services.prompts.use_cases import Prompts

SIZE = (960, 600)
LIST_WIDTH = 248
ROLE = Qt.ItemDataRole.UserRole


class VersionsDialog(FormDialog):
    """`restored` carries the Prompt that an older version has become, the newest now."""

    restored = Signal(object)

    def __init__(
        self,
        theme: Theme,
        prompts: Prompts,
        prompt: Prompt,
        kind: TaskKind,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, prompt.name, "", parent=parent)
        self.setWindowTitle(self.tr("Versions"))
        self._prompts = prompts
        self._kind = kind
        self._versions = prompts.listed(prompt.id)
        self.list = QListWidget()
        self.name = QLineEdit(placeholderText=self.tr("No name"))
        self.other = QComboBox()
        self.form = Segmented(
            self.tr("How they are compared"),
            [(self.tr("Side by side"), True), (self.tr("One column"), False)],
        )
        self.diff = DiffView(theme)
        self._same = label(self.tr("They say the same."), "mute")
        self._build()
        self._connect()
        self._fill()
        self.resize(*SIZE)

    def confirm(self) -> None:
        """Make the chosen version the newest."""
        try:
            restored = self._prompts.restore(self._chosen().prompt)
        except AppError as error:
            self.show_error(error)
            return
        self.restored.emit(restored)
        self.accept()

    def _build(self) -> None:
        self.confirm_button.setDefault(False)
        self.cancel_button.setText(self.tr("Close"))
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(self._build_head())
        right.addWidget(self.diff, 1)
        self.diff.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self._build_list())
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)
        self.finish_building()

    def _build_list(self) -> QWidget:
        self.list.setAccessibleName(self.tr("Versions"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QWidget()
        left.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.list, 1)
        column.addWidget(FormRow(self.tr("Name of this version"), self.name))
        return left

    def _build_head(self) -> QHBoxLayout:
        self.other.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.other.setMinimumContentsLength(16)
        beside = label(self.tr("Compared with"), "field")
        beside.setBuddy(self.other)
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (beside, self.other, self._same):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.form)
        return head

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._choose)
        self.other.activated.connect(self._show_difference)
        self.form.chosen.connect(self._show_difference)
        self.name.editingFinished.connect(self._rename)

    def _fill(self) -> None:
        for version in self._versions:
            item = QListWidgetItem(f"{version_title(version)}\n{version_facts(version)}")
            item.setData(ROLE, version.prompt.version)
            self.list.addItem(item)
            self.other.addItem(version_title(version), version)
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> PromptVersion:
        return self._versions[max(0, self.list.currentRow())]

    @Slot()
    def _choose(self) -> None:
        """Show a version; the newest beside the one before it, older ones beside the newest."""
        at = max(0, self.list.currentRow())
        newest = at == 0
        self.name.setText(self._chosen().name)
        self.other.setCurrentIndex(min(1, len(self._versions) - 1) if newest else 0)
        number = self._chosen().prompt.version
        self.confirm_button.setText(self.tr("Restore version {number}").format(number=number))
        self.confirm_button.setEnabled(not newest)
        self._show_difference()

    @Slot()
    def _show_difference(self) -> None:
        chosen, other = self._chosen().prompt, self.other.currentData().prompt
        older, newer = sorted((chosen, other), key=lambda prompt: prompt.version)
        pairs = compare(self._lines(older), self._lines(newer))
        self._same.setVisible(all(pair.same for pair in pairs))
        self.diff.old.setAccessibleName(self._column_name(older))
        self.diff.new.setAccessibleName(self._column_name(newer))
        self.diff.show_pairs(pairs, beside=self.form.value)

    @Slot()
    def _rename(self) -> None:
        chosen, name = self._chosen(), self.name.text().strip()
        if name == chosen.name:
            return
        try:
            self._prompts.name_version(chosen.prompt, name)
        except AppError as error:
            self.show_error(error)
            return
        self._versions = self._prompts.listed(chosen.prompt.id)
        for at, version in enumerate(self._versions):
            self.list.item(at).setText(f"{version_title(version)}\n{version_facts(version)}")
            self.other.setItemText(at, version_title(version))

    def _lines(self, prompt: Prompt) -> list[str]:
        return version_lines(prompt, self._prompts.shots_by_hand(prompt.shots), self._kind)

    def _column_name(self, prompt: Prompt) -> str:
        return self.tr("Version {number}").format(number=prompt.version)
