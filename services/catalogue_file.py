"""Reading a table of the catalogue from TOML, with errors that name the line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, dict[str, Any]]
Rule = tuple[Callable[[object], bool], str]
"""Whether a value will do, and what is wanted, to end the sentence “… is not …”."""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_rate(value: object) -> bool:
    return _is_number(value) and value != 0


def _is_thinking(value: object) -> bool:
    return value in ("MINIMAL", "LOW", "MEDIUM", "HIGH") or _is_number(value)


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_count, cast("list[object]", value)))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, cast("list[object]", value)))


_TEXT: Rule = (_is_text, "a text")
_DOLLARS: Rule = (_is_number, "a number, not negative")
_COUNT: Rule = (_is_count, "a whole number from 1 up")

RULES: dict[str, dict[str, Rule]] = {
    "models": {
        "title": _TEXT,
        "adapter_sizes": (_are_counts, "a list of numbers like [1, 4]"),
        "tuning_locations": (_are_texts, "a list of texts"),
        "serving": (lambda it: it in ("multi-region", "region"), "“multi-region” or “region”"),
        "lowest_thinking": (_is_thinking, "MINIMAL, LOW, MEDIUM, HIGH or a number of tokens"),
        "retires": (lambda it: isinstance(it, date), "a date like 2027-05-07"),
        "legacy": (lambda it: isinstance(it, bool), "true or false"),
        "note": _TEXT,
        "controlled_generation": (lambda it: isinstance(it, bool), "true or false"),
    },
    "prices": {
        "training": _DOLLARS,
        "input": _DOLLARS,
        "output": _DOLLARS,
        "tuned_factor": _DOLLARS,
    },
    "recipes": {
        "epochs": _COUNT,
        "learning_rate_multiplier": (_is_rate, "a number above 0"),
        "adapter_size": _COUNT,
    },
}


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """One TOML file with a table of entries under `name`: models, prices or recipes."""

    path: Path
    name: str

    def read(self) -> Table:
        """The entries by their names. Raises AppError when one of them breaks a rule."""
        try:
            text = self.path.read_text("utf-8")
            document = tomllib.loads(text)
        except (OSError, ValueError) as error:
            raise self._wrong(str(error)) from error
        entries = document.get(self.name, {})
        for key in document.keys() - {self.name}:
            raise self._wrong(f"“{key}” is not known{_line(text, key)}; use [{self.name}.…]")
        if not isinstance(entries, dict):
            raise self._wrong(f"“{self.name}” is no table of entries")
        for key, entry in cast("dict[str, Any]", entries).items():
            self._check(text, key, entry)
        return cast("Table", entries)

    def _check(self, text: str, name: str, entry: object) -> None:
        if not isinstance(entry, dict):
            raise self._wrong(f"“{name}” is no table{_line(text, name)}")
        rules = RULES[self.name]
        for key, value in cast("dict[str, Any]", entry).items():
            if key not in rules:
                raise self._wrong(f"“{key}” of “{name}” is not known{_line(text, key, name)}")
            rule, wanted = rules[key]
            if not rule(value):
                raise self._wrong(f"“{key}” of “{name}” is not {wanted}{_line(text, key, name)}")

    def _wrong(self, what: str) -> AppError:
        return AppError(
            f"The file {self.path.name} cannot be used: {what}.",
            f"Mend or delete {self.path}.",
        )


def _line(text: str, key: str, below: str = "") -> str:
    """Where a key stands, below the heading of its table, as “ (line 12)”."""
    inside = not below
    for number, line in enumerate(text.splitlines(), start=1):
        inside = inside or (line.startswith("[") and below in line)
        if inside and line.lstrip("[\"' ").startswith(key):
            return f" (line {number})"
        if inside and not below and key in line:
            return f" (line {number})"
    return ""
