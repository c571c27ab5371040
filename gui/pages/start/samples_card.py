"""Sample projects of real data, each opened with one click."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.start.kind_choice import ICONS, kind_name
from gui.pills import PillKind
from gui.widgets.card import Card
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import Pill, label
from gui.widgets.laid_button import LaidButton
from services.datasets.samples import samples

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.theme import Theme
    from services.datasets.samples import Sample

ICON_SIZE = 20


class SamplesCard(Card):
    """`chosen` carries the sample."""

    chosen = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Sample projects"), parent=parent)
        text = self.tr(
            "Real data to walk the whole loop with, in the Sandbox on this machine: "
            "nothing leaves it, and no account is needed."
        )
        self.add(label(text, "mute", wrap=True))
        self.buttons: dict[str, LaidButton] = {}
        for sample in samples():
            made = _SampleButton(context.theme, sample)
            made.clicked.connect(lambda _, sample=sample: self.chosen.emit(sample))
            self.buttons[sample.name] = made
            self.add(made)
        self.body.addStretch()


class _SampleButton(LaidButton):
    def __init__(self, theme: Theme, sample: Sample) -> None:
        super().__init__("card", QBoxLayout.Direction.LeftToRight)
        rows, labelled = f"{sample.rows:,}", f"{sample.labelled:,}"
        facts = self.tr("{language} · {rows} rows, {labelled} labelled · {licence}").format(
            language=sample.language, rows=rows, labelled=labelled, licence=sample.licence
        )
        self.setAccessibleName(self.tr("Open the sample {title}").format(title=sample.title))
        self.setAccessibleDescription(f"{sample.description} {facts}")
        self.setToolTip(f"<p>{escape(sample.attribution)}</p>")
        self._lay_out(theme, sample, facts)

    def _lay_out(self, theme: Theme, sample: Sample, facts: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(sample.title, "field"))
        head.addWidget(Pill(kind_name(sample.kind), PillKind.ACCENT))
        head.addStretch()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(head)
        words.addWidget(label(sample.description, wrap=True))
        words.addWidget(label(facts, "small", wrap=True))
        icon = IconLabel(theme, ICONS[sample.kind], "accent_text", ICON_SIZE)
        self.inside.setContentsMargins(12, 10, 12, 10)
        self.inside.setSpacing(12)
        self.inside.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self.inside.addLayout(words, 1)
        self.finish_building()
