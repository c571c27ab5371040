"""Texts with placeholders, and nothing but placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TEXT = "text"
LABEL = "label"
LABELS = "labels"
SCHEMA = "schema"
GUIDELINES = "guidelines"
BUILT_IN = (TEXT, LABEL, LABELS, SCHEMA, GUIDELINES)

_PLACEHOLDER = re.compile(r"\{\{([^{}\n]+)\}\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{name}}` at `start` (inclusive) to `end` (exclusive), in characters of the text."""

    name: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """The form in which names are compared: `{{ Text }}` and `{{text}}` are one."""
        return placeholder_key(self.name)


def placeholder_key(name: str) -> str:
    """The form in which a placeholder's name is compared."""
    return fold(name.strip())


class Template:
    """A text read once and filled in many times.

    Only `{{name}}` is special: single braces, empty pairs and what stands in the values that are
    filled in stay as they are, so that a row whose text contains `{{label}}` is sent as it is.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.placeholders = tuple(
            Placeholder(found[1].strip(), found.start(), found.end())
            for found in _PLACEHOLDER.finditer(text)
            if found[1].strip()
        )

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with each placeholder replaced by the value of its key.

        A placeholder without a value stays as it stands, so that it is seen.
        """
        pieces: list[str] = []
        at = 0
        for placeholder in self.placeholders:
            pieces.append(self.text[at : placeholder.start])
            as_it_stands = self.text[placeholder.start : placeholder.end]
            pieces.append(values.get(placeholder.key, as_it_stands))
            at = placeholder.end
        pieces.append(self.text[at:])
        return "".join(pieces)

    def names(self, key: str) -> bool:
        return any(placeholder.key == key for placeholder in self.placeholders)

    def unknown(self, known: Collection[str]) -> tuple[Placeholder, ...]:
        """The placeholders whose key is not in `known`, in the order of the text."""
        return tuple(found for found in self.placeholders if found.key not in known)

    def before(self, key: str) -> Template:
        """The part in front of the first placeholder of this key, without space at its end."""
        for placeholder in self.placeholders:
            if placeholder.key == key:
                return Template(self.text[: placeholder.start].rstrip())
        return Template(self.text.rstrip())

    def before_line_of(self, key: str) -> Template:
        """Like `before`, and without the words that lead to the placeholder on its own line.

        When another placeholder stands on that line, the line is kept as `before` keeps it.
        """
        before = self.before(key)
        start = before.text.rfind("\n") + 1
        if any(placeholder.start >= start for placeholder in before.placeholders):
            return before
        return Template(before.text[:start].rstrip())
