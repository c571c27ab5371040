"""Entries of the answer log, and how the logs of two files become one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OWN_ACTS = frozenset(("answer", "skip", "withdraw"))
SETTLING_ACTS = frozenset(("adjudicate", "unadjudicate"))
FLAG_ACTS = frozenset(("flag", "unflag"))


class LogEntry(NamedTuple):
    """What somebody did with an example; `seq` is its place in the log that it was read from.

    `label` is an id; `record` and `evidence` are JSON.
    """

    seq: int
    id: str
    author: str
    act: str
    label: str | None
    record: str | None
    evidence: str | None
    reason: str
    source: str
    guideline: int
    at: float

    @property
    def moment(self) -> tuple[float, str]:
        """Later is newer; the id decides where two did something at the same time."""
        return self.at, self.id

    @property
    def said(self) -> tuple[object, ...]:
        """What was said, apart from who said it and when."""
        return self.act, self.label, self.record


def merged(ours: Sequence[LogEntry], theirs: Sequence[LogEntry]) -> list[LogEntry]:
    """Both logs of one example as one, each entry once.

    The order of each log stays. What only one of them has is put in by its time. So it does not
    matter which of the two files is merged into the other, nor how often.
    """
    return list(_merged(ours, theirs))


def _merged(ours: Sequence[LogEntry], theirs: Sequence[LogEntry]) -> Iterator[LogEntry]:
    known = {entry.id: entry for entry in ours}
    shared = known.keys() & {entry.id for entry in theirs}
    left, right = deque(ours), deque(theirs)
    given: set[str] = set()
    while left or right:
        entry = _next(left, right, shared).popleft()
        given.add(entry.id)
        yield known.get(entry.id, entry)
        for queue in (left, right):
            while queue and queue[0].id in given:
                queue.popleft()


def _next(left: deque[LogEntry], right: deque[LogEntry], shared: Iterable[str]) -> deque[LogEntry]:
    """The log whose first entry comes next: what both have waits for what comes before it."""
    if not left or not right:
        return left or right
    one, two = left[0], right[0]
    if (one.id in shared) != (two.id in shared):
        return right if one.id in shared else left
    return left if one.moment <= two.moment else right


class Standing(NamedTuple):
    """What stands by a log: answers and skips by author, settled answers by author, in the order
    in which they were given, and the newest entry about the flag."""

    own: dict[str, LogEntry]
    settled: dict[str, LogEntry]
    flag: LogEntry | None


def standing_entries(log: Iterable[LogEntry]) -> Standing:
    """Read a log from its beginning."""
    own: dict[str, LogEntry] = {}
    settled: dict[str, LogEntry] = {}
    flag: LogEntry | None = None
    for entry in log:
        if entry.act in FLAG_ACTS:
            flag = entry
            continue
        kept = own if entry.act in OWN_ACTS else settled
        kept.pop(entry.author, None)
        if entry.act not in ("withdraw", "unadjudicate"):
            kept[entry.author] = entry
    return Standing(own, settled, flag)


def conflicts(ours: Sequence[LogEntry], theirs: Sequence[LogEntry]) -> set[str]:
    """Authors who last said different things in both files, without the one knowing of the other.

    It may be one person at two computers, or two people under one name.
    """
    return {
        author
        for author, (one, two) in _last_words(ours, theirs).items()
        if one.said != two.said and one.id not in _ids(theirs) and two.id not in _ids(ours)
    }


def _ids(log: Iterable[LogEntry]) -> set[str]:
    return {entry.id for entry in log}


def _last_words(
    ours: Iterable[LogEntry], theirs: Iterable[LogEntry]
) -> dict[str, tuple[LogEntry, LogEntry]]:
    one = {entry.author: entry for entry in ours if entry.act in OWN_ACTS}
    two = {entry.author: entry for entry in theirs if entry.act in OWN_ACTS}
    return {author: (one[author], two[author]) for author in one.keys() & two.keys()}
