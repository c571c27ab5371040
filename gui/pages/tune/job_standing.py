"""What a job's line shows beside the job itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.catalogue import Price
    from services.tuning.failures import Failure


@dataclass(frozen=True, slots=True)
class JobStanding:
    """`now` in seconds since 1970; `interrupted`: its start was cut off.

    `elsewhere` says why the job cannot be asked for from here, `trouble` why the service could
    not be asked; `console` is the address of the job in Google's console. Empty where not so.
    """

    price: Price
    now: float
    interrupted: bool
    elsewhere: str = ""
    trouble: str = ""
    failure: Failure | None = None
    console: str = ""
