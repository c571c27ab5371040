"""Prompts and their versions, and the training examples that they may show."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.domain.changes import Changes, Kind
from services.domain.example import Split
from services.domain.prompt import (
    AnswerFormat,
    Prompt,
    PromptVersion,
    ShotChoice,
    ShotStrategy,
    Technique,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.storage.database import Database

_COLUMNS = "id, version, name, technique, instruction, layout, shots, multi_turn, answer_format"
_SAMPLED_ROWS = 200
_MAY_BE_SHOWN = (
    "split = ? AND state = 1 AND hidden = 0 AND (label IS NOT NULL OR record IS NOT NULL)"
    " AND row <= (SELECT last_row FROM project)"
)


class PromptTable:
    """One row per version; what was used is never written again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> tuple[Prompt, ...]:
        """The newest version of each prompt, the oldest prompt first."""
        rows = self._database.read().execute(
            f"SELECT {_COLUMNS} FROM prompts p WHERE version ="
            " (SELECT max(version) FROM prompts WHERE id = p.id) ORDER BY id"
        )
        return tuple(_prompt(row) for row in rows)

    def saved_last(self, technique: Technique) -> Prompt | None:
        """Of the newest versions with a technique the one that was saved last."""
        row = (
            self._database.read()
            .execute(
                f"SELECT {_COLUMNS} FROM prompts p WHERE technique = ? AND version ="
                " (SELECT max(version) FROM prompts WHERE id = p.id)"
                " ORDER BY at DESC, id DESC LIMIT 1",
                (technique,),
            )
            .fetchone()
        )
        return _prompt(row) if row else None

    def versions(self, prompt_id: str) -> tuple[Prompt, ...]:
        """All versions of one prompt, the newest first."""
        rows = self._database.read().execute(
            f"SELECT {_COLUMNS} FROM prompts WHERE id = ? ORDER BY version DESC", (prompt_id,)
        )
        return tuple(_prompt(row) for row in rows)

    def listed(self, prompt_id: str) -> tuple[PromptVersion, ...]:
        """All versions of one prompt as they are listed, the newest first."""
        rows = self._database.read().execute(
            f"SELECT version_name, at, used, {_COLUMNS} FROM prompts WHERE id = ?"
            " ORDER BY version DESC",
            (prompt_id,),
        )
        return tuple(
            PromptVersion(_prompt(row), name, at, bool(used)) for name, at, used, *row in rows
        )

    def name_version(self, prompt: Prompt, name: str) -> None:
        """Call a version by a name; what it says stays as it is."""
        with self._database.write(_changed(prompt)) as connection:
            connection.execute(
                "UPDATE prompts SET version_name = ? WHERE id = ? AND version = ?",
                (name, prompt.id, prompt.version),
            )

    def version(self, prompt_id: str, version: int) -> Prompt | None:
        row = (
            self._database.read()
            .execute(
                f"SELECT {_COLUMNS} FROM prompts WHERE id = ? AND version = ?",
                (prompt_id, version),
            )
            .fetchone()
        )
        return _prompt(row) if row else None

    def used(self, prompt_id: str, version: int) -> bool:
        """Whether a run, a tuning job or an export refers to this version."""
        row = (
            self._database.read()
            .execute("SELECT used FROM prompts WHERE id = ? AND version = ?", (prompt_id, version))
            .fetchone()
        )
        return bool(row and row[0])

    def put(self, prompt: Prompt, at: float) -> None:
        """Write a version; one that is there and was not used is replaced."""
        with self._database.write(_changed(prompt)) as connection:
            connection.execute(
                f"INSERT INTO prompts ({_COLUMNS}, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id, version) DO UPDATE SET name = excluded.name,"
                " technique = excluded.technique, instruction = excluded.instruction,"
                " layout = excluded.layout, shots = excluded.shots, at = excluded.at,"
                " multi_turn = excluded.multi_turn, answer_format = excluded.answer_format"
                " WHERE used = 0",
                (
                    prompt.id,
                    prompt.version,
                    prompt.name,
                    prompt.technique,
                    prompt.instruction,
                    prompt.layout,
                    json.dumps(asdict(prompt.shots)),
                    prompt.multi_turn,
                    prompt.answer,
                    at,
                ),
            )

    def mark_used(self, prompt: Prompt) -> None:
        with self._database.write(_changed(prompt)) as connection:
            connection.execute(
                "UPDATE prompts SET used = 1 WHERE id = ? AND version = ?",
                (prompt.id, prompt.version),
            )

    def shot_labels(self) -> tuple[int | None, ...]:
        """The numbers of the labels that training examples have; None stands for records."""
        rows = self._database.read().execute(
            "SELECT DISTINCT label FROM example_states WHERE split = ? AND state = 1"
            " AND hidden = 0 AND (label IS NOT NULL OR record IS NOT NULL)",
            (Split.TRAINING,),
        )
        return tuple(label for (label,) in rows)

    def lowest_ranked(
        self, label: int | None, factors: tuple[int, int], modulus: int, limit: int
    ) -> list[tuple[int, int]]:
        """Rank and row of the `limit` training examples of a label that rank lowest.

        The rank is (row × a + b) mod modulus; `label` None stands for records.
        """
        return (
            self._database.read()
            .execute(
                "SELECT (row * ? + ?) % ? AS rank, row FROM example_states"
                " WHERE split = ? AND state = 1 AND hidden = 0 AND label IS ?"
                " AND (label IS NOT NULL OR record IS NOT NULL)"
                " AND row <= (SELECT last_row FROM project) ORDER BY rank LIMIT ?",
                (*factors, modulus, Split.TRAINING, label, limit),
            )
            .fetchall()
        )

    def shot_rows(
        self, factors: tuple[int, int], modulus: int, limit: int
    ) -> list[tuple[int, int | None]]:
        """Row and label number of the `limit` training examples that rank lowest, by row."""
        return (
            self._database.read()
            .execute(
                "SELECT row, label FROM (SELECT row, label, (row * ? + ?) % ? AS rank"
                f" FROM example_states WHERE {_MAY_BE_SHOWN} ORDER BY rank LIMIT ?) ORDER BY row",
                (*factors, modulus, Split.TRAINING, limit),
            )
            .fetchall()
        )

    def shot_count(self) -> int:
        """How many training examples may be shown."""
        query = f"SELECT count(*) FROM example_states WHERE {_MAY_BE_SHOWN}"
        return self._database.read().execute(query, (Split.TRAINING,)).fetchone()[0]

    def columns(self) -> tuple[str, ...]:
        """Names of the metadata columns, as the first and the last rows show them."""
        rows = self._database.read().execute(
            "SELECT DISTINCT key FROM ("
            " SELECT metadata FROM (SELECT metadata FROM examples ORDER BY row LIMIT ?)"
            " UNION ALL"
            " SELECT metadata FROM (SELECT metadata FROM examples ORDER BY row DESC LIMIT ?)"
            "), json_each(metadata) ORDER BY key",
            (_SAMPLED_ROWS, _SAMPLED_ROWS),
        )
        return tuple(key for (key,) in rows)


def _changed(prompt: Prompt) -> Changes:
    return Changes.of(Kind.PROMPTS, ids=frozenset((prompt.id,)))


def _prompt(row: Sequence[Any]) -> Prompt:
    prompt_id, version, name, technique, instruction, layout, shots, multi_turn, answer = row
    return Prompt(
        prompt_id,
        version,
        name,
        Technique(technique),
        instruction,
        layout,
        _choice(json.loads(shots)),
        bool(multi_turn),
        AnswerFormat(answer),
    )


def _choice(stored: Mapping[str, Any]) -> ShotChoice:
    """Files of the first version call the count `random`, and know one strategy."""
    return ShotChoice(
        tuple(stored["by_hand"]),
        stored["count"] if "count" in stored else stored["random"],
        stored["seed"],
        ShotStrategy(stored.get("strategy", ShotStrategy.STRATIFIED)),
    )
