"""Which column holds the text, the answer, the split and the group: by names and by contents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.datasets import column_names
from services.datasets.layouts.chat import WHOLE
from services.datasets.layouts.known import CHATS, Layout
from services.datasets.mapping import LabelRange, UnknownLabels
from services.datasets.rows import answers_in
from services.datasets.splits_named import split_named
from services.datasets.table import is_number
from services.domain.task import TaskKind
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.datasets.mapping import Mapping
    from services.domain.task import Task

_HALF = 0.5
_FEW = 20
_LONGEST_LABEL = 80
_NEGATIVE = ("negative", "부정", "ネガティブ", "负面", "負面", "negativo", "négatif")
_POSITIVE = ("positive", "긍정", "ポジティブ", "正面", "positivo", "positif")
_SCALES = ((5, (1, 2), (4, 5)), (10, (1, 4), (9, 10)))
"""The highest rating, and which ratings are negative and positive; those between are neither."""


class ColumnGuess:
    """Guesses over the first rows of a file; `answers` are columns that its layout says hold
    answers."""

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[list[str]],
        task: Task,
        answers: Sequence[str] = (),
    ) -> None:
        self._values = {
            name: [row[place] for row in rows if place < len(row) and row[place].strip()]
            for place, name in enumerate(columns)
        }
        self._task = task
        self._given = [name for name in answers if self._values.get(name)]

    def complete(self, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
        """The mapping with its columns filled in, and what was guessed, in words."""
        text = self._text()
        if text is None:
            return mapping, ("No column looks like a text: choose one",)
        answer, ranges = self._answer(text)
        if answer in self._given and not ranges and mapping.layout not in (None, Layout.RECORDS):
            mapping = self._adding(mapping, answer)
        split = self._split((text, answer))
        guessed = [f"Text: “{text}”", f"Answer: “{answer}”" if answer else "No answer column"]
        guessed += [
            f"“{answer}” from {span.low:g} to {span.high:g} is “{span.label}”" for span in ranges
        ]
        if ranges:
            guessed.append("Rows with other numbers are left out")
        if mapping.unknown_labels is UnknownLabels.ADD:
            guessed.append("Answers that are no label become new labels")
        if split:
            guessed.append(f"Split: “{split}”")
        group = _by_name(self._left((text, answer, split)), column_names.GROUPS)
        if group:
            guessed.append(f"Group: “{group}”")
        if WHOLE in self._values and mapping.layout in CHATS:
            others = {text, answer, split, group, WHOLE}
            kept = tuple(name for name in self._values if name not in others)
            mapping = replace(mapping, metadata=kept)
            guessed.append("The words of the prompt around the texts are left out")
        mapping = replace(
            mapping, text=(text,), answer=answer, split=split, group=group, ranges=ranges
        )
        return mapping, tuple(guessed)

    def _adding(self, mapping: Mapping, answer: str) -> Mapping:
        """Who moves in from another program brings the labels along, where answers are so few
        and short that they are labels."""
        values = self._values[answer]
        few = len(set(values)) <= max(_FEW, len(values) * _HALF)
        if self._task.kind.has_labels and few and max(map(len, values)) <= _LONGEST_LABEL:
            return replace(mapping, unknown_labels=UnknownLabels.ADD)
        return mapping

    def _text(self) -> str | None:
        candidates = [
            name
            for name, values in self._values.items()
            if _are_words(values) and name not in self._given
        ]
        named = _by_name(candidates, column_names.TEXT)
        return named or max(candidates, key=self._mean_length, default=None)

    def _answer(self, text: str) -> tuple[str | None, tuple[LabelRange, ...]]:
        candidates = self._given or [
            name for name in self._left((text,)) if self._share_of_splits(name) < 1
        ]
        if self._task.kind is TaskKind.EXTRACTION:
            return next(
                (name for name in candidates if self._share_of_records(name) >= _HALF), None
            ), ()
        if candidates:
            best = max(candidates, key=self._share_of_labels)
            if self._share_of_labels(best) >= _HALF:
                return best, ()
        rated = _by_name(candidates, column_names.RATING)
        if rated is not None and (ranges := self._ranges(rated)):
            return rated, ranges
        plain = [name for name in self._given if not self._share_of_records(name)]
        return _by_name(candidates, column_names.ANSWER) or next(iter(plain), None), ()

    def _split(self, taken: tuple[str | None, ...]) -> str | None:
        candidates = self._left(taken)
        named = _by_name(candidates, column_names.SPLIT)
        if named is not None and self._share_of_splits(named) >= _HALF:
            return named
        return next((name for name in candidates if self._share_of_splits(name) == 1), None)

    def _left(self, taken: tuple[str | None, ...]) -> list[str]:
        """The columns that hold something and have no role yet."""
        return [name for name, values in self._values.items() if name not in taken and values]

    def _ranges(self, name: str) -> tuple[LabelRange, ...]:
        """Ratings stand for feelings where the project has both labels and the scale is known."""
        negative, positive = self._label_among(_NEGATIVE), self._label_among(_POSITIVE)
        numbers = [float(value) for value in self._values[name] if is_number(value)]
        if not negative or not positive or len(numbers) < len(self._values[name]) * _HALF:
            return ()
        for highest, low, high in _SCALES:
            if min(numbers) >= 1 and max(numbers) <= highest:
                return (LabelRange(*low, negative), LabelRange(*high, positive))
        return ()

    def _label_among(self, names: Sequence[str]) -> str | None:
        return next((label.name for name in names if (label := self._task.label_named(name))), None)

    def _share_of_labels(self, name: str) -> float:
        values = self._values[name]
        known = [self._task.label_named((answers_in(value) or [value])[0]) for value in values]
        return sum(label is not None for label in known) / len(values)

    def _share_of_records(self, name: str) -> float:
        values = self._values[name]
        return sum(value.lstrip().startswith("{") for value in values) / len(values)

    def _share_of_splits(self, name: str) -> float:
        values = self._values[name]
        return sum(split_named(value) is not None for value in values) / len(values)

    def _mean_length(self, name: str) -> float:
        values = self._values[name]
        return sum(map(len, values)) / len(values)


def _are_words(values: Sequence[str]) -> bool:
    """Whether most values are neither numbers nor JSON records."""
    words = [value for value in values if not is_number(value) and not value.startswith("{")]
    return len(words) > len(values) * _HALF


def _by_name(columns: Sequence[str], names: Sequence[str]) -> str | None:
    folded = {fold(column): column for column in reversed(columns)}
    return next((folded[name] for name in names if name in folded), None)
