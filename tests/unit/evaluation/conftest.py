from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.connection import Connection
from services.settings import Folders, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """To a Sandbox that starts when it is first asked for."""
    made = Connection(Settings(author="me"), Folders.below(tmp_path_factory.mktemp("sandbox")))
    yield made
    made.close()
