"""What is wrong with a record, by its JSON schema, in plain words at its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from services.domain.evidence import Path

_TYPES = {
    "string": "Give a text.",
    "integer": "Give a whole number.",
    "number": "Give a number.",
    "boolean": "Choose yes or no.",
    "array": "Give a list.",
    "object": "Give a record.",
    "null": "Leave this empty.",
}
_FORMATS = {
    "date": "Give a date, such as 2026-05-03.",
    "date-time": "Give a date and a time, such as 2026-05-03T14:30:00Z.",
    "time": "Give a time, such as 14:30:00Z.",
    "email": "Give an e-mail address.",
}
_LIMITS = {
    "minimum": "Give {} or more.",
    "maximum": "Give {} or less.",
    "exclusiveMinimum": "Give more than {}.",
    "exclusiveMaximum": "Give less than {}.",
    "multipleOf": "Give a multiple of {}.",
    "minLength": "Give at least {} characters.",
    "maxLength": "Give at most {} characters.",
    "minItems": "Give at least {} of them.",
    "maxItems": "Give at most {} of them.",
    "pattern": "This must match the pattern {}.",
    "const": "Only “{}” is allowed here.",
}
MISSING = "Fill this in."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the value at `path`; `missing` when it is required and not there."""

    path: Path
    text: str
    missing: bool = False


def place_words(path: Path) -> str:
    """A path as words, such as “songs › 2 › title”; list elements count from 1."""
    return " › ".join(str(step + 1) if isinstance(step, int) else step for step in path)


class RecordCheck:
    """Checks records by one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    def prepare(self) -> None:
        """Load what checking needs, so that the first record does not wait for it."""
        self._validator.is_valid({})

    def problems(self, record: Mapping[str, Any]) -> tuple[Problem, ...]:
        """All problems, in the order of the record; none when the schema allows it."""
        found: Iterable[ValidationError] = self._validator.iter_errors(record)
        return tuple(problem for error in found for problem in _problems(error))

    @cached_property
    def _validator(self) -> Validator:
        from jsonschema import FormatChecker
        from jsonschema.validators import validator_for

        return validator_for(self._schema)(self._schema, format_checker=FormatChecker())


def _problems(error: ValidationError) -> Iterator[Problem]:
    error = _nearest(error)
    path: Path = tuple(error.absolute_path)
    match str(error.validator):
        case "required":
            wanted = cast("Iterable[str]", error.validator_value)
            at = next((name for name in wanted if error.message.startswith(f"{name!r} is")), "")
            yield Problem((*path, at) if at else path, MISSING, missing=True)
        case "additionalProperties" | "unevaluatedProperties":
            yield Problem(path, _unknown(error))
        case _:
            yield Problem(path, _words(error))


def _nearest(error: ValidationError) -> ValidationError:
    """The choice of an anyOf that fits best, null aside, says more than that none fits."""
    from jsonschema import exceptions

    choices = [choice for choice in error.context or () if choice.validator_value != "null"]
    found = cast("ValidationError | None", exceptions.best_match(choices))
    return found or error


def _words(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    rule = str(error.validator)
    match rule:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else cast("list[str]", wanted)
            return _TYPES.get(next((one for one in kinds if one != "null"), ""), error.message)
        case "enum":
            shown = ", ".join(str(choice) for choice in wanted if choice is not None)
            return f"Choose one of: {shown}."
        case "format":
            return _FORMATS.get(str(wanted), f"This is no {wanted}.")
        case "uniqueItems":
            return "Each may stand here only once."
        case _ if rule in _LIMITS:
            return _LIMITS[rule].format(wanted)
        case _:
            return error.message


def _unknown(error: ValidationError) -> str:
    known: Mapping[str, Any] = cast("dict[str, Any]", error.schema).get("properties", {})
    names = sorted(_names(error.instance) - known.keys())
    said = ", ".join(f"“{name}”" for name in names)
    return f"The schema has no field {said}." if len(names) == 1 else f"Not in the schema: {said}."


def _names(instance: object) -> set[str]:
    return set(cast("dict[str, Any]", instance)) if isinstance(instance, dict) else set()
