"""The splits of a project: drawn by a rule, and what drawing them would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.datasets.split_plan import plan_split
from services.datasets.splitting import SplitCounts, check_shares, counted
from services.jobs import JobContext

if TYPE_CHECKING:
    from services.datasets.likeness import ExampleLikenesses
    from services.domain.split_rule import SplitRule
    from services.ports import Clock
    from services.storage.project_table import ProjectTable
    from services.storage.splits import SplitMove, SplitTable


class Splits:
    """Rows that are nearly the same are asked for only by rules that keep them together."""

    def __init__(
        self,
        project: ProjectTable,
        splits: SplitTable,
        likenesses: ExampleLikenesses,
        clock: Clock,
    ) -> None:
        self._project = project
        self._splits = splits
        self._likenesses = likenesses
        self._clock = clock

    def rule(self) -> SplitRule | None:
        """What the splits were drawn by; None before the first split."""
        return self._project.record().split

    def columns(self) -> tuple[str, ...]:
        """The columns of the metadata, as of the newest rows."""
        return self._splits.columns()

    def plan(self, rule: SplitRule, context: JobContext | None = None) -> SplitCounts:
        """What `draw` would do, without doing it."""
        return counted(self._moves(rule, context))

    def draw(self, rule: SplitRule, context: JobContext | None = None) -> SplitCounts:
        """Assign each row to a split. Raises AppError for unusable shares."""
        moves = self._moves(rule, context)
        self._splits.assign(moves, rule, self._clock.now())
        return counted(moves)

    def _moves(self, rule: SplitRule, context: JobContext | None) -> list[SplitMove]:
        check_shares(*rule.shares)
        rows = self._splits.rows(rule.group)
        if not rule.together:
            return plan_split(rows, rule)
        found = self._likenesses.of_all(context or JobContext())
        place = {row.row: at for at, row in enumerate(rows)}
        leaders = list(range(len(rows)))
        for row, leader in zip(found.rows, found.likeness.groups(), strict=True):
            if row in place:
                leaders[place[row]] = place.get(found.rows[leader], place[row])
        return plan_split(rows, rule, leaders)
