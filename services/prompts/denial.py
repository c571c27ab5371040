"""Whether a reply names something only to say that it is not that."""

from __future__ import annotations

import re

_IN_FRONT = re.compile(
    r"(?:\b(?:not|never|neither|nor|no|cannot|without|hardly|rather than|instead of)|n['’]t)"
    r"[\s\"'“‘`*]+(?:\w+\s+){0,2}[\"'“‘`*]*$"
)
_BEHIND = re.compile(r"^[\"'”’`*]*[가-힣]{0,4}(?:\s[가-힣]{1,4})?\s*(?:아[니닌닐님닙녜]|않)")


def denied(text: str, start: int, end: int) -> bool:
    """Whether the words before or behind a place of a folded text deny what stands there."""
    in_front, behind = text[max(0, start - 60) : start], text[end : end + 16]
    return bool(_IN_FRONT.search(in_front) or _BEHIND.search(behind))
