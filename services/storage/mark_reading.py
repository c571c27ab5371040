"""Marks as they are stored: read by row, with the labels that authors chose themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.evidence import Evidence, evidence_from_json
from services.domain.standing import Mark
from services.storage.examples import gold_value

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
_AT_ONCE = 500


def marks_by_row(
    connection: sqlite3.Connection, rows: Sequence[int], labels: dict[int, str]
) -> dict[int, dict[str, Mark]]:
    """What each author says of these rows, flags left out, by row and author.

    `labels` gives the id of a label's number. The author who adjudicated last comes last.
    """
    marks: dict[int, dict[str, Mark]] = {row: {} for row in rows}
    for start in range(0, len(rows), _AT_ONCE):
        block = tuple(rows[start : start + _AT_ONCE])
        found = connection.execute(
            "SELECT row, author, adjudicated, label, record, skipped, reason, evidence"
            f" FROM current_answers WHERE row IN ({','.join('?' * len(block))})"
            " ORDER BY adjudicated, seq",
            block,
        )
        for row, author, adjudicated, label, record, skipped, reason, evidence in found:
            value = gold_value(label, record, labels)
            mark = marks[row].pop(author, Mark())
            marks[row][author] = (
                replace(mark, adjudicated=value)
                if adjudicated
                else replace(
                    mark,
                    answer=value,
                    skipped=bool(skipped),
                    reason=reason,
                    evidence=_evidence(evidence),
                )
            )
    return marks


def _evidence(stored: str | None) -> Evidence:
    return evidence_from_json(json.loads(stored)) if stored else Evidence()


def signs_by_row(
    connection: sqlite3.Connection, rows: Sequence[int]
) -> dict[int, tuple[bool, str, bool]]:
    """What belongs to an example and to no author: flagged, why, and to be checked again."""
    found: dict[int, tuple[bool, str, bool]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        block = tuple(rows[start : start + _AT_ONCE])
        for row, flagged, reason, check_again in connection.execute(
            "SELECT row, flagged, flag_reason, check_again FROM example_states"
            f" WHERE row IN ({','.join('?' * len(block))})",
            block,
        ):
            found[row] = bool(flagged), reason, bool(check_again)
    return found


def with_signs(mark: Mark, signs: tuple[bool, str, bool]) -> Mark:
    """An author's mark with what belongs to the example itself."""
    flagged, reason, check_again = signs
    if signs == (mark.flagged, mark.flag_reason, mark.check_again):
        return mark
    return replace(mark, flagged=flagged, flag_reason=reason, check_again=check_again)
