"""All adapters over one address, made together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.vertex.batch_api import GeminiBatches
from services.vertex.bucket import GoogleBucket
from services.vertex.client import Clients
from services.vertex.credentials import member_of
from services.vertex.curve_reader import TensorboardCurves
from services.vertex.evaluator import VertexEvaluator
from services.vertex.model_registry import VertexModels
from services.vertex.rest_clients import RestClients
from services.vertex.text_model import GeminiModel
from services.vertex.tuning_api import GeminiTuning

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

    from services.vertex.address import ServiceAddress
    from services.vertex.request_body import Abilities


@dataclass(frozen=True, slots=True)
class Adapters:
    """The ports over one address, with one set of credentials."""

    address: ServiceAddress
    text_model: GeminiModel
    tuning_api: GeminiTuning
    bucket: GoogleBucket
    clients: Clients
    rest: RestClients
    curves: TensorboardCurves
    models: VertexModels
    evaluator: VertexEvaluator
    batches: GeminiBatches

    @classmethod
    def over(
        cls,
        address: ServiceAddress,
        credentials: Credentials,
        abilities: Abilities,
    ) -> Adapters:
        """Make them; nothing is sent. `abilities` are those of the base models."""
        address = replace(address, member=member_of(credentials))
        clients, rest = Clients(address, credentials), RestClients(address, credentials)
        bucket = GoogleBucket(address, credentials)
        return cls(
            address,
            GeminiModel(clients, abilities),
            GeminiTuning(clients),
            bucket,
            clients,
            rest,
            TensorboardCurves(address, rest),
            VertexModels(address, rest),
            VertexEvaluator(address, rest),
            GeminiBatches(clients, bucket, abilities),
        )

    def close(self) -> None:
        self.clients.close()
        self.rest.close()
