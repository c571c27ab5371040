"""A walk along a queue of rows."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array

    from services.domain.example import Example
    from services.storage.examples import ExampleTable


class Session:
    """Where the user is in a queue. The queue stays as it was when it was made."""

    def __init__(self, examples: ExampleTable, rows: array[int]) -> None:
        self._examples = examples
        self._rows = rows
        self._position = 0
        self._ahead: Example | None = None

    @property
    def size(self) -> int:
        return len(self._rows)

    @property
    def position(self) -> int:
        """From 0; equal to `size` behind the last row."""
        return self._position

    def current(self) -> Example | None:
        """The example at the position, as it is now; None behind the last row."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and self._is_at(ahead.row, self._position):
            return ahead
        found = self._examples.at(self._rows[self._position : self._position + 1])
        return found[0] if found else None

    def upcoming(self, count: int) -> list[Example]:
        """The examples from the position on, at most `count`."""
        return self._examples.at(self._rows[self._position : self._position + count])

    def look_ahead(self) -> None:
        """Read the next example now, so that the step to it need not wait for the disk."""
        found = self._examples.at(self._rows[self._position + 1 : self._position + 2])
        self._ahead = found[0] if found else None

    def forget_ahead(self) -> None:
        """What was read ahead may have changed."""
        self._ahead = None

    def step(self, by: int) -> None:
        """Go forward or back, not further than the ends."""
        self._position = max(0, min(len(self._rows), self._position + by))

    def go_to(self, example_id: str) -> None:
        """Go to an example; one that is not in the queue is put in at the position."""
        row = self._examples.row_of(example_id)
        if self._is_at(row, bisect_left(self._rows, row)):
            self._position = bisect_left(self._rows, row)
            return
        try:
            self._position = self._rows.index(row)
        except ValueError:
            self._rows.insert(self._position, row)

    def _is_at(self, row: int, position: int) -> bool:
        return position < len(self._rows) and self._rows[position] == row
