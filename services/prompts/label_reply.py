"""Reading a label out of a reply."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from services.domain.text import fold
from services.prompts.denial import denied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.domain.task import Label

_WRAPPING = " \t\r\n\"'`*_“”„‟‘’‚«»‹›「」『』《》〈〉()[]{}<>.,;:!?…。、，；：！？・"
_SEPARATORS = r"\s*[:：\-–—(,]\s*"


class LabelReply:
    """Finds the one label that an answer names; two labels, or none, are no answer.

    In order: the name as it is; the name apart from case, quotes and punctuation around it; the
    name with its description; a former name, which models tuned then still say; a text that names
    exactly one label and does not deny it.
    """

    def __init__(self, labels: Iterable[Label]) -> None:
        self._labels = tuple(labels)
        self._exact = {label.name: label.id for label in self._labels}
        self._folded = _unique((fold(label.name), label.id) for label in self._labels)
        self._bare = _unique((_bare(label.name), label.id) for label in self._labels)
        self._described = {
            label.id: re.compile(
                re.escape(_bare(label.name)) + _SEPARATORS + re.escape(_bare(label.description))
            )
            for label in self._labels
            if label.description
        }
        self._former = _unique(
            (_bare(name), label.id) for label in self._labels for name in label.former
        )
        longest_first = sorted(self._labels, key=lambda label: -len(label.name))
        self._names = re.compile("|".join(_as_word(fold(label.name)) for label in longest_first))

    def read(self, answer: str) -> tuple[str | None, str, bool]:
        """The label's id or None, why there is none, and False: labels are never repaired."""
        text = answer.strip()
        found = (
            self._exact.get(text)
            or self._folded.get(fold(text))
            or self._bare.get(_bare(text))
            or self._with_description(_bare(text))
            or self._former.get(_bare(text))
        )
        if found:
            return found, "", False
        if not text:
            return None, "The reply is empty.", False
        label_id, problem = self._named(fold(text))
        return label_id, problem, False

    def _with_description(self, bare: str) -> str | None:
        found = [i for i, pattern in self._described.items() if pattern.fullmatch(bare)]
        return found[0] if len(found) == 1 else None

    def _named(self, text: str) -> tuple[str | None, str]:
        places = list(self._names.finditer(text))
        names = dict.fromkeys(place[0] for place in places)
        if not names:
            return None, "The reply names no label of the list."
        if len(names) > 1:
            return None, f"The reply names {len(names)} labels: {', '.join(names)}."
        if any(denied(text, place.start(), place.end()) for place in places):
            return None, f"The reply says what it is not: {next(iter(names))}."
        return self._folded.get(next(iter(names))), ""


def _bare(text: str) -> str:
    return fold(text.strip(_WRAPPING))


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Only keys that stand for one label: what two labels share decides nothing."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for key, label_id in pairs:
        if key in found:
            shared.add(key)
        found[key] = label_id
    return {key: label_id for key, label_id in found.items() if key and key not in shared}


def _as_word(name: str) -> str:
    """A pattern for a name as a word of its own.

    Chinese and Japanese do not part words, and Korean adds endings to them.
    """
    front = r"(?<!\w)" if _parted(name[0], endings=False) else ""
    back = r"(?!\w)" if _parted(name[-1], endings=True) else ""
    return front + re.escape(name) + back


def _parted(character: str, *, endings: bool) -> bool:
    if not (character.isalnum() or character == "_"):
        return False
    script = unicodedata.name(character, "").split(" ")[0]
    unparted = {"CJK", "HIRAGANA", "KATAKANA"} | ({"HANGUL"} if endings else set[str]())
    return script not in unparted
