"""Who the server is: its one project, and how its resources are named."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from services.sandbox.wire.errors import permission_denied


@dataclass(frozen=True, slots=True)
class Identity:
    """The project (by id and by number) and its bucket."""

    project: str = "sandbox"
    number: str = "700000000001"
    bucket: str = "tunesmith-sandbox"

    def name(self, location: str, kind: str, key: str) -> str:
        """The resource name, with the project's number as the service writes it."""
        return f"projects/{self.number}/locations/{location}/{kind}/{key}"

    def check(self, project: str, location: str, permission: str) -> None:
        """Raise 403 when the project in a path is not ours."""
        if project not in {self.project, self.number}:
            raise permission_denied(permission, f"projects/{project}/locations/{location}")


def new_id() -> str:
    """A fresh numeric id of 19 digits."""
    return str(10**18 + secrets.randbelow(9 * 10**18))
