"""Sums of what was counted: characters by script, and the tokens they came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.storage.database import Database


class TokenSumTable:
    """One row for each family of models, script, and what stands beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sums(self, family: str) -> dict[tuple[str, str], float]:
        """Totals by script, and what stands beside it."""
        rows = self._database.read().execute(
            "SELECT script, beside, total FROM token_sums WHERE family = ?", (family,)
        )
        return {(script, beside): total for script, beside, total in rows}

    def add(self, family: str, products: Mapping[tuple[str, str], float], forgotten: float) -> None:
        """Add to the totals; of those before a share, from 0 to 1, is forgotten."""
        kept = max(0.0, 1 - forgotten)
        rows = [(family, script, beside, total) for (script, beside), total in products.items()]
        with self._database.write(Changes.of()) as connection:
            connection.execute(
                "UPDATE token_sums SET total = total * ? WHERE family = ?", (kept, family)
            )
            connection.executemany(
                "INSERT INTO token_sums (family, script, beside, total) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (family, script, beside) DO UPDATE SET"
                " total = total + excluded.total",
                rows,
            )
