"""The predictions of a run as a table in a file."""

from __future__ import annotations

import csv
import json
from typing import IO, TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.prediction import PredictionState
from services.files import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from services.domain.example import Value
    from services.domain.prediction import Prediction
    from services.domain.snapshot import SnapshotRow
    from services.prediction.voting import Vote

ENCODINGS = {".csv": "utf-8-sig", ".jsonl": "utf-8"}
"""With a byte order mark, Excel shows every script."""
COLUMNS = (
    "id",
    "text",
    "prediction",
    "state",
    "votes",
    "vote_share",
    "field_votes",
    "confidence",
    "judge",
    "reply",
    "reasoning",
    "error",
)


def save_predictions(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write rows with the keys of COLUMNS as CSV or JSONL, by the name's ending.

    Written beside, then replaced. Raises AppError for another ending, and when the file
    cannot be written.
    """
    writers: dict[str, Callable[[IO[str], Iterable[Mapping[str, Any]]], None]] = {
        ".csv": _write_csv,
        ".jsonl": _write_jsonl,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise AppError(
            f"Predictions cannot be saved as “{path.suffix or path.name}”.",
            "Give the file a name that ends in .csv or .jsonl.",
        )
    with (
        beside(path) as part,
        part.open("w", encoding=ENCODINGS[path.suffix.lower()], newline="") as file,
    ):
        write(file, rows)


def prediction_line(
    row: SnapshotRow,
    vote: Vote | None,
    first: Prediction | None,
    word: str | None,
    answer_text: Callable[[Value], str],
) -> dict[str, Any]:
    """The values of COLUMNS for a row: what its samples say together, the reply of the first, and
    the `word` of a judge.

    A row that was not run has neither; a single sample has no votes.
    """
    value = vote.value if vote else None
    several = vote if vote and vote.samples > 1 else None
    return {
        "id": row.example_id,
        "text": row.text,
        "prediction": answer_text(value) if isinstance(value, str) else value,
        "state": (vote.state if vote else PredictionState.NOT_RUN).name.lower(),
        "votes": several.words if several else None,
        "vote_share": round(several.share, 4) if several else None,
        "field_votes": _field_votes(several) if several else None,
        "confidence": vote.confidence if vote else None,
        "judge": word,
        "reply": first.reply if first else "",
        "reasoning": first.reasoning if first else "",
        "error": first.error if first else "",
    }


def _field_votes(vote: Vote) -> dict[str, str] | None:
    return {each.field: each.words for each in vote.fields} or None


def _write_csv(file: IO[str], rows: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])


def _write_jsonl(file: IO[str], rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        file.write(json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
