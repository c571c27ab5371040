"""All adapters over one address, made together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.vertex.bucket import GoogleBucket
from services.vertex.client import Clients
from services.vertex.text_model import GeminiModel
from services.vertex.tuning_api import GeminiTuning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.auth.credentials import Credentials

    from services.vertex.address import ServiceAddress


@dataclass(frozen=True, slots=True)
class Adapters:
    """The ports over one address, with one set of credentials."""

    address: ServiceAddress
    text_model: GeminiModel
    tuning_api: GeminiTuning
    bucket: GoogleBucket
    clients: Clients

    @classmethod
    def over(
        cls,
        address: ServiceAddress,
        credentials: Credentials,
        lowest_thinking: Mapping[str, str | int],
    ) -> Adapters:
        """Make them; nothing is sent. For `lowest_thinking` see GeminiModel."""
        clients = Clients(address, credentials)
        return cls(
            address,
            GeminiModel(clients, lowest_thinking),
            GeminiTuning(clients),
            GoogleBucket(address, credentials),
            clients,
        )

    def close(self) -> None:
        self.clients.close()
