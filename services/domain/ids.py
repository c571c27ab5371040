"""Identifiers that stay unique when files of the same project are merged."""

from __future__ import annotations

import os
import time
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def new_id() -> str:
    """A new UUID as text."""
    return next(id_sequence())


def id_sequence() -> Iterator[str]:
    """Endless UUIDs that grow in order, so that a unique index over them is appended to.

    Version 8 of RFC 9562: 48 bits of milliseconds, 42 random bits, a 32-bit counter.
    """
    milliseconds = time.time_ns() // 1_000_000 & 0xFFFF_FFFF_FFFF
    random_bits = int.from_bytes(os.urandom(6)) & 0x3FF_FFFF_FFFF
    stem = milliseconds << 80 | 0x8 << 76 | (random_bits >> 30) << 64 | 0b10 << 62
    stem |= (random_bits & 0x3FFF_FFFF) << 32
    prefix = str(uuid.UUID(int=stem))[:-8]
    for count in range(1 << 32):
        yield f"{prefix}{count:08x}"
    yield from id_sequence()
