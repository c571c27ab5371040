"""What a call is for, so that its failure can be explained; and details without secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.vertex.address import ServiceAddress

_SECRETS = re.compile(
    r"(?<=//)[^/@\s]+(?=@)"  # the name and password of a proxy
    r"|(?<=Bearer )[\w.~+/=-]+"
    r"|\bya29\.[\w.-]+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|\b[14]//?0[\w-]{10,}"  # refresh tokens and codes
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a call is for, so that its failure can be explained.

    `doing` reads “the model was asked”; `resource` is the model, job or object.
    """

    address: ServiceAddress
    doing: str
    location: str = ""
    resource: str = ""


def harmless(text: str) -> str:
    """Details of an error without what libraries and services repeat in them."""
    return _SECRETS.sub("[removed]", text)
