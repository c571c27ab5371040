"""Reading a property of a JSON schema, however it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.evidence import Slot

Rules = dict[str, Any]

_ANYTHING = {"type": ["string", "number", "boolean", "array", "object", "null"]}


def plain_schema(schema: Mapping[str, Any]) -> Rules:
    """The same schema without references: each “$ref” inside the schema put in place.

    A reference that leads to itself, or nowhere, stays. What “anyOf” or “oneOf” says only to allow
    null, as tools do that write schemas from code, becomes a list of types.
    """
    return _Plain(schema).rules(dict(schema))


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
    more = {"$ref", "anyOf", "oneOf", "allOf", "not", "if"}
    return "any" if more & rules.keys() else "string"


class _Plain:
    """Puts rules in the place of references; `seen` are those that lead to where it is."""

    def __init__(self, root: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> None:
        self._root = root
        self._seen = seen

    def rules(self, rules: Rules) -> Rules:
        if "$ref" in rules:
            return self._followed(rules)
        for word in ("anyOf", "oneOf"):
            chosen = _only_choice_beside_null(rules.get(word))
            if chosen is not None and (made := self._nullable(rules, word, chosen)) is not None:
                return made
        if isinstance(rules.get("properties"), dict):
            properties = cast("dict[str, Any]", rules["properties"])
            made = {name: self._inside(each) for name, each in properties.items()}
            rules = {**rules, "properties": made}
        if "items" in rules:
            rules = {**rules, "items": self._inside(rules["items"])}
        return rules

    def _inside(self, rules: object) -> Rules:
        known = isinstance(rules, dict)
        return self.rules(cast("Rules", rules)) if known else dict(_ANYTHING)

    def _followed(self, rules: Rules) -> Rules:
        """The rules that are referred to; those that lead to themselves, or nowhere, stay."""
        found = self._referred(rules["$ref"])
        if found is None:
            return rules
        rest = {name: value for name, value in rules.items() if name != "$ref"}
        return self._behind(rules["$ref"]).rules({**found, **rest})

    def _behind(self, place: object) -> _Plain:
        return _Plain(self._root, self._seen | {str(place)})

    def _referred(self, place: object) -> Rules | None:
        if not isinstance(place, str) or not place.startswith("#/") or place in self._seen:
            return None
        found: Mapping[str, Any] = self._root
        for step in place[2:].split("/"):
            inside: object = found.get(step.replace("~1", "/").replace("~0", "~"))
            if not isinstance(inside, dict):
                return None
            found = cast("Rules", inside)
        return dict(found)

    def _nullable(self, rules: Rules, word: str, chosen: Rules) -> Rules | None:
        """The rules with a list of types in the place of a choice; None where there is no type."""
        behind = self._behind(chosen["$ref"]) if "$ref" in chosen else self
        found = self._referred(chosen["$ref"]) if "$ref" in chosen else chosen
        if found is None or not isinstance(found.get("type"), str):
            return None
        rest = {name: value for name, value in rules.items() if name != word}
        made = {**found, **rest, "type": [found["type"], "null"]}
        return behind.rules(made | ({"enum": [*made["enum"], None]} if "enum" in made else {}))


def _only_choice_beside_null(choices: object) -> Rules | None:
    if not isinstance(choices, list):
        return None
    all_ = cast("list[Any]", choices)
    wanted = [one for one in all_ if one != {"type": "null"}]
    if len(wanted) != 1 or len(all_) != 2 or not isinstance(wanted[0], dict):
        return None
    return cast("Rules", wanted[0])


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
