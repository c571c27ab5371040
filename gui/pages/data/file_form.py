"""How a file is written: encoding, delimiter, quotes, header, sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from gui.widgets.form import FormRow
from services.datasets.delimited import DELIMITERS
from services.datasets.encoding import NAMES
from services.datasets.source import FileKind

if TYPE_CHECKING:
    from services.datasets.mapping import Mapping
    from services.datasets.preview import Preview

MOST_HEADER_LINES = 10


class FileForm(QWidget):
    """Shows what applies to the kind of file; `changed` says that the user chose."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.encoding = self._combo([(name, code) for code, name in NAMES.items()])
        self.delimiter = self._combo(
            [(f"{word}  {_shown(mark)}", mark) for mark, word in DELIMITERS.items()]
        )
        lines = [(self.tr("line {n}").format(n=n), n) for n in range(1, MOST_HEADER_LINES + 1)]
        self.header = self._combo([(self.tr("none"), 0), *lines])
        self.sheet = self._combo([])
        self.quoting = QCheckBox(self.tr("Quotes enclose cells"))
        self.quoting.toggled.connect(self.changed)
        self._rows = {
            self.encoding: FormRow(self.tr("Encoding"), self.encoding),
            self.delimiter: FormRow(self.tr("Delimiter"), self.delimiter),
            self.sheet: FormRow(self.tr("Sheet"), self.sheet),
            self.header: FormRow(self.tr("Column names in"), self.header),
            self.quoting: FormRow("", self.quoting),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in self._rows.values():
            row.addWidget(part)
        row.addStretch()

    def show_preview(self, preview: Preview) -> None:
        """Show how the file is read now; the user has not chosen by that."""
        mapping, kind = preview.mapping, preview.kind
        self.blockSignals(True)
        self._fill_sheets(preview)
        _choose(self.encoding, mapping.encoding)
        _choose(self.delimiter, mapping.delimiter)
        _choose(self.header, mapping.header)
        _choose(self.sheet, mapping.sheet)
        self.quoting.setChecked(mapping.quoting)
        self.blockSignals(False)
        delimited = kind is FileKind.DELIMITED
        self._rows[self.encoding].setVisible(kind is not FileKind.EXCEL)
        self._rows[self.delimiter].setVisible(delimited)
        self._rows[self.quoting].setVisible(delimited)
        self._rows[self.header].setVisible(kind in (FileKind.DELIMITED, FileKind.EXCEL))
        self._rows[self.sheet].setVisible(kind is FileKind.EXCEL)

    def mapping(self, changed: Mapping) -> Mapping:
        """A mapping of the chosen form, whose columns are guessed anew."""
        return replace(
            changed,
            text=(),
            answer=None,
            split=None,
            metadata=None,
            ranges=(),
            encoding=self.encoding.currentData(),
            delimiter=self.delimiter.currentData(),
            header=self.header.currentData(),
            sheet=self.sheet.currentData(),
            quoting=self.quoting.isChecked(),
        )

    def _fill_sheets(self, preview: Preview) -> None:
        self.sheet.clear()
        for name in preview.form.sheets:
            self.sheet.addItem(name, name)

    def _combo(self, entries: list[tuple[str, object]]) -> QComboBox:
        combo = QComboBox()
        for name, value in entries:
            combo.addItem(name, value)
        combo.currentIndexChanged.connect(self.changed)
        return combo


def _shown(mark: str) -> str:
    return "⇥" if mark == "\t" else mark


def _choose(combo: QComboBox, value: object) -> None:
    """Choose a value; one that is not offered is added under its own name."""
    place = combo.findData(value)
    if place < 0 and value is not None:
        combo.addItem(str(value), value)
        place = combo.count() - 1
    combo.setCurrentIndex(place)
