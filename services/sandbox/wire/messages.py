"""Requests read with the real v1 protobuf messages.

The clients mix camelCase and snake_case, enums by name and by number, int64 as numbers and as
strings; `json_format.ParseDict` takes all of them. What v1 does not know is left out.
"""

from __future__ import annotations

import importlib
import sys
import types
from functools import cache
from typing import Any

from services.sandbox.wire.errors import Json, invalid_argument

_PACKAGE = "google.cloud.aiplatform_v1"
_MODULES = {
    "GenerateContentRequest": "prediction_service",
    "CountTokensRequest": "prediction_service",
    "TuningJob": "tuning_job",
    "BatchPredictionJob": "batch_prediction_job",
    "Endpoint": "endpoint",
    "DeployedModel": "endpoint",
    "Model": "model",
    "EvaluateInstancesRequest": "evaluation_service",
}


def parse(kind: str, body: Any) -> Json:
    """Read `body` as the v1 message `kind`; the answer has snake_case keys and enum names.

    Raises ApiError 400 INVALID_ARGUMENT when a field has the wrong type.
    """
    from google.protobuf import json_format

    if not isinstance(body, dict):
        raise invalid_argument("Invalid JSON payload received. Expected an object.")
    message = message_types()[kind].pb(message_types()[kind]())
    try:
        json_format.ParseDict(body, message, ignore_unknown_fields=True)
    except json_format.ParseError as error:
        raise invalid_argument(f"Invalid JSON payload received. {error}") from error
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


@cache
def message_types() -> dict[str, Any]:
    """The message classes by name; about 0.1 s at the first call."""
    with _Shortcut():
        return {
            name: getattr(importlib.import_module(f"{_PACKAGE}.types.{module}"), name)
            for name, module in _MODULES.items()
        }


class _Shortcut:
    """Import single message modules without the package that pulls in every client.

    `import google.cloud.aiplatform_v1` runs 1,200 modules (0.6 s of CPU); the few message modules
    that are needed take 0.1 s. While they load, bare packages stand in for the two parents;
    afterwards they are taken away, so that a later import of the real package still works.
    """

    def __init__(self) -> None:
        self._ours: list[str] = []

    def __enter__(self) -> None:
        import google.cloud

        parent = next(iter(google.cloud.__path__))
        for name, folder in (
            (_PACKAGE, "aiplatform_v1"),
            (f"{_PACKAGE}.types", "aiplatform_v1/types"),
        ):
            if name not in sys.modules:
                stand_in = types.ModuleType(name)
                stand_in.__path__ = [f"{parent}/{folder}"]
                sys.modules[name] = stand_in
                self._ours.append(name)

    def __exit__(self, *_: object) -> None:
        for name in self._ours:
            del sys.modules[name]
