"""Reading a table of the catalogue from TOML, with errors that name the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

ADAPTER_SIZES = (1, 2, 4, 8, 16, 32)
"""Those that Vertex AI has words for; what a base model takes is in its entry."""

Table = dict[str, dict[str, Any]]
Rule = tuple[Callable[[object], bool], str]
"""Whether a value will do, and what is wanted, to end the sentence “… is not …”."""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_adapter_size(value: object) -> bool:
    return _is_count(value) and value in ADAPTER_SIZES


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_rate(value: object) -> bool:
    return _is_number(value) and value != 0


def _is_thinking(value: object) -> bool:
    return value in ("MINIMAL", "LOW", "MEDIUM", "HIGH") or _is_number(value)


def _are_adapter_sizes(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_adapter_size, cast("list[object]", value)))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, cast("list[object]", value)))


_TEXT: Rule = (_is_text, "a text")
_DOLLARS: Rule = (_is_number, "a number, not negative")
_COUNT: Rule = (_is_count, "a whole number from 1 up")

RULES: dict[str, dict[str, Rule]] = {
    "models": {
        "title": _TEXT,
        "adapter_sizes": (_are_adapter_sizes, "a list of 1, 2, 4, 8, 16 or 32"),
        "tuning_locations": (_are_texts, "a list of texts"),
        "serving": (lambda it: it in ("multi-region", "region"), "“multi-region” or “region”"),
        "lowest_thinking": (_is_thinking, "MINIMAL, LOW, MEDIUM, HIGH or a number of tokens"),
        "retires": (lambda it: isinstance(it, date), "a date like 2027-05-07"),
        "legacy": (lambda it: isinstance(it, bool), "true or false"),
        "note": _TEXT,
        "continues": (lambda it: isinstance(it, bool), "true or false"),
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
        "adapter_size": (_is_adapter_size, "1, 2, 4, 8, 16 or 32"),
        "guide": _TEXT,
    },
}

NEEDED: dict[str, tuple[str, ...]] = {
    "recipes": ("epochs", "learning_rate_multiplier", "adapter_size"),
}
"""What an entry must say once it is whole, that is, with the shipped one under it."""


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """One TOML file with a table of entries under `name`: models, prices or recipes."""

    path: Path
    name: str

    def read(self, shipped: Table | None = None) -> Table:
        """The entries by their names, over the shipped ones.

        Raises AppError when one of them breaks a rule or lacks what it must say.
        """
        text = ""
        try:
            text = self.path.read_text("utf-8")
            document = tomllib.loads(text)
        except (OSError, ValueError) as error:
            end = f"at the end, line {len(text.splitlines())}"
            raise self._wrong(str(error).replace("at end of document", end)) from error
        entries = document.get(self.name, {})
        for key in document.keys() - {self.name}:
            raise self._wrong(f"“{key}” is not known{_line(text, key)}; use [{self.name}.…]")
        if not isinstance(entries, dict):
            raise self._wrong(f"“{self.name}” is no table of entries")
        for key, entry in cast("dict[str, Any]", entries).items():
            self._check(text, key, entry)
        return self._merged(text, cast("Table", entries), shipped or {})

    def _merged(self, text: str, entries: Table, shipped: Table) -> Table:
        merged = dict(shipped)
        for name, entry in entries.items():
            whole = merged[name] = shipped.get(name, {}) | entry
            for key in NEEDED.get(self.name, ()):
                if key not in whole:
                    raise self._wrong(f"“{name}” lacks “{key}”{_line(text, name)}")
        return merged

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
            f"Mend or delete {self.path}; until the next start what ships with the program holds.",
        )


def _line(text: str, key: str, below: str = "") -> str:
    """Where a key stands, below the heading of its table, as “ (line 12)”."""
    inside = not below
    for number, line in enumerate(text.splitlines(), start=1):
        heading = _HEADING.match(line)
        if heading is not None and below:
            inside = (heading[1] or heading[2] or heading[3]) == below
        elif inside and line.lstrip("\"' ").startswith(key):
            return f" (line {number})"
        if not below and heading is not None and key in line:
            return f" (line {number})"
    return ""


_HEADING = re.compile(r"""\s*\[\s*\w+(?:\s*\.\s*(?:"([^"]+)"|'([^']+)'|([\w-]+)))?\s*\]""")
"""`[models."gemini-3.5-flash"]`; the name of the entry is in one of the groups."""
