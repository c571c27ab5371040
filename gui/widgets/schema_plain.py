"""Which field fits a property of a JSON schema that is no record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.translation import tr
from gui.widgets.schema_fields import ChoiceField, LineField
from gui.widgets.schema_lines import JsonField, ListField
from services.labeling.schema_reading import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.widgets.schema_fields import SchemaField


def plain_field(rules: Mapping[str, Any]) -> SchemaField:
    """The field for a property that is no record and no list of records."""
    if "enum" in rules:
        choices = [(str(value), value) for value in rules["enum"] if value is not None]
        return ChoiceField(rules, choices)
    match kind_of(rules):
        case "boolean":
            yes = tr("yes")
            no = tr("no")
            return ChoiceField(rules, [(yes, True), (no, False)])
        case "array" if _plain_items(rules):
            return ListField(rules)
        case "string" | "integer" | "number":
            return LineField(rules)
        case _:
            return JsonField()


def _plain_items(rules: Mapping[str, Any]) -> bool:
    items = rules.get("items", {})
    return "enum" in items or kind_of(items) in ("string", "integer", "number")
