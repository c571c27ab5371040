"""What may be wrong with the data: each finding names the rows it is about."""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.datasets.gemini_rows import MOST_TOKENS
from services.domain.example import Split
from services.domain.tokens import estimated_tokens
from services.domain.values import value_key
from services.learning.text_profile import is_empty

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from services.domain.example import Example
    from services.domain.task import Label, Task
    from services.learning.near_duplicates import Likeness

FEWEST_OF_LABEL = 10
"""With fewer labelled rows of a label, neither shots nor tuning can show what it means."""
IMBALANCE = 10
"""So many times as many rows as the middle label has are out of balance."""
FEWEST_FOR_BALANCE = 50
"""Labelled rows below which the balance says nothing yet."""


class Subject(enum.StrEnum):
    """What is looked at."""

    LEAKS = "leaks"
    SHOTS = "shots"
    CONFLICTS = "conflicts"
    LABEL_ERRORS = "label_errors"
    FEW = "few"
    IMBALANCE = "imbalance"
    EMPTY = "empty"
    LONG = "long"
    ODD_SCRIPT = "odd_script"
    ODD_LENGTH = "odd_length"
    ODD_WORDS = "odd_words"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `ids` are the rows, the worst first. `labels` are names that it is about: of
    likely label errors the given and the likelier one of the first row."""

    subject: Subject
    ids: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`findings` in the order of `Subject`; `in_order` was looked at and is fine."""

    findings: tuple[Finding, ...]
    in_order: tuple[Subject, ...]


def report(looked_at: Sequence[Subject], findings: Sequence[Finding]) -> CheckReport:
    """What was found, and what of that which was looked at is in order."""
    order = list(Subject)
    found = sorted(findings, key=lambda each: order.index(each.subject))
    subjects = {each.subject for each in found}
    return CheckReport(tuple(found), tuple(each for each in looked_at if each not in subjects))


def leaks(examples: Sequence[Example], likeness: Likeness) -> Iterator[Finding]:
    """Validation and test rows with nearly the same text as a training row, and test rows with
    nearly the same as a validation row; the copies on the other side stand beside them."""
    members = _members(likeness)
    near = likeness.near()
    found: dict[str, None] = {}
    for first, places in members.items():
        beside = [place for other in near.get(first, []) for place in members[other]]
        for place in places:
            split = examples[place].split
            others = [
                other
                for other in (*places, *beside)
                if split is not None and _earlier(examples[other].split, split)
            ]
            if others:
                found.update(dict.fromkeys(examples[at].id for at in (place, *others)))
    if found:
        yield Finding(Subject.LEAKS, tuple(found))


def _earlier(other: Split | None, split: Split) -> bool:
    return other is not None and other < split


def near_shots(
    examples: Sequence[Example], likeness: Likeness, shots: Collection[str]
) -> Iterator[Finding]:
    """Validation and test rows that are nearly the same as a shot of a prompt: the prompt gives
    their answer away."""
    members = _members(likeness)
    near = likeness.near()
    found: dict[str, None] = {}
    for place, example in enumerate(examples):
        if example.id not in shots:
            continue
        first = likeness.first[place]
        for other in (at for each in (first, *near.get(first, [])) for at in members[each]):
            if examples[other].split in (Split.VALIDATION, Split.TEST):
                found.update(dict.fromkeys((examples[other].id, example.id)))
    if found:
        yield Finding(Subject.SHOTS, tuple(found))


def conflicts(examples: Sequence[Example], likeness: Likeness, task: Task) -> Iterator[Finding]:
    """Rows of the same text, after folding, whose gold answers differ."""
    found: list[str] = []
    for places in _members(likeness).values():
        if len(places) < 2:
            continue
        answered = [examples[at] for at in places if examples[at].gold is not None]
        if len({value_key(example.gold, task.schema) for example in answered}) > 1:
            found += [example.id for example in answered]
    if found:
        yield Finding(Subject.CONFLICTS, tuple(found))


def few_of_label(task: Task, rows_of: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Labels with fewer labelled rows than FEWEST_OF_LABEL; `rows_of` are ids by label id."""
    few = [label for label in task.labels if len(rows_of.get(label.id, ())) < FEWEST_OF_LABEL]
    if few:
        ids = tuple(row for label in few for row in rows_of.get(label.id, ()))
        yield Finding(Subject.FEW, ids, tuple(label.name for label in few))


def imbalance(task: Task, rows_of: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Labels with far more labelled rows than the middle one has."""
    counts: list[tuple[int, Label]] = sorted(
        ((len(rows_of.get(label.id, ())), label) for label in task.labels),
        key=lambda each: each[0],
    )
    if len(counts) < 2 or sum(count for count, _ in counts) < FEWEST_FOR_BALANCE:
        return
    middle = max(1, counts[(len(counts) - 1) // 2][0])
    many = [label for count, label in reversed(counts) if count >= IMBALANCE * middle]
    if many:
        ids = tuple(row for label in many for row in rows_of[label.id])
        yield Finding(Subject.IMBALANCE, ids, tuple(label.name for label in many))


def empty_or_long(examples: Sequence[Example]) -> Iterator[Finding]:
    """Texts of which nothing can be seen, and those that no tuning row or call has room for."""
    empty = tuple(example.id for example in examples if is_empty(example.text))
    sizes = {example.id: estimated_tokens(example.text) for example in examples}
    long = sorted((each for each in sizes if sizes[each] > MOST_TOKENS), key=lambda x: -sizes[x])
    if empty:
        yield Finding(Subject.EMPTY, empty)
    if long:
        yield Finding(Subject.LONG, tuple(long))


def rows_by_label(examples: Sequence[Example]) -> dict[str, list[str]]:
    """Ids of the rows that have each label as their gold answer; test rows are left out, since
    nothing is learned from them."""
    found: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        if isinstance(example.gold, str) and example.split is not Split.TEST:
            found[example.gold].append(example.id)
    return found


def _members(likeness: Likeness) -> dict[int, list[int]]:
    """The places of each text, by the first one that is the same."""
    found: dict[int, list[int]] = defaultdict(list)
    for place, first in enumerate(likeness.first):
        found[first].append(place)
    return found
