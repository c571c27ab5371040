"""The switchboard of faults: which requests go wrong, and how."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from services.sandbox.keys import EMAIL
from services.sandbox.wire.errors import (
    ApiError,
    invalid_argument,
    not_found,
    permission_denied,
    resource_exhausted,
    storage_denied,
    storage_disabled,
    unauthenticated,
    unavailable,
)

Json = dict[str, Any]
KINDS = (
    "400", "401", "403", "404", "429", "500", "503", "slow", "reset", "cut_off",
    "blocked", "max_tokens_empty", "malformed_json", "not_a_label", "disabled", "invalid_grant",
    "billing", "user_project",
)  # fmt: skip

UNSURE = "I am not quite sure about this one."


@dataclass(slots=True)
class Fault:
    """One switch: requests whose path matches go wrong, `times` often or at a `rate`."""

    match: str
    kind: str
    times: int | None = None
    rate: float = 1.0
    delay: float = 1.0
    retry_after: float | None = None
    text: str = UNSURE
    hits: int = 0

    def view(self) -> Json:
        """The switch as JSON."""
        return {
            "match": self.match, "kind": self.kind, "times": self.times,
            "rate": self.rate, "hits": self.hits,
        }  # fmt: skip


@dataclass(slots=True)
class Switchboard:
    """The faults that are on; the first that matches a path is taken."""

    faults: list[Fault] = field(default_factory=list[Fault])
    _chance: random.Random = field(default_factory=lambda: random.Random(0))

    def add(self, body: Json) -> Fault:
        """Switch a fault on from its JSON; raises ApiError 400 when it makes no sense."""
        kind = str(body.get("kind", ""))
        if kind not in KINDS:
            raise invalid_argument(f"kind must be one of {', '.join(KINDS)}")
        fault = Fault(
            str(body.get("match", "*")),
            kind,
            times=body.get("times"),
            rate=float(body.get("rate", 1.0)),
            delay=float(body.get("delay", 1.0)),
            retry_after=body.get("retry_after"),
            text=str(body.get("text", UNSURE)),
        )
        self.faults.append(fault)
        return fault

    def take(self, path: str) -> Fault | None:
        """The fault that befalls a request to this path, if any."""
        for fault in self.faults:
            if fault.times is not None and fault.hits >= fault.times:
                continue
            if _matches(path, fault.match) and self._chance.random() < fault.rate:
                fault.hits += 1
                return fault
        return None


def as_error(fault: Fault, path: str) -> ApiError | None:
    """The refusal that a fault stands for; None for those that are no refusal."""
    if path.startswith(("/storage/", "/upload/", "/download/")):
        storage = _storage_error(fault.kind, path)
        if storage is not None:
            return storage
    errors: dict[str, ApiError] = {
        "400": invalid_argument("Request contains an invalid argument."),
        "401": unauthenticated(),
        "403": permission_denied("aiplatform.endpoints.predict", path.strip("/")),
        "404": not_found("Requested entity was not found."),
        "429": resource_exhausted(
            "Resource exhausted. Please try again later. Please refer to "
            "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more "
            "details.",
            fault.retry_after,
        ),
        "500": ApiError(500, "INTERNAL", "Internal error encountered."),
        "503": unavailable(),
        "disabled": _service_disabled(),
        "billing": _project_refused(
            "BILLING_DISABLED",
            "This API method requires billing to be enabled. Please enable billing on project "
            "#sandbox by visiting https://console.developers.google.com/billing/enable?project="
            "sandbox then retry.",
        ),
        "user_project": _project_refused(
            "USER_PROJECT_DENIED",
            "Caller does not have required permission to use project sandbox. Grant the caller the "
            "roles/serviceusage.serviceUsageConsumer role, or a custom role with the "
            "serviceusage.services.use permission.",
        ),
    }
    return errors.get(fault.kind)


def _storage_error(kind: str, path: str) -> ApiError | None:
    """Cloud Storage words its refusals in its own way."""
    if kind == "disabled":
        return storage_disabled()
    if kind != "403":
        return None
    place = path.partition("/b/")[2].partition("/")
    if path.startswith("/upload/"):
        action = "objects.create"
    elif not place[1]:
        action = "buckets.get"
    else:
        action = "objects.get" if path.partition("/o/")[2] else "objects.list"
    return storage_denied(f"storage.{action}", EMAIL, place[0])


def canned_reply(fault: Fault) -> Json | None:
    """The generateContent response that a fault puts in place of the real one."""
    usage = {"promptTokenCount": 10, "totalTokenCount": 10}
    kind = fault.kind
    if kind == "blocked":
        return {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": usage}
    if kind == "max_tokens_empty":
        candidate = {"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}
        return {"candidates": [candidate], "usageMetadata": {**usage, "thoughtsTokenCount": 100}}
    if kind == "not_a_label":
        parts = [{"text": fault.text}]
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
        return {"candidates": [candidate], "usageMetadata": usage}
    return None


def _matches(path: str, pattern: str) -> bool:
    return fnmatch(path, pattern.replace("...", "*")) or pattern.strip("*.") in path


def _service_disabled() -> ApiError:
    message = (
        "Vertex AI API has not been used in project sandbox before or it is disabled. Enable it by "
        "visiting https://console.developers.google.com/apis/api/aiplatform.googleapis.com/overview"
        "?project=sandbox then retry."
    )
    return _project_refused("SERVICE_DISABLED", message)


def _project_refused(reason: str, message: str) -> ApiError:
    """403 because of the state of the project, not of a role."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "aiplatform.googleapis.com", "consumer": "projects/sandbox"},
    }
    return ApiError(403, "PERMISSION_DENIED", message, [info])
