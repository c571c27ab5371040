"""What measuring a run reads: only the columns it needs, since a run may hold 100,000 replies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.domain.example import Split
from services.domain.prediction import Prediction, PredictionState, Usage
from services.storage.label_rows import label_numbers, standing_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.domain.example import Value
    from services.storage.database import Database

    Outcome = tuple[int, str | None, int | None, int | None]
    """State, value as JSON, votes and voters."""


class ScoringTable:
    """Reads runs and snapshots; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def example_ids(self, snapshot_id: str) -> list[str]:
        """The frozen examples, in the order of their ids."""
        rows = self._database.read().execute(
            "SELECT example FROM snapshot_rows WHERE snapshot = ? ORDER BY position",
            (snapshot_id,),
        )
        return [example for (example,) in rows]

    def outcomes(self, run_id: str) -> list[Prediction]:
        """The predictions of a run by example id and sample, with state, value and votes alone.

        Each has the label that stands now for the one it named.
        """
        connection = self._database.read()
        labels = label_numbers(connection)
        rows: Iterable[Any] = connection.execute(
            "SELECT example, sample, state, value, votes, voters FROM predictions WHERE run = ?"
            " ORDER BY example, sample",
            (run_id,),
        )
        return [
            Prediction(
                example,
                sample,
                PredictionState(state),
                None if said is None else standing_value(json.loads(said), labels),
                votes=agreed,
                voters=voters,
            )
            for example, sample, state, said, agreed, voters in rows
        ]

    def only_outcomes(self, run_id: str) -> dict[str, Outcome]:
        """What a run of one sample says of each example, as it is stored: many are the same."""
        rows: Iterable[Any] = self._database.read().execute(
            "SELECT example, state, value, votes, voters FROM predictions WHERE run = ?", (run_id,)
        )
        return {row[0]: row[1:] for row in rows}

    def stored_gold(self, snapshot_id: str, revision: int) -> dict[str, str | None]:
        """The gold answers of a revision by example id, as they are stored."""
        rows: Iterable[Any] = self._database.read().execute(
            "SELECT example, value, max(revision) FROM gold_answers"
            " WHERE snapshot = ? AND revision <= ? GROUP BY example",
            (snapshot_id, revision),
        )
        return {example: value for example, value, _ in rows}

    def reader(self) -> Callable[[str | None], Value | None]:
        """Reads stored values, with the label that stands now for the one that is named."""
        labels = label_numbers(self._database.read())

        def read(stored: str | None) -> Value | None:
            return None if stored is None else standing_value(json.loads(stored), labels)

        return read

    def columns(self, snapshot_id: str) -> tuple[str, ...]:
        """The metadata columns that examples of a snapshot have, those of most rows first."""
        rows: Iterable[Any] = self._database.read().execute(
            "SELECT m.key, count(*) FROM snapshot_rows r JOIN examples e ON e.id = r.example"
            " JOIN json_each(e.metadata) m WHERE r.snapshot = ? GROUP BY m.key"
            " ORDER BY count(*) DESC, m.key",
            (snapshot_id,),
        )
        return tuple(key for key, _ in rows)

    def column(self, snapshot_id: str, name: str) -> dict[str, list[str]]:
        """What the examples of a snapshot have in a metadata column; those without are left
        out, and so are examples that the project does not have any more."""
        return self._listed(
            "SELECT r.example, m.value FROM snapshot_rows r JOIN examples e ON e.id = r.example"
            " JOIN json_each(e.metadata) m WHERE r.snapshot = ? AND m.key = ?",
            (snapshot_id, name),
        )

    def lengths(self, snapshot_id: str) -> dict[str, int]:
        """Characters of each frozen text."""
        rows: Iterable[Any] = self._database.read().execute(
            "SELECT example, length(text) FROM snapshot_rows WHERE snapshot = ?", (snapshot_id,)
        )
        return dict(rows)

    def splits(self, snapshot_id: str) -> dict[str, int | None]:
        """The split that each example is in now; None for none."""
        rows: Iterable[Any] = self._database.read().execute(
            "SELECT r.example, s.split FROM snapshot_rows r JOIN examples e ON e.id = r.example"
            " JOIN example_states s ON s.row = e.row WHERE r.snapshot = ?",
            (snapshot_id,),
        )
        return dict(rows)

    def has_test_rows(self, snapshot_id: str) -> bool:
        """Whether any example of a snapshot with a gold answer is in the test split now."""
        found = self._database.read().execute(
            "SELECT EXISTS (SELECT 1 FROM snapshot_rows r JOIN examples e ON e.id = r.example"
            " JOIN example_states s ON s.row = e.row WHERE r.snapshot = ? AND s.split = ?"
            " AND EXISTS (SELECT 1 FROM gold_answers g WHERE g.snapshot = r.snapshot"
            " AND g.example = r.example AND g.value IS NOT NULL))",
            (snapshot_id, Split.TEST),
        )
        return bool(found.fetchone()[0])

    def annotators(self, snapshot_id: str) -> dict[str, list[str]]:
        """Who answered each example; those whom nobody answered are left out."""
        return self._listed(
            "SELECT DISTINCT r.example, a.author FROM snapshot_rows r"
            " JOIN examples e ON e.id = r.example JOIN current_answers a ON a.row = e.row"
            " WHERE r.snapshot = ? AND a.skipped = 0 ORDER BY r.position, a.author",
            (snapshot_id,),
        )

    def _listed(self, query: str, values: tuple[str, ...]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        rows: Iterable[Any] = self._database.read().execute(query, values)
        for example, value in rows:
            found.setdefault(example, []).append(str(value))
        return found

    def spent(self, run_id: str) -> tuple[Usage, float | None]:
        """Tokens of all calls of a run, and the median time of a call in milliseconds; None where
        calls took no time, as those of a batch or of predictions made elsewhere."""
        connection = self._database.read()
        number, *tokens = connection.execute(
            "SELECT count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),"
            " coalesce(sum(thought_tokens), 0) FROM predictions WHERE run = ?",
            (run_id,),
        ).fetchone()
        middle = connection.execute(
            "SELECT avg(milliseconds) FROM (SELECT milliseconds FROM predictions WHERE run = ?"
            " ORDER BY milliseconds LIMIT ? OFFSET ?)",
            (run_id, 2 - number % 2, max(number - 1, 0) // 2),
        ).fetchone()[0]
        return Usage(*tokens), middle or None
