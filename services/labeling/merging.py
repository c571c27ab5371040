"""Bringing in what a colleague has done in a copy of the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.datasets.splitting import splitter
from services.domain.errors import AppError
from services.storage.other_file import OtherFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from services.domain.merging import MergeReport
    from services.jobs import JobContext
    from services.ports import Clock
    from services.storage.merging import MergeTable
    from services.storage.project_table import ProjectTable


class Merging:
    """Merges files of the same project: a copy of it that was labelled elsewhere, or the file
    that this one is a copy of.

    Examples, labels and answers are matched by their ids, so a file can be merged again and again:
    what came in before does not come in twice. Nobody's answer is overwritten. Prompts, runs,
    snapshots and tuning jobs stay in their file.
    """

    def __init__(self, path: Path, project: ProjectTable, merges: MergeTable, clock: Clock) -> None:
        self._path = path
        self._project = project
        self._merges = merges
        self._clock = clock

    def open(self, path: Path, context: JobContext | None = None) -> OtherFile:
        """The other file, read through a temporary copy; close it when done.

        Raises AppError for this project's own file, another project, or a file that cannot be
        read. An older file is brought up to date in the copy alone.
        """
        if path.exists() and path.samefile(self._path):
            raise AppError(
                "This is the open project itself.",
                "Choose the file in which your colleague has worked.",
            )
        other = OtherFile(path, context)
        if other.project.record().id != self._project.record().id:
            other.close()
            raise AppError(
                f"{path.name} is another project.",
                "Only files of the same project can be merged: copies of it made with “Save a "
                "copy”. To take over the rows of another project, save them there as a table and "
                "import that.",
            )
        return other

    def plan(
        self,
        other: OtherFile,
        authors: Mapping[str, str] | None = None,
        context: JobContext | None = None,
    ) -> MergeReport:
        """What a merge would bring, without changing anything.

        `authors` gives other names to authors of the file, where two people share one.
        """
        return self._merges.plan(other, authors or {}, context)

    def merge(
        self,
        other: OtherFile,
        authors: Mapping[str, str] | None = None,
        context: JobContext | None = None,
    ) -> MergeReport:
        """Bring everything in, as one deed that can be undone; says what it brought.

        Examples that are new follow the split of this project, unless one came with their import.
        Raises AppError or JobCancelled, and leaves the project as it was, when it fails or is
        stopped.
        """
        record = self._project.record()
        split_of = None if record.split is None else splitter(record.split)
        return self._merges.merge(other, authors or {}, split_of, self._clock.now(), context)
