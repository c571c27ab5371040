"""One tuning file, written row by row from a snapshot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from services.datasets.gemini_rows import (
    gemini_line,
    is_plainly_sound,
    line_problems,
    messages_line,
)
from services.datasets.records import BrokenRow
from services.prompts.techniques import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from services.domain.example import Value
    from services.domain.snapshot import SnapshotRow
    from services.jobs import JobContext
    from services.prompts.techniques import Renderer
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable

_BLOCK = 128


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """What stands in a file: the example of each line, and the SHA-256 of all bytes as
    hexadecimal digits; `broken` rows were left out, `problems` are those of the prompt."""

    examples: tuple[str, ...]
    broken: tuple[BrokenRow, ...]
    size: int
    sha256: str
    problems: tuple[str, ...]


class RowFileWriter:
    """Writes rows with their gold answers as UTF-8 lines without a byte order mark."""

    def __init__(self, examples: ExampleTable, prompts: Prompts) -> None:
        self._examples = examples
        self._prompts = prompts

    def write(
        self,
        path: Path,
        rows: Sequence[SnapshotRow],
        gold: Mapping[str, Value],
        renderer: Renderer,
        layout: str,
        context: JobContext,
    ) -> WrittenRows:
        """Write the rows that have a gold answer; `layout` is “gemini” or “messages”.

        Each row is checked against the rules of tuning rows; what breaks one is not written but
        named. Raises OSError.
        """
        digest, size = hashlib.sha256(), 0
        examples: list[str] = []
        broken: list[BrokenRow] = []
        problems: dict[str, None] = {}
        with path.open("wb") as file:
            for row in self._prompted(rows, gold, context):
                rendered = renderer.render(row)
                assert row.expected is not None
                if rendered.problems:
                    problems |= dict.fromkeys(rendered.problems)
                line = gemini_line(rendered, row.expected)
                sound = is_plainly_sound(rendered, row.expected)
                if not sound and (reasons := line_problems(line)):
                    broken.append(BrokenRow(row.id, " ".join(reasons)))
                    continue
                if layout == "messages":
                    line = messages_line(rendered, row.expected)
                data = orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
                size += file.write(data)
                digest.update(data)
                examples.append(row.id)
        return WrittenRows(
            tuple(examples), tuple(broken), size, digest.hexdigest(), tuple(problems)
        )

    def _prompted(
        self, rows: Sequence[SnapshotRow], gold: Mapping[str, Value], context: JobContext
    ) -> Iterator[Row]:
        """The rows as a renderer takes them; texts as they were frozen, columns as they are."""
        said: dict[str, str] = {}
        for start in range(0, len(rows), _BLOCK):
            context.report(start, len(rows))
            block = [row for row in rows[start : start + _BLOCK] if row.example_id in gold]
            found = self._examples.metadata([row.example_id for row in block])
            for row in block:
                value = gold[row.example_id]
                answer = said.get(value) if isinstance(value, str) else None
                if answer is None:
                    answer = self._prompts.answer_text(value)
                if isinstance(value, str):
                    said[value] = answer
                yield Row(row.text, row.example_id, found.get(row.example_id, {}), answer)
