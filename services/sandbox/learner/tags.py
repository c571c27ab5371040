"""Prompts laid out in XML tags, read as those laid out in `Key: value` lines are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask

_NAME = r"[^\W\d_][\w-]{0,30}"
_PAIR = re.compile(rf"^<({_NAME})>[ \t]*(.*?)[ \t]*</\1>[ \t]*$", re.MULTILINE | re.DOTALL)
_LAID_OUT = re.compile(rf"\s*<{_NAME}>.*</?{_NAME}>\s*", re.DOTALL)
_OPEN_END = re.compile(rf"^<({_NAME})>\s*\Z", re.MULTILINE)


def without_tags(ask: Ask) -> Ask:
    """The request with its turns in lines; turns that are not laid out in tags stay as they are."""
    return replace(ask, turns=tuple(replace(turn, text=_in_lines(turn.text)) for turn in ask.turns))


def _in_lines(text: str) -> str:
    if not _LAID_OUT.fullmatch(text):
        return text
    return _OPEN_END.sub(r"\1:", _PAIR.sub(r"\1: \2", text))
