"""Tables of the measures by label, or by field of an extraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.tables.columns import Column
from gui.translation import tr
from gui.widgets.label_bars import Bar
from gui.widgets.numbers import decimals
from services.evaluation.definitions import PER_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.evaluation.records import FieldMeasures, LabelMeasures, Measures


def label_columns(name_of: Callable[[str], str]) -> tuple[Column, ...]:
    """The columns of the measures by label; `name_of` gives the name of a label id."""
    return (
        Column(tr("Label"), 120, lambda each: name_of(each.label), stretch=1),
        *_ratio_columns(),
        Column(
            tr("Rows"),
            64,
            lambda each: f"{each.support:,}",
            right=True,
            hint=tr("Rows whose gold answer is this label."),
        ),
        Column(tr("Right"), 64, lambda each: f"{each.right:,}", right=True),
    )


def field_columns() -> tuple[Column, ...]:
    """The columns of the measures by field."""

    def count(title: str, name: str, hint: str) -> Column:
        return Column(title, 66, lambda each: f"{getattr(each, name):,}", right=True, hint=hint)

    return (
        Column(tr("Field"), 130, lambda each: each.field or tr("all fields"), stretch=1),
        *_ratio_columns(),
        count(tr("Right"), "right", tr("The same value as in the gold answer.")),
        count(tr("Wrong"), "wrong", tr("Another value than in the gold answer.")),
        count(tr("Format"), "format", tr("Not of the field's kind, as a word for a number.")),
        count(tr("Missing"), "missing", tr("A value in the gold answer only.")),
        count(tr("Extra"), "extra", tr("A value in the prediction only.")),
        count(tr("Unread"), "unread", tr("The reply could not be read or was refused.")),
    )


def _ratio_columns() -> tuple[Column, ...]:
    hint = PER_LABEL.text
    return (
        Column(tr("F1"), 62, lambda each: decimals(each.ratios.f1), right=True, hint=hint),
        Column(
            tr("Precision"), 78, lambda each: decimals(each.ratios.precision), right=True, hint=hint
        ),
        Column(tr("Recall"), 68, lambda each: decimals(each.ratios.recall), right=True, hint=hint),
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
    words = tr("precision {precision}, recall {recall}, {right} of {rows} right").format(
        precision=decimals(each.ratios.precision),
        recall=decimals(each.ratios.recall),
        right=f"{each.right:,}",
        rows=f"{each.support:,}",
    )
    return "\n".join(filter(None, (words, each.ratios.reason)))
