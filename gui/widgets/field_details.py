"""What one field of a schema is: its name, its type, and what more the type asks for."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gui.widgets.form import FormRow
from gui.widgets.schema_words import kind_words
from services.datasets.field_plans import FieldKind, FieldPlan

OPTIONS_HEIGHT = 66


class FieldDetails(QWidget):
    """`changed` carries the plan as it is now, at each key."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = FieldPlan("")
        self._showing = False
        self.name = QLineEdit()
        self.kind = QComboBox()
        self.many = QCheckBox(self.tr("Several of them: a list"))
        self.description = QLineEdit()
        self.options = QPlainTextEdit(tabChangesFocus=True)
        self.pattern = QLineEdit()
        self.required = QCheckBox(self.tr("Required"))
        self.nullable = QCheckBox(self.tr("May be null"))
        self._build()
        self._connect()

    def show_plan(self, plan: FieldPlan) -> None:
        """Show a field without telling."""
        self._plan = plan
        self._showing = True
        self.name.setText(plan.name)
        self._offer_kinds(plan)
        self.kind.setCurrentIndex(self.kind.findData(plan.kind))
        self.many.setChecked(plan.many)
        self.description.setText(plan.description)
        self.options.setPlainText("\n".join(plan.options))
        self.pattern.setText(plan.pattern)
        self.required.setChecked(plan.required)
        self.nullable.setChecked(plan.nullable)
        self._showing = False
        self._show_parts()

    def plan(self) -> FieldPlan:
        """What was filled in; the fields inside are those that it came with."""
        kind = FieldKind(self.kind.currentData())
        lines = [line.strip() for line in self.options.toPlainText().splitlines()]
        return replace(
            self._plan,
            name=self.name.text().strip(),
            kind=kind,
            many=self.many.isChecked(),
            description=self.description.text().strip(),
            options=tuple(filter(None, lines)) if kind is FieldKind.CHOICE else (),
            pattern=self.pattern.text() if kind is FieldKind.TEXT else "",
            required=self.required.isChecked(),
            nullable=self.nullable.isChecked(),
        )

    def _offer_kinds(self, plan: FieldPlan) -> None:
        """What a schema in JSON asks for beyond these types can only stay as it is."""
        self.kind.clear()
        for kind in FieldKind:
            if kind is not FieldKind.OTHER or plan.kind is FieldKind.OTHER:
                self.kind.addItem(kind_words(kind), kind)

    def _build(self) -> None:
        self.options.setFixedHeight(OPTIONS_HEIGHT)
        self.nullable.setToolTip(self.tr("“Not in the text” is written down as null"))
        self.description.setPlaceholderText(self.tr("What it is, for people and for the model"))
        self.pattern.setPlaceholderText("^[A-Z]{2}-[0-9]+$")
        self._options_row = FormRow(self.tr("Options, one a line"), self.options)
        self._pattern_row = FormRow(self.tr("Pattern (regular expression)"), self.pattern)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        for part in (
            FormRow(self.tr("Name"), self.name),
            FormRow(self.tr("Type"), self.kind),
            self._options_row,
            self.many,
            FormRow(self.tr("Description"), self.description),
            self._pattern_row,
            self.required,
            self.nullable,
        ):
            layout.addWidget(part)
        layout.addStretch()
        self._show_parts()

    def _connect(self) -> None:
        for line in (self.name, self.description, self.pattern):
            line.textEdited.connect(self._tell)
        for box in (self.many, self.required, self.nullable):
            box.clicked.connect(self._tell)
        self.options.textChanged.connect(self._tell)
        self.kind.activated.connect(self._tell)

    def _tell(self) -> None:
        if not self._showing:
            self._show_parts()
            self.changed.emit(self.plan())

    def _show_parts(self) -> None:
        kind = self.kind.currentData()
        self._options_row.setVisible(kind == FieldKind.CHOICE)
        self._pattern_row.setVisible(kind == FieldKind.TEXT)
        self.many.setVisible(kind != FieldKind.OTHER)
        self.nullable.setVisible(kind != FieldKind.OTHER)
