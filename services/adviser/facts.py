"""What advice is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.prediction import Run


@dataclass(frozen=True, slots=True)
class Best:
    """The run with the highest accuracy of its kind over the validation rows.

    `dollars_each` is what a call cost; None where the price is not known.
    """

    run: Run
    accuracy: float
    dollars_each: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Where a project stands.

    `training`, `validation` and `test` count rows with a gold answer; `few` names labels with too
    few training rows. `prompt` and `tuned` are the best runs over the same validation rows;
    `apart` is the difference of their accuracies where one can be seen (tuned minus prompt), 0.0
    where none can, None where there are not both. `elsewhere`: both kinds have runs, but over
    different rows. `tested`: the better of the two was measured on the test rows. `mistakes`
    counts those of the better run, `judged` how many a review looked at, `label_errors` how many
    of these were wrong gold answers. `changed` counts training answers that are others now than
    when the newest model was tuned. `tuning_dollars` is what that took, None where not known.
    `practice`: models answer from the Sandbox.
    """

    examples: int = 0
    unsplit: int = 0
    disputed: int = 0
    unlabelled: int = 0
    training: int = 0
    validation: int = 0
    test: int = 0
    few: tuple[str, ...] = ()
    prompt: Best | None = None
    tuned: Best | None = None
    apart: float | None = None
    elsewhere: bool = False
    tested: bool = False
    mistakes: int = 0
    judged: int = 0
    label_errors: int = 0
    jobs: int = 0
    jobs_under_way: int = 0
    sweeps: int = 0
    changed: int = 0
    tuning_dollars: float | None = None
    practice: bool = False

    @property
    def better(self) -> Best | None:
        """The one to use: the tuned model only where it can be seen to be better."""
        if self.prompt is None or self.tuned is None:
            return self.tuned or self.prompt
        return self.tuned if (self.apart or 0.0) > 0 else self.prompt

    @property
    def calls_to_break_even(self) -> int | None:
        """After how many calls a tuned model has paid for its tuning; None where it never does, or
        a price is not known: cost of tuning / (cost of a prompted call - cost of a tuned call)."""
        if self.prompt is None or self.tuned is None or self.tuning_dollars is None:
            return None
        each, tuned_each = self.prompt.dollars_each, self.tuned.dollars_each
        if each is None or tuned_each is None or each <= tuned_each:
            return None
        return round(self.tuning_dollars / (each - tuned_each))
