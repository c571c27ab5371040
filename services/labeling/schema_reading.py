"""Reading a property of a JSON schema, however it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.evidence import Slot

Rules = dict[str, Any]

_DEEPEST = 12
_ANYTHING = {"type": ["string", "number", "boolean", "array", "object", "null"]}


def plain_schema(schema: Mapping[str, Any]) -> Rules:
    """The same schema without references: each “$ref” inside the schema put in place.

    A reference that leads to itself ends in rules that allow anything. What “anyOf” or “oneOf”
    says only to allow null becomes a list of types, as tools that write schemas from code do it.
    """
    return _plain(dict(schema), schema, 0)


def kind_of(rules: Mapping[str, Any]) -> str:
    """The type of a property, null left out; a property without a type is a text.

    “any” for what may be of several types.
    """
    kind = rules.get("type")
    if kind is None:
        return _kind_without_type(rules)
    kinds = [kind] if isinstance(kind, str) else [one for one in kind if one != "null"]
    return str(kinds[0]) if len(kinds) == 1 else "any"


def may_be_null(rules: Mapping[str, Any]) -> bool:
    """Whether the value null is allowed."""
    kind = rules.get("type")
    if kind is None:
        return None in rules.get("enum", ())
    return kind == "null" or (isinstance(kind, list) and "null" in kind)


def _kind_without_type(rules: Mapping[str, Any]) -> str:
    if "properties" in rules:
        return "object"
    if "items" in rules:
        return "array"
    return "any" if {"anyOf", "oneOf", "allOf", "not", "if"} & rules.keys() else "string"


def _plain(rules: Rules, root: Mapping[str, Any], depth: int) -> Rules:
    if depth > _DEEPEST:
        return dict(_ANYTHING)
    if "$ref" in rules:
        found = _referred(rules["$ref"], root)
        rest = {name: value for name, value in rules.items() if name != "$ref"}
        return _plain({**found, **rest}, root, depth + 1)
    rules = _without_null_choice(rules, root)
    if isinstance(rules.get("properties"), dict):
        properties = cast("dict[str, Any]", rules["properties"])
        made = {name: _inside(each, root, depth) for name, each in properties.items()}
        rules = {**rules, "properties": made}
    if isinstance(rules.get("items"), dict):
        rules = {**rules, "items": _inside(rules["items"], root, depth)}
    return rules


def _inside(rules: object, root: Mapping[str, Any], depth: int) -> Rules:
    known = isinstance(rules, dict)
    return _plain(cast("Rules", rules), root, depth + 1) if known else dict(_ANYTHING)


def _referred(place: object, root: Mapping[str, Any]) -> Rules:
    if not isinstance(place, str) or not place.startswith("#/"):
        return dict(_ANYTHING)
    found: Mapping[str, Any] = root
    for step in place[2:].split("/"):
        inside: object = found.get(step.replace("~1", "/").replace("~0", "~"))
        if not isinstance(inside, dict):
            return dict(_ANYTHING)
        found = cast("Rules", inside)
    return dict(found)


def _without_null_choice(rules: Rules, root: Mapping[str, Any]) -> Rules:
    for word in ("anyOf", "oneOf"):
        choices = rules.get(word)
        if not isinstance(choices, list):
            continue
        all_ = cast("list[Any]", choices)
        wanted = [one for one in all_ if one != {"type": "null"}]
        if len(wanted) != 1 or len(all_) != 2 or not isinstance(wanted[0], dict):
            continue
        chosen = cast("Rules", wanted[0])
        if "$ref" in chosen:
            chosen = _referred(chosen["$ref"], root)
        if not isinstance(chosen.get("type"), str):
            continue
        rest = {name: value for name, value in rules.items() if name != word}
        return {**chosen, **rest, "type": [chosen["type"], "null"]}
    return rules


def is_record(rules: Mapping[str, Any]) -> bool:
    """Whether a property is a record with fields of its own."""
    return kind_of(rules) == "object" and bool(rules.get("properties"))


def is_record_list(rules: Mapping[str, Any]) -> bool:
    """Whether a property is a list of records."""
    return kind_of(rules) == "array" and is_record(rules.get("items", {}))


def slots_of(rules: Mapping[str, Any]) -> tuple[Slot, ...]:
    """The fields of a schema (without references) that hold values, those inside others too."""
    found: list[Slot] = []
    for name, inside in rules.get("properties", {}).items():
        nested = inside.get("items", {}) if is_record_list(inside) else inside
        if is_record(nested):
            found += [(name, *slot) for slot in slots_of(nested)]
        else:
            found.append((name,))
    return tuple(found)
