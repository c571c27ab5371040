"""How a file is written: its kind, encoding, delimiter, quotes, header, sheet, place of rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from gui.widgets.form import FormRow
from services.datasets.delimited import DELIMITERS
from services.datasets.encoding import NAMES
from services.datasets.json_paths import path_name
from services.datasets.layouts import known
from services.datasets.layouts.known import Layout
from services.datasets.source import FileKind

if TYPE_CHECKING:
    from services.datasets.mapping import Mapping
    from services.datasets.preview import Preview

MOST_HEADER_LINES = 20


class FileForm(QWidget):
    """Shows what applies to the kind of file; `changed` says that the user chose."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = self._combo([])
        self.encoding = self._combo([(name, code) for code, name in NAMES.items()])
        self.delimiter = self._combo(
            [(f"{word}  {_shown(mark)}", mark) for mark, word in DELIMITERS.items()]
        )
        lines = [(self.tr("line {n}").format(n=n), n) for n in range(1, MOST_HEADER_LINES + 1)]
        self.header = self._combo([(self.tr("none"), 0), *lines])
        self.sheet = self._combo([])
        self.path = self._combo([])
        self.layout_of_rows = self._combo([])
        self.quoting = QCheckBox(self.tr("Quotes enclose cells"))
        self.quoting.toggled.connect(self.changed)
        self._rows = {
            self.kind: FormRow(self.tr("Read as"), self.kind),
            self.encoding: FormRow(self.tr("Encoding"), self.encoding),
            self.delimiter: FormRow(self.tr("Delimiter"), self.delimiter),
            self.sheet: FormRow(self.tr("Sheet"), self.sheet),
            self.header: FormRow(self.tr("Column names in"), self.header),
            self.path: FormRow(self.tr("Rows are in"), self.path),
            self.layout_of_rows: FormRow(self.tr("Layout of a row"), self.layout_of_rows),
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
        mapping, form = preview.mapping, preview.form
        self.blockSignals(True)
        _fill(self.kind, [(self._kind_name(kind), kind) for kind in form.kinds])
        _fill(self.sheet, [(name, name) for name in form.sheets])
        _fill(self.path, [(path_name(path) or self.tr("the list"), path) for path in form.paths])
        _fill(self.layout_of_rows, [(known.NAMES[each], each) for each in form.layouts])
        _choose(self.kind, mapping.kind)
        _choose(self.encoding, mapping.encoding)
        _choose(self.delimiter, mapping.delimiter)
        _choose(self.header, mapping.header)
        _choose(self.sheet, mapping.sheet)
        if form.paths:
            _choose(self.path, mapping.path)
        if form.layouts:
            _choose(self.layout_of_rows, mapping.layout)
        self.quoting.setChecked(mapping.quoting)
        self.blockSignals(False)
        self._show_what_applies(preview)

    def mapping(self, changed: Mapping) -> Mapping:
        """A mapping of the chosen form, whose columns are guessed anew. Of another kind or in
        another place of the file, what depends on that is guessed too."""
        kind = FileKind(self.kind.currentData())
        path = self.path.currentData() if self.path.count() else changed.path
        fresh = replace(
            changed,
            text=(),
            answer=None,
            split=None,
            group=None,
            metadata=None,
            ranges=(),
            labels=(),
            kind=kind,
            encoding=self.encoding.currentData(),
        )
        if kind != changed.kind:
            return replace(fresh, delimiter=None, header=None, path=None, layout=None)
        if path != changed.path:
            return replace(fresh, header=None, path=path, layout=None)
        return replace(
            fresh,
            delimiter=self.delimiter.currentData(),
            header=self.header.currentData(),
            sheet=self.sheet.currentData(),
            layout=self._layout(changed),
            quoting=self.quoting.isChecked(),
        )

    def _layout(self, changed: Mapping) -> Layout | None:
        # Qt gives an enum of texts back as the bare text.
        if not self.layout_of_rows.count():
            return changed.layout
        return Layout(self.layout_of_rows.currentData())

    def _show_what_applies(self, preview: Preview) -> None:
        form, kind = preview.form, preview.kind
        delimited = kind is FileKind.DELIMITED
        without_encoding = (
            FileKind.EXCEL,
            FileKind.PARQUET,
            FileKind.FOLDER_OF_TABLES,
            FileKind.FOLDER_OF_TEXTS,
        )
        self._rows[self.kind].setVisible(len(form.kinds) > 1)
        self._rows[self.encoding].setVisible(kind not in without_encoding)
        self._rows[self.delimiter].setVisible(delimited)
        self._rows[self.quoting].setVisible(delimited)
        self._rows[self.header].setVisible(form.has_header)
        self._rows[self.sheet].setVisible(kind is FileKind.EXCEL)
        self._rows[self.path].setVisible(len(form.paths) > 1)
        self._rows[self.layout_of_rows].setVisible(bool(form.layouts))

    def _kind_name(self, kind: FileKind) -> str:
        return {
            FileKind.DELIMITED: self.tr("a table"),
            FileKind.TEXT_LINES: self.tr("a row on each line"),
            FileKind.JSON_LINES: self.tr("JSON on each line"),
            FileKind.JSON: self.tr("JSON"),
            FileKind.EXCEL: self.tr("a workbook"),
            FileKind.PARQUET: self.tr("Parquet"),
            FileKind.FOLDER_OF_TEXTS: self.tr("a row for each text file"),
            FileKind.FOLDER_OF_TABLES: self.tr("tables, one after another"),
        }[kind]

    def _combo(self, entries: list[tuple[str, object]]) -> QComboBox:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        _fill(combo, entries)
        combo.currentIndexChanged.connect(self.changed)
        return combo


def _fill(combo: QComboBox, entries: list[tuple[str, object]]) -> None:
    combo.clear()
    for name, value in entries:
        combo.addItem(name, value)


def _shown(mark: str) -> str:
    return "⇥" if mark == "\t" else mark


def _choose(combo: QComboBox, value: object) -> None:
    """Choose a value; one that is not offered is added under its own name."""
    place = combo.findData(value)
    if place < 0 and value is not None:
        combo.addItem(str(value), value)
        place = combo.count() - 1
    combo.setCurrentIndex(place)
