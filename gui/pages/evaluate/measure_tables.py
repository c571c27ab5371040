"""Tables of the measures by label, or by field of an extraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.tables.columns import Column
from gui.widgets.label_bars import Bar
from gui.widgets.numbers import decimals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.evaluation.records import FieldMeasures, LabelMeasures, Measures


def _tr(text: str) -> str:
    return QCoreApplication.translate("EvaluateMeasures", text)


def label_columns(name_of: Callable[[str], str]) -> tuple[Column, ...]:
    """The columns of the measures by label; `name_of` gives the name of a label id."""
    return (
        Column(_tr("Label"), 160, lambda each: name_of(each.label), stretch=True),
        *_ratio_columns(),
        Column(
            _tr("Rows"),
            64,
            lambda each: f"{each.support:,}",
            right=True,
            hint=_tr("Rows whose gold answer is this label."),
        ),
        Column(_tr("Right"), 64, lambda each: f"{each.right:,}", right=True),
    )


def field_columns() -> tuple[Column, ...]:
    """The columns of the measures by field."""

    def count(title: str, name: str, hint: str) -> Column:
        return Column(title, 66, lambda each: f"{getattr(each, name):,}", right=True, hint=hint)

    return (
        Column(_tr("Field"), 130, lambda each: each.field or _tr("all fields"), stretch=True),
        *_ratio_columns(),
        count(_tr("Right"), "right", _tr("The same value as in the gold answer.")),
        count(_tr("Wrong"), "wrong", _tr("Another value than in the gold answer.")),
        count(_tr("Missing"), "missing", _tr("A value in the gold answer only.")),
        count(_tr("Extra"), "extra", _tr("A value in the prediction only.")),
        count(_tr("Unread"), "unread", _tr("The reply could not be read or was refused.")),
    )


def _ratio_columns() -> tuple[Column, ...]:
    return (
        Column(_tr("F1"), 62, lambda each: decimals(each.ratios.f1), right=True),
        Column(_tr("Precision"), 80, lambda each: decimals(each.ratios.precision), right=True),
        Column(_tr("Recall"), 68, lambda each: decimals(each.ratios.recall), right=True),
    )


def bars(measures: Measures, names: Mapping[str, str]) -> list[Bar]:
    """F1 by label or field, each with what stands behind it."""
    if measures.all_fields is not None:
        return [Bar(each.field, each.ratios.f1, _note(each)) for each in measures.per_field]
    return [
        Bar(names.get(each.label, each.label), each.ratios.f1, _note(each))
        for each in measures.per_label
    ]


def _note(each: LabelMeasures | FieldMeasures) -> str:
    words = _tr("precision {precision}, recall {recall}, {right} of {rows} right").format(
        precision=decimals(each.ratios.precision),
        recall=decimals(each.ratios.recall),
        right=f"{each.right:,}",
        rows=f"{each.support:,}",
    )
    return "\n".join(filter(None, (words, each.ratios.reason)))
