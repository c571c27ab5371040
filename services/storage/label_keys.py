"""The keys that the user has chosen for labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.storage.database import Database


class LabelKeyTable:
    """Keys by label id; labels that are not in it take a key by their place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, str]:
        return dict(self._database.read().execute("SELECT label, key FROM label_keys"))

    def replace(self, keys: Mapping[str, str]) -> None:
        """Keep these and no others."""
        with self._database.write(Changes.of(Kind.TASK)) as connection:
            connection.execute("DELETE FROM label_keys")
            connection.executemany(
                "INSERT INTO label_keys (label, key) VALUES (?, ?)", list(keys.items())
            )
