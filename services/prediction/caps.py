"""What a run may take at most, so that money spent is money meant."""

from __future__ import annotations

from dataclasses import dataclass

from services.domain.money import money


@dataclass(frozen=True, slots=True)
class Cap:
    """Most `calls` to send, most US `dollars` to spend, or most `rows` to answer, whether they are
    sent or known before; None: as many as it takes."""

    calls: int | None = None
    dollars: float | None = None
    rows: int | None = None


NO_CAP = Cap()


class Budget:
    """What is left of a cap while calls are under way.

    `each` is what a call is thought to cost, in dollars, until the first has ended; None where
    the price is not known: then a cap in dollars cannot be kept, and no call is allowed.
    """

    def __init__(self, cap: Cap, each: float | None) -> None:
        self._cap = cap
        self._each = each
        self._given = 0
        self._ended = 0
        self._spent = 0.0
        self.reason = ""

    @property
    def spent(self) -> float:
        return self._spent

    def give(self) -> bool:
        """Whether one more call may be sent; if so it counts as under way."""
        self.reason = self._refusal()
        if self.reason:
            return False
        self._given += 1
        return True

    def ended(self, dollars: float | None) -> None:
        """A call has ended, and cost so much."""
        self._ended += 1
        self._spent += dollars or 0.0
        if self._spent:
            self._each = self._spent / self._ended

    def _refusal(self) -> str:
        cap = self._cap
        if cap.calls is not None and self._given >= cap.calls:
            calls = f"{cap.calls:,} {'call' if cap.calls == 1 else 'calls'}"
            return f"Stopped at the cap of {calls}."
        if cap.dollars is not None:
            if self._each is None:
                return "Not run, since a cap in dollars needs a price, and none is known."
            under_way = self._given - self._ended
            if self._spent + (under_way + 1) * self._each > cap.dollars:
                return f"Stopped at the cap of {money(cap.dollars)}."
        return ""
