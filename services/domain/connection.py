"""How a connection stands, and whose key it uses."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class ConnectionPhase(enum.Enum):
    """IDLE: not asked for yet."""

    IDLE = "idle"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """How the connection stands; `problem` says in words why it failed."""

    phase: ConnectionPhase
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeptKey:
    """Whose key is kept; `memory_only` says why it lasts for this run of the program only."""

    owner: str
    memory_only: str
