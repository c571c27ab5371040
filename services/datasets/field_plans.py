"""A schema as a list of fields, for people who do not write JSON schema; and back."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.datasets.schema_guess import Schema
    from services.domain.evidence import Slot

_SAID = {"type", "enum", "pattern", "description", "properties", "required", "items"}
"""What a plan says in its own words; the rest of a rule is kept as it is."""


class FieldKind(enum.StrEnum):
    """What a field holds, or each element of its list."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"
    RECORD = "record"
    OTHER = "other"


_TYPES = {
    FieldKind.TEXT: "string",
    FieldKind.WHOLE: "integer",
    FieldKind.NUMBER: "number",
    FieldKind.YES_NO: "boolean",
    FieldKind.DATE: "string",
    FieldKind.CHOICE: "string",
    FieldKind.RECORD: "object",
}


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of a schema. `many`: a list of what `kind` says; `nullable`: it may be null.

    `options` are those of a choice, `pattern` a regular expression for a text, `fields` those of a
    record. `source` are the rules it was made from: what a plan has no words for stays as there.
    `was` is the name in the schema that it was read from.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    many: bool = False
    description: str = ""
    required: bool = False
    nullable: bool = False
    options: tuple[str, ...] = ()
    pattern: str = ""
    fields: tuple[FieldPlan, ...] = ()
    source: Mapping[str, Any] | None = field(default=None, compare=False)
    was: str = field(default="", compare=False)


def plans_of(schema: Mapping[str, Any]) -> tuple[FieldPlan, ...]:
    """The fields of a schema without references, in order."""
    required = schema.get("required", ())
    properties = cast("dict[str, dict[str, Any]]", schema.get("properties", {}))
    return tuple(_plan(name, rules, name in required) for name, rules in properties.items())


def schema_of(plans: Sequence[FieldPlan], base: Mapping[str, Any] | None = None) -> Schema:
    """The schema of these fields; what else `base` says of the record stays.

    Raises AppError, naming the field, for fields that make no schema.
    """
    _check(plans)
    rest = {name: value for name, value in (base or {}).items() if name not in _SAID}
    made: Schema = {
        **rest,
        "type": "object",
        "properties": {plan.name: _rules(plan) for plan in plans},
        "required": [plan.name for plan in plans if plan.required],
    }
    if base is not None and "description" in base:
        made["description"] = base["description"]
    return made


def renames_of(plans: Sequence[FieldPlan], at: Slot = ()) -> dict[Slot, str]:
    """The fields that got another name: new names by their old place."""
    found: dict[Slot, str] = {}
    for plan in plans:
        if plan.was:
            if plan.was != plan.name:
                found[*at, plan.was] = plan.name
            found |= renames_of(plan.fields, (*at, plan.was))
    return found


def _plan(name: str, rules: Mapping[str, Any], required: bool) -> FieldPlan:
    types = _types(rules)
    many = types == ["array"] and isinstance(rules.get("items"), dict)
    inner = cast("dict[str, Any]", rules["items"]) if many else rules
    kind = _kind(inner)
    plan = FieldPlan(
        name,
        kind,
        many,
        str(rules.get("description", "")),
        required,
        "null" in _all_types(rules) or None in rules.get("enum", ()),
        source=rules,
        was=name,
    )
    match kind:
        case FieldKind.CHOICE:
            return replace(plan, options=tuple(one for one in inner["enum"] if one is not None))
        case FieldKind.TEXT:
            return replace(plan, pattern=str(inner.get("pattern", "")))
        case FieldKind.RECORD:
            return replace(plan, fields=plans_of(inner))
        case _:
            return plan


def _kind(rules: Mapping[str, Any]) -> FieldKind:
    if "enum" in rules:
        texts = all(one is None or isinstance(one, str) for one in rules["enum"])
        return FieldKind.CHOICE if texts else FieldKind.OTHER
    types = _types(rules)
    if len(types) != 1 or {"anyOf", "oneOf", "allOf", "$ref", "const"} & rules.keys():
        return FieldKind.OTHER
    match types[0]:
        case "string":
            return FieldKind.DATE if rules.get("format") == "date" else FieldKind.TEXT
        case "integer":
            return FieldKind.WHOLE
        case "number":
            return FieldKind.NUMBER
        case "boolean":
            return FieldKind.YES_NO
        case "object" if rules.get("properties"):
            return FieldKind.RECORD
        case _:
            return FieldKind.OTHER


def _rules(plan: FieldPlan) -> dict[str, Any]:
    if plan.source is not None and _plan(plan.name, plan.source, plan.required) == plan:
        return dict(plan.source)
    outer, inner = _kept(plan)
    if plan.kind is not FieldKind.OTHER:
        inner |= _inner(plan)
    rules = inner
    if plan.many:
        rules = {**outer, "type": _nullable("array", plan.nullable), "items": inner}
    elif plan.kind is not FieldKind.OTHER:
        rules["type"] = _nullable(_TYPES[plan.kind], plan.nullable)
        if plan.kind is FieldKind.CHOICE and plan.nullable:
            rules["enum"] = [*plan.options, None]
    return rules | ({"description": plan.description} if plan.description else {})


def _inner(plan: FieldPlan) -> dict[str, Any]:
    """The rules of the field, or of each element of its list."""
    rules: dict[str, Any] = {"type": _TYPES[plan.kind]}
    match plan.kind:
        case FieldKind.DATE:
            return rules | {"format": "date"}
        case FieldKind.CHOICE:
            return rules | {"enum": list(plan.options)}
        case FieldKind.TEXT if plan.pattern:
            return rules | {"pattern": plan.pattern}
        case FieldKind.RECORD:
            inside = schema_of(plan.fields)
            return rules | {"properties": inside["properties"], "required": inside["required"]}
        case _:
            return rules


def _kept(plan: FieldPlan) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the source says beyond the plan, of the list and of what it holds; gone with the kind
    that it was said of."""
    if plan.source is None:
        return {}, {}
    before = _plan(plan.name, plan.source, plan.required)
    none: Mapping[str, Any] = {}
    inner: Mapping[str, Any] = plan.source["items"] if before.many else plan.source
    if plan.kind is FieldKind.OTHER:
        return {}, dict(inner)
    if before.kind is not plan.kind:
        inner = none
    outer = plan.source if before.many and plan.many else none
    return _unsaid(outer), _unsaid(inner)


def _unsaid(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in rules.items() if name not in _SAID}


def _check(plans: Sequence[FieldPlan]) -> None:
    if not plans:
        raise AppError("There are no fields.", "Add at least one field.")
    names: set[str] = set()
    for plan in plans:
        if not plan.name.strip():
            raise AppError("A field has no name.", "Give each field a name.")
        if plan.name in names:
            raise AppError(
                f"There are two fields “{plan.name}”.", "Give each field a name of its own."
            )
        names.add(plan.name)
        _check_details(plan)


def _check_details(plan: FieldPlan) -> None:
    if plan.kind is FieldKind.CHOICE and not plan.options:
        raise AppError(f"“{plan.name}” has no options.", "Give the options, one a line.")
    if plan.kind is FieldKind.RECORD and not plan.fields:
        raise AppError(f"“{plan.name}” has no fields inside.", "Add at least one field to it.")
    try:
        re.compile(plan.pattern)
    except re.error as error:
        raise AppError(
            f"The pattern of “{plan.name}” is no regular expression.",
            f"Put it right: {error}.",
        ) from error


def _nullable(name: str, nullable: bool) -> str | list[str]:
    return [name, "null"] if nullable else name


def _types(rules: Mapping[str, Any]) -> list[str]:
    return [one for one in _all_types(rules) if one != "null"]


def _all_types(rules: Mapping[str, Any]) -> list[str]:
    found: str | list[str] = rules.get("type", [])
    return [found] if isinstance(found, str) else list(found)
