"""Google's evaluation service over google.cloud.aiplatform_v1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.vertex.failures import Target, translated
from services.vertex.rest_clients import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.vertex.address import ServiceAddress
    from services.vertex.rest_clients import RestClients


class VertexEvaluator:
    """Implements ports.Evaluator; blocking. The service is regional: it is asked where jobs run."""

    def __init__(self, address: ServiceAddress, clients: RestClients) -> None:
        self._address = address
        self._clients = clients

    def exact_match(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """POST …:evaluateInstances with all pairs in one request. Raises CallError."""
        location = self._address.tuning_location
        place = f"projects/{self._address.project}/locations/{location}"
        request = {
            "location": place,
            "exact_match_input": {
                "metric_spec": {},
                "instances": [
                    {"prediction": prediction, "reference": reference}
                    for prediction, reference in pairs
                ],
            },
        }
        target = Target(self._address, "the run was verified", location, place)
        with translated(target):
            client = self._clients.client("EvaluationServiceClient", location)
            answer = client.evaluate_instances(request=request, timeout=TIMEOUT_SECONDS)
        values = answer.exact_match_results.exact_match_metric_values
        return [float(each.score) for each in values]
