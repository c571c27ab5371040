"""What judges said of the answers of runs, and from how many votes answers are accepted."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.confidence import Judge, Judgement, JudgePrompt, Likelihood
from services.storage.label_rows import label_numbers, standing_value
from services.storage.runs import model_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.storage.database import Database


class JudgementTable:
    """One judge for each run, with at most one judgement for each example of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judges(self) -> dict[str, Judge]:
        """The judge of each run that has one, by run id, the newest first."""
        rows = self._database.read().execute(
            "SELECT run, model, instruction, layout FROM judges ORDER BY at DESC, run"
        )
        return {
            run: Judge(model_from_json(model), JudgePrompt(instruction, layout))
            for run, model, instruction, layout in rows
        }

    def set_judge(self, run_id: str, judge: Judge, at: float) -> None:
        """Name the judge of a run; what another one said of it is forgotten."""
        with self._database.write(_changed(run_id)) as connection:
            connection.execute("DELETE FROM judgements WHERE run = ?", (run_id,))
            connection.execute(
                "INSERT OR REPLACE INTO judges (run, model, instruction, layout, at)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    run_id,
                    json.dumps(asdict(judge.model), ensure_ascii=False),
                    judge.prompt.instruction,
                    judge.prompt.layout,
                    at,
                ),
            )

    def put(self, run_id: str, judgements: Iterable[Judgement]) -> None:
        """Write judgements; one of the same example is replaced."""
        with self._database.write(_changed(run_id)) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO judgements (run, example, answer, word, reply, error)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        run_id,
                        each.example_id,
                        json.dumps(each.answer, ensure_ascii=False),
                        each.word,
                        each.reply,
                        each.error,
                    )
                    for each in judgements
                ],
            )

    def of_run(self, run_id: str) -> dict[str, Judgement]:
        """The judgements of a run by example id, each with the label that stands now for the one
        that was judged."""
        reader = self._database.read()
        labels = label_numbers(reader)
        rows = reader.execute(
            "SELECT example, answer, word, reply, error FROM judgements WHERE run = ?", (run_id,)
        )
        return {
            example: Judgement(
                example,
                standing_value(json.loads(answer), labels),
                None if word is None else Likelihood(word),
                reply,
                error,
            )
            for example, answer, word, reply, error in rows
        }

    def accepted_from(self, run_id: str) -> int | None:
        """From how many votes up the answers of a run are accepted; None: not chosen."""
        found = (
            self._database.read()
            .execute("SELECT votes FROM acceptances WHERE run = ?", (run_id,))
            .fetchone()
        )
        return found[0] if found else None

    def accept_from(self, run_id: str, votes: int) -> None:
        """Choose from how many votes up the answers of a run are accepted."""
        with self._database.write(_changed(run_id)) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO acceptances (run, votes) VALUES (?, ?)", (run_id, votes)
            )


def _changed(run_id: str) -> Changes:
    return Changes.of(Kind.JUDGEMENTS, ids=frozenset((run_id,)))
