"""The JSONL files that a model is tuned on, written from a snapshot."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.datasets.gemini_rows import gemini_line, line_problems
from services.domain.errors import AppError
from services.prompts.techniques import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from services.datasets.use_cases import Datasets
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot, SnapshotRow
    from services.jobs import JobContext
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable

_BLOCK = 128


@dataclass(frozen=True, slots=True)
class TuningFile:
    """A written file: its SHA-256 as hexadecimal digits, and the example of each line."""

    sha256: str
    examples: tuple[str, ...]


class FileWriter:
    """The same snapshot, gold revision and prompt version always give the same bytes, as long as
    the rows keep the columns that the prompt names."""

    def __init__(self, datasets: Datasets, examples: ExampleTable, prompts: Prompts) -> None:
        self._datasets = datasets
        self._examples = examples
        self._prompts = prompts

    def write(
        self, path: Path, prompt: Prompt, frozen: Mapping[str, Any], context: JobContext
    ) -> TuningFile:
        """Write the first `frozen["rows"]` rows that have a gold answer in its revision.

        Rows that break the service's rules, of which the preflight tells, stay out.
        Raises AppError when the disk is full or the folder cannot be written.
        """
        snapshot = self._datasets.snapshot_with_id(frozen["snapshot"])
        digest, written = hashlib.sha256(), list[str]()
        try:
            with path.open("wb") as file:
                for example_id, line in self._lines(prompt, snapshot, frozen, context):
                    data = json.dumps(line, ensure_ascii=False).encode() + b"\n"
                    digest.update(data)
                    file.write(data)
                    written.append(example_id)
        except OSError as error:
            raise AppError(
                "The training file could not be written.",
                f"Make room on the disk that holds {path.parent.parent}, then continue the job.",
                str(error),
            ) from error
        return TuningFile(digest.hexdigest(), tuple(written))

    def _lines(
        self,
        prompt: Prompt,
        snapshot: Snapshot,
        frozen: Mapping[str, Any],
        context: JobContext,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        gold = self._datasets.gold(snapshot, frozen["revision"])
        rows = [row for row in self._datasets.snapshot_rows(snapshot) if row.example_id in gold]
        rows = rows[: frozen["rows"]]
        renderer = self._prompts.renderer(prompt)
        for start in range(0, len(rows), _BLOCK):
            context.report(start, len(rows), "writing rows")
            block = rows[start : start + _BLOCK]
            columns = self._columns(block)
            for row in block:
                answer = self._prompts.answer_text(gold[row.example_id])
                metadata = columns.get(row.example_id, {})
                rendered = renderer.render(Row(row.text, row.example_id, metadata))
                line = gemini_line(rendered, answer)
                if not line_problems(line):
                    yield row.example_id, line

    def _columns(self, block: list[SnapshotRow]) -> dict[str, Mapping[str, str]]:
        numbers = self._examples.rows_of([row.example_id for row in block])
        found = self._examples.at(list(numbers.values()))
        return {example.id: example.metadata for example in found}
