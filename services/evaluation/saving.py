"""An evaluation as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.domain.values import ABSENT_RULE
from services.evaluation.words import difference_words
from services.files import beside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from services.domain.snapshot import Snapshot
    from services.evaluation.records import Compared, FieldMeasures, LabelMeasures, Measures, Ratios


def run_document(
    compared: Compared, snapshot: Snapshot, names: Mapping[str, str]
) -> dict[str, Any]:
    """The measures of one run as JSON values; `names` are label names by id.

    `exact_match` is accuracy, from 0 to 1, or null with a `reason`; `difference_to_first` is that
    to the run the comparison was made with, null for itself.
    """
    run, measures = compared.run, compared.measures
    document: dict[str, Any] = {
        "exact_match": measures.accuracy,
        "interval_95": asdict(measures.interval) if measures.interval else None,
        "reason": measures.reason,
        "right": measures.right,
        "counted": measures.counts.counted,
        "counts": asdict(measures.counts),
        "run": {"id": run.id, "name": run.name, "state": run.state, "samples": run.samples},
        "model": asdict(run.model),
        "prompt": {"id": run.prompt_id, "version": run.prompt_version},
        "practice": run.model.connection == "sandbox",
        "snapshot": {"id": snapshot.id, "name": snapshot.name, "hash": snapshot.hash},
        "gold_revision": measures.revision,
        "f1_interval_95": asdict(measures.f1_interval) if measures.f1_interval else None,
        "more": {
            each.kind.value: {"value": each.value, "reason": each.reason} for each in measures.more
        },
        "reliability": asdict(measures.reliability) if measures.reliability else None,
        "difference_to_first": _difference(compared),
        "not_comparable": compared.reason,
        "usage": asdict(compared.usage),
        "dollars": compared.dollars,
        "median_milliseconds": compared.milliseconds,
        "recipe": asdict(compared.recipe) if compared.recipe else None,
    }
    return document | (_fields(measures) if measures.all_fields else _labels(measures, names))


def _difference(compared: Compared) -> dict[str, Any] | None:
    found = compared.difference
    if found is None:
        return None
    words = difference_words(compared.run.model.name, found)
    return asdict(found) | {"accuracy": found.accuracy, "words": words}


def save_json(document: Mapping[str, Any], path: Path) -> None:
    """Write beside, then replace. Raises AppError when the file cannot be written."""
    import orjson

    with beside(path) as part:
        part.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")


def _labels(measures: Measures, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "macro_f1": measures.macro_f1,
        "per_label": [_label(each, names) for each in measures.per_label],
        "confusion": [
            {
                "gold": names.get(cell.gold, cell.gold),
                "predicted": cell.predicted and names.get(cell.predicted, cell.predicted),
                "rows": number,
            }
            for cell, number in measures.confusion.items()
        ],
    }


def _label(each: LabelMeasures, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": names.get(each.label, each.label),
        "id": each.label,
        "support": each.support,
        "predicted": each.predicted,
        "right": each.right,
        **_ratios(each.ratios),
    }


def _fields(measures: Measures) -> dict[str, Any]:
    assert measures.all_fields is not None
    return {
        "absent_values": ABSENT_RULE,
        "absent_rule": measures.absent,
        "all_fields": _field(measures.all_fields),
        "per_field": [{"field": each.field, **_field(each)} for each in measures.per_field],
    }


def _field(each: FieldMeasures) -> dict[str, Any]:
    return {
        "right": each.right,
        "wrong": each.wrong,
        "format": each.format,
        "missing": each.missing,
        "extra": each.extra,
        "unread": each.unread,
        **_ratios(each.ratios),
    }


def _ratios(ratios: Ratios) -> dict[str, Any]:
    return {
        "precision": ratios.precision,
        "recall": ratios.recall,
        "f1": ratios.f1,
        "reason": ratios.reason,
    }
