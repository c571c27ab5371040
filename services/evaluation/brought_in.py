"""Lines of a file of predictions that were made elsewhere, and which column is what."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAMES = {
    "id": ("id", "example id", "example", "uuid"),
    "text": ("text", "message", "input", "sentence", "review", "document"),
    "prediction": (
        *("prediction", "predicted", "predicted label", "pred", "answer", "output"),
        *("response", "reply", "label", "category", "class"),
    ),
    "share": ("vote share", "votes", "share", "confidence", "probability"),
    "samples": ("samples", "number of samples", "sample count"),
}
_OF = re.compile(r"\s*(\d+)\s*(?:of|/)\s*(\d+)\b")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%?)\s*")
_STEPS = range(1, 21)
_CLOSE = 0.006
"""A share with two decimals is that far from its fraction at most."""
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class PredictionColumns:
    """The columns of a file by what they hold; empty: none. `share` is a vote share, as in 0.8,
    80 % or 4 of 5; `samples` their number, or the answers of all samples as a JSON list."""

    id: str = ""
    text: str = ""
    prediction: str = ""
    share: str = ""
    samples: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: where it stands, and its cells by what they hold."""

    number: int
    id: str
    text: str
    prediction: str
    share: str
    samples: str


def guess_columns(columns: Sequence[str]) -> PredictionColumns:
    """The columns by their usual names; of several, the one whose name comes first."""
    known = {_plain(column): column for column in reversed(columns)}
    found = {
        what: next((known[name] for name in names if name in known), "")
        for what, names in _NAMES.items()
    }
    return PredictionColumns(**found)


def line_of(
    number: int, cells: Sequence[str], places: Mapping[str, int], columns: PredictionColumns
) -> Line:
    """The cells of a row by what they hold; `places` of the columns by their names."""

    def cell(name: str) -> str:
        place = places.get(name, -1) if name else -1
        return cells[place] if 0 <= place < len(cells) else ""

    return Line(number, *(cell(getattr(columns, each.name)) for each in fields(columns)))


@dataclass(frozen=True, slots=True)
class Share:
    """`votes` of `voters`."""

    votes: int
    voters: int


def sample_answers(cell: str) -> tuple[str, ...]:
    """The answers of all samples, where a cell lists them; texts as they are, all else as JSON."""
    if not cell.lstrip().startswith("["):
        return ()
    try:
        found = json.loads(cell)
    except ValueError:
        return ()
    return tuple(
        each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in found
    )


def shares(lines: Iterable[Line]) -> dict[int, Share]:
    """The vote share of each line that has one, by line number.

    Where the number of samples is not said, it is the smallest up to 20 of which all shares are
    fractions, else 100: a confidence in percent.
    """
    found: dict[int, Share] = {}
    loose: dict[int, float] = {}
    for line in lines:
        said = _OF.match(line.share)
        if said and 0 < int(said[2]) >= int(said[1]):
            found[line.number] = Share(int(said[1]), int(said[2]))
            continue
        share = _fraction(line.share)
        if share is not None and line.samples.strip().isdigit() and int(line.samples) > 0:
            voters = int(line.samples)
            found[line.number] = Share(round(share * voters), voters)
        elif share is not None:
            loose[line.number] = share
    voters = _voters(loose.values())
    return found | {number: Share(round(share * voters), voters) for number, share in loose.items()}


def _fraction(cell: str) -> float | None:
    said = _NUMBER.fullmatch(cell)
    if said is None:
        return None
    value = float(said[1].replace(",", "."))
    if said[2] or value > 1:
        value /= HUNDRED
    return value if 0 <= value <= 1 else None


def _voters(found: Iterable[float]) -> int:
    values = set(found)
    for voters in _STEPS:
        if all(abs(value * voters - round(value * voters)) <= _CLOSE * voters for value in values):
            return voters
    return HUNDRED


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").replace("-", " ").split())
