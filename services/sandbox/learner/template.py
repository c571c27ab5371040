"""What all training prompts have in common around their texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Template:
    """The common beginning and end of the prompts."""

    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, prompts: Sequence[str]) -> Template:
        """The longest common beginning and end, cut at white space so that no word is halved."""
        prefix = re.sub(r"\S*$", "", _common_start(list(prompts)))
        rests = [prompt[len(prefix) :][::-1] for prompt in prompts]
        suffix = re.sub(r"\S*$", "", _common_start(rests))[::-1]
        return cls(prefix, suffix)

    def text_of(self, prompt: str) -> str:
        """The text inside a prompt; the whole prompt where the template does not fit."""
        return prompt.removeprefix(self.prefix).removesuffix(self.suffix)


def _common_start(texts: Sequence[str]) -> str:
    """What all texts begin with: the first and the last in order differ the most."""
    first, last = min(texts), max(texts)
    for at, (a, b) in enumerate(zip(first, last, strict=False)):
        if a != b:
            return first[:at]
    return first
