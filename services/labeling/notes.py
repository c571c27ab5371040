"""Notes: what somebody wants to remember about an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.ports import Clock
    from services.storage.examples import ExampleTable
    from services.storage.notes import NoteTable


class Notes:
    """One note for an example, which all who work on the project share."""

    def __init__(self, author: str, examples: ExampleTable, notes: NoteTable, clock: Clock) -> None:
        self._author = author
        self._examples = examples
        self._notes = notes
        self._clock = clock

    def of(self, example_id: str) -> str:
        """The note on an example; empty when there is none."""
        return self._notes.text_of(self._examples.row_of(example_id))

    def write(self, example_id: str, text: str) -> None:
        """Write the note on an example anew; an empty text takes it away."""
        text = text.strip()
        if text != self.of(example_id):
            example = self._examples.with_id(example_id)
            self._notes.put(example, text, self._author, self._clock.now())
