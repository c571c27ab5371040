"""What can be chosen where the real service's behaviour is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Switches:
    """`second_job`: whether a job beside a running one waits ("queue") or is refused ("429")."""

    second_job: str = "queue"
