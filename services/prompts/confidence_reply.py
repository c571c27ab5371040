"""Reading how sure a model says it is, in words."""

from __future__ import annotations

import re

from services.domain.confidence import Likelihood
from services.domain.text import fold
from services.prompts.denial import denied
from services.prompts.wording import CONFIDENCE_MARKER

_LINE = re.compile(
    rf"(?im)^[ \t#*_>]*{CONFIDENCE_MARKER.removesuffix(':')}[*_ \t]*[:：][*_ \t]*(.*)$\n?"
)
_WORDS = re.compile("|".join(rf"\b{word}\b" for word in sorted(Likelihood, key=len, reverse=True)))


def split_confidence(reply: str) -> tuple[str, Likelihood | None]:
    """The reply without its last line of confidence, and the word of the scale that stands there.

    There is no word where there is no such line, or where it names no word of the scale, or
    several: how sure a model is, is never guessed.
    """
    lines = list(_LINE.finditer(reply))
    if not lines:
        return reply, None
    last = lines[-1]
    rest = reply[: last.start()] + reply[last.end() :]
    return rest.strip(), read_word(last[1])


def read_word(said: str) -> Likelihood | None:
    """The one word of the scale that is said; None for none, several or a denied one."""
    text = fold(said)
    places = list(_WORDS.finditer(text))
    words = {place[0] for place in places}
    if len(words) != 1 or any(denied(text, place.start(), place.end()) for place in places):
        return None
    return Likelihood(words.pop())
