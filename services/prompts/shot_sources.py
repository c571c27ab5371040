"""Where shots come from: training examples with a gold answer, chosen by a strategy."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.example import Split
from services.domain.prompt import ShotChoice, ShotStrategy
from services.jobs import JobContext
from services.learning.child import WAITING_SECONDS
from services.learning.text_index import build_index
from services.prompts import wording
from services.prompts.shots import (
    RANK_MODULUS,
    SPARE,
    Shot,
    ShotPool,
    dealt,
    rank_factors,
)
from services.prompts.similar_shots import SimilarShots, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.example import Example, Value
    from services.domain.task import Task
    from services.learning.child import Child
    from services.learning.text_index import TextIndex
    from services.prompts.shots import Shots
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.prompts import PromptTable

MOST_INDEXED = 20_000
"""Training rows among which similar ones are sought; of more, so many drawn at random."""
MOST_KNOWN = 8
"""Choices whose shots are kept: those of the preview, and of runs beside it."""
_DRAWN_AT_ONCE = frozenset((ShotStrategy.STRATIFIED, ShotStrategy.RANDOM))


@dataclass(frozen=True, slots=True)
class _Indexed:
    """`rows` and their `labels` are what the places of `index` stand for; `data` says of when."""

    data: int
    index: TextIndex
    rows: list[int]
    labels: list[str | None]
    of: int


class ShotSource:
    """Gathers the shots of a choice and keeps them until the data changes."""

    def __init__(
        self,
        database: Database,
        table: PromptTable,
        project: ProjectTable,
        examples: ExampleTable,
        child: Child,
    ) -> None:
        self._table = table
        self._project = project
        self._examples = examples
        self._child = child
        self._data = 0
        self._by_hand: tuple[int, tuple[str, ...], list[Shot]] | None = None
        self._pools: dict[ShotChoice, tuple[int, Shots]] = {}
        self._indexed: _Indexed | None = None
        self._without: int | None = None
        self._indexing = threading.Lock()
        database.subscribe(self._note_change)

    def ready(self, choice: ShotChoice) -> bool:
        """Whether `shots` answers at once; else `prepare` has to be called aside first."""
        if choice.strategy in _DRAWN_AT_ONCE or not choice.count:
            return True
        if choice.strategy is ShotStrategy.DIVERSE:
            return self._without == self._data or self._known(choice) is not None
        known = self._indexed
        return self._without == self._data or (known is not None and known.data == self._data)

    def prepare(self, choice: ShotChoice, context: JobContext | None = None) -> None:
        """Look for what `shots` needs; ten thousand training rows take some seconds."""
        if choice.strategy not in _DRAWN_AT_ONCE and choice.count:
            self._index(context or JobContext())
            self.shots(choice)

    def shots(self, choice: ShotChoice) -> Shots:
        """The shots of each row by a choice."""
        known = self._known(choice)
        if known is None:
            now = self._data
            known = self._gathered(choice)
            kept = list(self._pools.items())[1 - MOST_KNOWN :]
            self._pools = dict(kept) | {choice: (now, known)}
        return known

    def stand_in(self, choice: ShotChoice) -> Shots:
        """Shots drawn at random, to be shown until those of the choice are found."""
        pool = self._pool(replace(choice, strategy=ShotStrategy.STRATIFIED))
        return ShotPool(
            pool.by_hand,
            pool.drawn,
            pool.count,
            (
                "The shots are still being found. Until then these are drawn at random.",
                *pool.problems,
            ),
        )

    def by_hand(self, choice: ShotChoice) -> list[Shot]:
        """Of the shots chosen by hand those that can be shown now."""
        now = self._data
        if self._by_hand is None or self._by_hand[:2] != (now, choice.by_hand):
            rows = self._examples.rows_of(choice.by_hand)
            wanted = [rows[each] for each in choice.by_hand if each in rows]
            found = [each.row for each in self._examples.at(wanted) if _may_be_shown(each)]
            self._by_hand = (now, choice.by_hand, self._shots_at(found))
        return self._by_hand[2]

    def _known(self, choice: ShotChoice) -> Shots | None:
        known = self._pools.get(choice)
        return known[1] if known is not None and known[0] == self._data else None

    def _gathered(self, choice: ShotChoice) -> Shots:
        match choice.strategy:
            case _ if not choice.count:
                return self._pool(choice)
            case ShotStrategy.STRATIFIED | ShotStrategy.RANDOM:
                return self._pool(choice)
            case ShotStrategy.DIVERSE:
                return self._diverse(choice)
            case ShotStrategy.SIMILAR | ShotStrategy.SIMILAR_PER_LABEL:
                return self._similar(choice)

    def _pool(self, choice: ShotChoice) -> ShotPool:
        by_hand = self.by_hand(choice)
        taken = {shot.id for shot in by_hand}
        rows = self._drawn(choice, choice.count + len(taken) + SPARE) if choice.count else []
        drawn = [shot for shot in self._shots_at(rows) if shot.id not in taken]
        problems = _shortfalls(choice, len(by_hand), len(drawn))
        return ShotPool(by_hand, drawn, choice.count, problems)

    def _drawn(self, choice: ShotChoice, limit: int) -> list[int]:
        factors = rank_factors(choice.seed)
        labels = self._project.label_numbers().id_of
        ranked: dict[str | None, list[tuple[int, int]]] = {}
        for label in self._table.shot_labels():
            found = self._table.lowest_ranked(label, factors, RANK_MODULUS, limit)
            ranked.setdefault(None if label is None else labels[label], []).extend(found)
        if choice.strategy is ShotStrategy.RANDOM:
            return [row for _, row in sorted(chain(*ranked.values()))[:limit]]
        in_order = sorted(sorted(group) for group in ranked.values() if group)
        return list(islice(dealt([[row for _, row in group] for group in in_order]), limit))

    def _similar(self, choice: ShotChoice) -> Shots:
        indexed = self._index(JobContext())
        if indexed is None:
            return self._pool(choice)
        by_hand = self.by_hand(choice)
        per_label = choice.strategy is ShotStrategy.SIMILAR_PER_LABEL
        problems = (*_shortfalls(choice, len(by_hand), len(indexed.rows)), *_left_out(indexed))
        return SimilarShots(
            by_hand,
            choice.count,
            indexed.index,
            indexed.rows,
            indexed.labels if per_label else None,
            self._by_row,
            problems,
        )

    def _diverse(self, choice: ShotChoice) -> Shots:
        indexed = self._index(JobContext())
        if indexed is None:
            return self._pool(choice)
        by_hand = self.by_hand(choice)
        taken = {shot.id for shot in by_hand}

        def text_at(place: int) -> str:
            return self._examples.at([indexed.rows[place]])[0].text

        places = spread(indexed.index, text_at, choice.count + len(taken) + SPARE, choice.seed)
        found = self._shots_at([indexed.rows[place] for place in places])
        drawn = [shot for shot in found if shot.id not in taken]
        problems = (*_shortfalls(choice, len(by_hand), len(drawn)), *_left_out(indexed))
        return ShotPool(by_hand, drawn, choice.count, problems)

    def _index(self, context: JobContext) -> _Indexed | None:
        """The index of the training rows as they are now; None when there are none.

        Whoever asks while it is made waits for that one.
        """
        while not self._indexing.acquire(timeout=WAITING_SECONDS):
            context.check()
        try:
            return self._indexed_now(context)
        finally:
            self._indexing.release()

    def _indexed_now(self, context: JobContext) -> _Indexed | None:
        now, known = self._data, self._indexed
        if known is not None and known.data == now:
            return known
        found = self._table.shot_rows(rank_factors(0), RANK_MODULUS, MOST_INDEXED)
        if not found:
            self._without = now
            return None
        id_of = self._project.label_numbers().id_of
        rows = [row for row, _ in found]
        labels = [None if label is None else id_of[label] for _, label in found]
        if known is not None and known.rows == rows:
            index = known.index
        else:
            texts = [text for _, text in self._examples.texts(rows)]
            index = self._child.run(build_index, texts, context=context)
        self._indexed = _Indexed(now, index, rows, labels, self._table.shot_count())
        return self._indexed

    def _shots_at(self, rows: Sequence[int]) -> list[Shot]:
        return list(self._by_row(rows).values())

    def _by_row(self, rows: Sequence[int]) -> dict[int, Shot]:
        task = self._project.task()
        return {
            example.row: _as_shot(task, example, example.gold)
            for example in self._examples.at(rows)
            if example.gold is not None
        }

    def _note_change(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK):
            self._data += 1


def _may_be_shown(example: Example) -> bool:
    """Only training rows may: a model that has seen a row of another split cannot be measured."""
    return example.split is Split.TRAINING and example.gold is not None


def _as_shot(task: Task, example: Example, gold: Value) -> Shot:
    answer = wording.answer_text(task, gold)
    return Shot(example.id, example.text, answer, example.metadata)


def _left_out(indexed: _Indexed) -> tuple[str, ...]:
    if indexed.of <= len(indexed.rows):
        return ()
    found, of = f"{len(indexed.rows):,}", f"{indexed.of:,}"
    return (f"Shots are sought among {found} of the {of} training rows with a gold answer.",)


def _shortfalls(choice: ShotChoice, by_hand: int, found: int) -> tuple[str, ...]:
    problems: list[str] = []
    missing = len(choice.by_hand) - by_hand
    if missing:
        problems.append(
            f"{missing} {'shot' if missing == 1 else 'shots'} chosen by hand left out: "
            "not in the training split, or without a gold answer."
        )
    if choice.count and not found:
        problems.append(
            "There are no training rows with a gold answer, so no shots are chosen: split the rows "
            "on the Data page and label some."
        )
    elif found < choice.count:
        problems.append(
            f"{choice.count} {'shot' if choice.count == 1 else 'shots'} wanted, but only {found} "
            f"training {'row' if found == 1 else 'rows'} with a gold answer can be chosen."
        )
    return tuple(problems)
