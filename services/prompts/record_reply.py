"""Reading a record out of a reply."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jsonschema import Draft202012Validator

_FENCE = re.compile(r"```[a-zA-Z]*\s*(.*?)\s*```", re.DOTALL)
_STRING_OR_TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)


class RecordReply:
    """Finds the JSON record in an answer: as it is, or in the one fence of the text.

    A trailing comma is mended, and said so; anything else that is no JSON, and what breaks the
    schema, is no answer.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = _validator(schema)

    def read(self, answer: str) -> tuple[dict[str, Any] | None, str, bool]:
        """The record or None, why there is none, and whether a trailing comma was mended."""
        text = _unfenced(answer.lstrip("\ufeff").strip())
        if not text:
            return None, "The reply is empty.", False
        repaired = False
        try:
            value = _json(text)
        except ValueError as error:
            mended = without_trailing_commas(text)
            try:
                value = _json(mended)
            except ValueError:
                return None, f"The reply is not JSON: {error}.", False
            repaired = True
        return self._checked(value, repaired=repaired)

    def _checked(self, value: object, *, repaired: bool) -> tuple[dict[str, Any] | None, str, bool]:
        if not isinstance(value, dict):
            return None, "The reply is JSON, but not a record.", False
        record = cast("dict[str, Any]", value)
        problem = self._broken_rule(record)
        return (None, problem, False) if problem else (record, "", repaired)

    def _broken_rule(self, record: dict[str, Any]) -> str:
        from referencing.exceptions import Unresolvable

        try:
            error = next(self._validator.iter_errors(record), None)
        except Unresolvable as unresolvable:
            return f"The schema refers to something that is not in it: {unresolvable.ref}."
        if error is None:
            return ""
        place = " › ".join(str(step) for step in error.absolute_path)
        return f"The record breaks the schema{f' at {place}' if place else ''}: {error.message}."


def without_trailing_commas(text: str) -> str:
    """The text without commas in front of a closing bracket; texts in quotes stay as they are."""
    return _STRING_OR_TRAILING_COMMA.sub(
        lambda found: found[0] if found[0].startswith('"') else "", text
    )


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator that never fetches a schema from elsewhere."""
    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(dict(schema), registry=Registry())


def _unfenced(text: str) -> str:
    if text.startswith(("{", "[")):
        return text
    fences = _FENCE.findall(text)
    return fences[0].strip() if len(fences) == 1 else text


def _json(text: str) -> object:
    """Raises ValueError for what is no JSON, NaN and nesting without end included, and for a
    record that says two things of one field."""
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_record)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
        return value
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse(constant: str) -> object:
    message = f"{constant} is no JSON value"
    raise ValueError(message)


def _record(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    for name, value in pairs:
        if record[name] != value:
            message = f"it says two things of “{name}”"
            raise ValueError(message)
    return record
