"""A JSON schema said in words, so that one sees at a glance what will be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN = 8


def fields_in_words(schema: Mapping[str, Any]) -> str:
    """Such as “3 fields: name (text), year (whole number), tags (list of texts)”."""
    fields = [f"{name} ({_type_words(part)})" for name, part in schema["properties"].items()]
    count = _tr("1 field") if len(fields) == 1 else _tr("{n} fields").format(n=len(fields))
    shown = ", ".join(fields[:SHOWN])
    if len(fields) > SHOWN:
        shown = _tr("{fields} and {n} more").format(fields=shown, n=len(fields) - SHOWN)
    return f"{count}: {shown}"


def _type_words(part: object) -> str:
    if not isinstance(part, dict):
        return _tr("anything")
    if "enum" in part:
        return _tr("one of a list")
    wanted = part.get("type")
    names = wanted if isinstance(wanted, list) else [wanted]
    words = [_one_type(name, part) for name in names if name != "null"]
    return _tr(" or ").join(words) or _tr("anything")


def _one_type(name: object, part: Mapping[str, Any]) -> str:
    if name == "array":
        items = part.get("items")
        kind = items.get("type") if isinstance(items, dict) else None
        return {
            "string": _tr("list of texts"),
            "integer": _tr("list of numbers"),
            "number": _tr("list of numbers"),
            "object": _tr("list of records"),
        }.get(str(kind), _tr("list"))
    if name == "string" and part.get("format") == "date":
        return _tr("date")
    return {
        "string": _tr("text"),
        "integer": _tr("whole number"),
        "number": _tr("number"),
        "boolean": _tr("yes or no"),
        "object": _tr("record"),
    }.get(str(name), _tr("anything"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("SchemaWords", text)
