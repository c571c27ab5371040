"""A JSON schema said in words, so that one sees at a glance what will be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.translation import tr
from services.datasets.field_plans import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.datasets.field_plans import FieldPlan

SHOWN = 8


def fields_in_words(schema: Mapping[str, Any]) -> str:
    """Such as “3 fields: name (text), year (whole number), tags (list of texts)”."""
    fields = [f"{name} ({_type_words(part)})" for name, part in schema["properties"].items()]
    count = tr("1 field") if len(fields) == 1 else tr("{n} fields").format(n=len(fields))
    shown = ", ".join(fields[:SHOWN])
    if len(fields) > SHOWN:
        shown = tr("{fields} and {n} more").format(fields=shown, n=len(fields) - SHOWN)
    return f"{count}: {shown}"


def kind_words(kind: FieldKind) -> str:
    """A type as one chooses it."""
    return {
        FieldKind.TEXT: tr("Text"),
        FieldKind.WHOLE: tr("Whole number"),
        FieldKind.NUMBER: tr("Number"),
        FieldKind.YES_NO: tr("Yes or no"),
        FieldKind.DATE: tr("Date"),
        FieldKind.CHOICE: tr("One of a list"),
        FieldKind.RECORD: tr("Record: fields of its own"),
        FieldKind.OTHER: tr("As the JSON schema says"),
    }[kind]


def plan_words(plan: FieldPlan) -> str:
    """A field in a line, such as “songs *  ·  list of records”."""
    name = plan.name or tr("(no name yet)")
    return f"{name}{' *' if plan.required else ''}   ·   {_plan_type(plan)}"


def _plan_type(plan: FieldPlan) -> str:
    one, many = {
        FieldKind.TEXT: (tr("text"), tr("list of texts")),
        FieldKind.WHOLE: (tr("whole number"), tr("list of whole numbers")),
        FieldKind.NUMBER: (tr("number"), tr("list of numbers")),
        FieldKind.YES_NO: (tr("yes or no"), tr("list of yes or no")),
        FieldKind.DATE: (tr("date"), tr("list of dates")),
        FieldKind.CHOICE: (tr("one of a list"), tr("some of a list")),
        FieldKind.RECORD: (tr("record"), tr("list of records")),
        FieldKind.OTHER: (tr("as in the schema"), tr("as in the schema")),
    }[plan.kind]
    return many if plan.many else one


def _type_words(part: object) -> str:
    if not isinstance(part, dict):
        return tr("anything")
    if "enum" in part:
        return tr("one of a list")
    wanted = part.get("type")
    names = wanted if isinstance(wanted, list) else [wanted]
    words = [_one_type(name, part) for name in names if name != "null"]
    return tr(" or ").join(words) or tr("anything")


def _one_type(name: object, part: Mapping[str, Any]) -> str:
    if name == "array":
        items = part.get("items")
        kind = items.get("type") if isinstance(items, dict) else None
        return {
            "string": tr("list of texts"),
            "integer": tr("list of numbers"),
            "number": tr("list of numbers"),
            "object": tr("list of records"),
        }.get(str(kind), tr("list"))
    if name == "string" and part.get("format") == "date":
        return tr("date")
    return {
        "string": tr("text"),
        "integer": tr("whole number"),
        "number": tr("number"),
        "boolean": tr("yes or no"),
        "object": tr("record"),
    }.get(str(name), tr("anything"))
