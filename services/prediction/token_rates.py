"""How many tokens a text will come to: by its characters, script by script."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Characters = Mapping["Script", float]
Sums = Mapping[tuple[str, str], float]
"""By script, and what stands beside it: a script, or TOKENS."""
TOKENS = "tokens"
LEAST, MOST = 0.02, 4.0
"""Tokens of a character that are thinkable."""


class Script(enum.StrEnum):
    """Scripts whose characters come to much the same number of tokens each."""

    HANGUL = "hangul"
    HAN = "han"
    OTHER = "other"


_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_USUAL = {Script.HANGUL: 1 / 1.4, Script.HAN: 1 / 1.4, Script.OTHER: 1 / 4}
"""Tokens of a character. Google's documentation gives about four characters to the token for
English; for Korean 1 to 1.7 were seen."""


def characters_of(texts: Iterable[str]) -> dict[Script, float]:
    """How many characters of each script there are; scripts that are not there are left out."""
    found: dict[Script, float] = dict.fromkeys(Script, 0.0)
    for text in texts:
        if not text.isascii():
            found[Script.HANGUL] += len(_HANGUL.findall(text))
            found[Script.HAN] += len(_HAN.findall(text))
        found[Script.OTHER] += len(text)
    found[Script.OTHER] -= found[Script.HANGUL] + found[Script.HAN]
    return {script: count for script, count in found.items() if count}


@dataclass(frozen=True, slots=True)
class TokenRates:
    """Tokens of a character of each script; `counted` says of how many counted tokens."""

    rates: Mapping[Script, float] = field(default_factory=lambda: _USUAL)
    counted: float = 0.0

    def tokens(self, texts: Iterable[str]) -> float:
        """Tokens of texts together, estimated."""
        found = characters_of(texts)
        return sum(self.rates[script] * count for script, count in found.items())


USUAL = TokenRates()
"""While nothing was counted."""


def products(found: Characters, tokens: float) -> Sums:
    """What is learned from: characters by characters, and by the tokens that were counted.

    Over the length of the texts, so that each character weighs the same. The sums over many texts
    are all that a least-squares fit needs.
    """
    length = sum(found.values())
    beside: dict[str, float] = {**found, TOKENS: tokens}
    return {
        (str(one), other): found[one] * beside[other] / length for one in found for other in beside
    }


def learned(sums: Sums, trust: float) -> TokenRates:
    """The rates that fit best what was counted, held to the usual ones by `trust` characters.

    Ridge regression towards the usual rates (Hoerl and Kennard, 1970): (A + trust · I) r = b +
    trust · usual.
    """
    scripts = tuple(Script)
    rows = [
        [sums.get((one, other), 0.0) + (trust if one is other else 0.0) for other in scripts]
        + [sums.get((one, TOKENS), 0.0) + trust * _USUAL[one]]
        for one in scripts
    ]
    rates = {
        script: min(max(rate, LEAST), MOST)
        for script, rate in zip(scripts, _solved(rows), strict=True)
    }
    return TokenRates(rates, sum(sums.get((one, TOKENS), 0.0) for one in scripts))


def _solved(rows: list[list[float]]) -> list[float]:
    """The unknowns of linear equations whose matrix is positive definite; `rows` are used up."""
    for at, row in enumerate(rows):
        for other in rows:
            if other is not row:
                factor = other[at] / row[at]
                for place, value in enumerate(row):
                    other[place] -= factor * value
    return [row[-1] / row[at] for at, row in enumerate(rows)]
