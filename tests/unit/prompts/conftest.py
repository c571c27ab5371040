from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.tickets import cities, empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.app import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with empty_tickets(tmp_path) as made:
        yield fill_with_tickets(made, tmp_path)


@pytest.fixture
def extraction(tmp_path: Path) -> Iterator[Workspace]:
    with cities(tmp_path) as made:
        yield made
