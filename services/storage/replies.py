"""Replies by what was sent, so that no call is made twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.prediction import Usage
from services.ports import Reply

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from services.storage.database import Database

_COLUMNS = (
    "text, finish_reason, block_reason, input_tokens, output_tokens, thought_tokens, milliseconds"
)


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply to the request with this `key`, asked for sample number `sample`.

    Of the service's answer what the program reads is kept: `reply.raw` is empty when it comes
    out of the table.
    """

    key: bytes
    sample: int
    reply: Reply
    milliseconds: float


class ReplyTable:
    """One row per answered call; `key` is the hash of what was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def empty(self) -> bool:
        """Whether nothing is stored at all."""
        return self._database.read().execute("SELECT 1 FROM replies LIMIT 1").fetchone() is None

    def find(self, key: bytes, sample: int) -> StoredReply | None:
        """The reply to what has this key, as sample number `sample`."""
        row = (
            self._database.read()
            .execute(
                f"SELECT request, sample, {_COLUMNS} FROM replies WHERE request = ? AND sample = ?",
                (key, sample),
            )
            .fetchone()
        )
        return _stored(row) if row else None


def write_replies(connection: sqlite3.Connection, replies: Iterable[StoredReply]) -> None:
    """Write replies in a transaction under way; a newer one takes the place of an older."""
    connection.executemany(
        f"INSERT OR REPLACE INTO replies (request, sample, {_COLUMNS})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(each) for each in replies],
    )


def _row(stored: StoredReply) -> tuple[object, ...]:
    reply, usage = stored.reply, stored.reply.usage
    return (
        stored.key,
        stored.sample,
        reply.text,
        reply.finish_reason,
        reply.block_reason,
        usage.input_tokens,
        usage.output_tokens,
        usage.thought_tokens,
        stored.milliseconds,
    )


def _stored(row: tuple[Any, ...]) -> StoredReply:
    key, sample, text, finish, block, *usage, milliseconds = row
    return StoredReply(key, sample, Reply(text, finish, block, Usage(*usage), {}), milliseconds)
