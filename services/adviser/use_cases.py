"""The adviser: one step at a time, never more than a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.adviser.advice import Advice
from services.adviser.rules import RULES
from services.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.adviser.facts import Facts
    from services.adviser.survey import Surveyor
    from services.ports import Clock
    from services.storage.advice import AdviceTable


class Adviser:
    """Says where a project stands in the loop, and the next sensible step."""

    def __init__(self, surveyor: Surveyor, table: AdviceTable, clock: Clock) -> None:
        self._surveyor = surveyor
        self._table = table
        self._clock = clock

    def next_step(self, context: JobContext | None = None) -> Advice | None:
        """The most pressing advice that was not put aside; None where nothing is left to advise.

        Measures runs where needed: call it aside.
        """
        facts = self._surveyor.facts(context or JobContext())
        return advice_for(facts, self._table.aside())

    def put_aside(self, advice: Advice) -> None:
        """Not advise this again in this project."""
        self._table.put_aside(advice.rule, self._clock.now())

    def advise_all_again(self) -> None:
        """Take back what was put aside."""
        self._table.clear()


def advice_for(facts: Facts, aside: Collection[str] = ()) -> Advice | None:
    """What the first of the rules says that applies and was not put aside."""
    rule = next((r for r in RULES if r.name not in aside and r.applies(facts)), None)
    if rule is None:
        return None
    return Advice(
        rule.name,
        rule.step,
        rule.title(facts),
        rule.why(facts),
        rule.source,
        rule.place,
        rule.rows,
        rule.run(facts),
        practice=rule.from_runs and facts.practice,
    )
