"""What an error answer says, read alike from the three client libraries."""

from __future__ import annotations

import contextlib
import email.utils
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error answer: HTTP `code`, `status` word, `message`, and what its details say.

    `metadata` names the permission or service that is missing, `fields` pairs each wrong field
    with what is wrong. Shape: google.rpc.Status with ErrorInfo, BadRequest and RetryInfo.
    """

    code: int
    status: str = ""
    message: str = ""
    reason: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    fields: tuple[tuple[str, str], ...] = ()
    retry_after: float | None = None


def read_body(error: Exception) -> ErrorBody | None:
    """The error answer that an exception carries; None when it carries none."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.cloud.storage.exceptions import InvalidResponse
    from google.genai.errors import APIError

    if isinstance(error, APIError):
        return _from_json(error.code, error.details, error.response, error.message or "")
    if isinstance(error, GoogleAPICallError) and error.code is not None:
        return _from_response(int(error.code), error.response, str(error.message))
    if isinstance(error, InvalidResponse):
        return _from_response(int(error.response.status_code), error.response, str(error))
    return None


def _from_response(code: int, response: Any, message: str) -> ErrorBody:
    document: Any = None
    with contextlib.suppress(ValueError, AttributeError):
        document = response.json()
    return _from_json(code, document, response, message)


def _from_json(code: int, document: Any, response: Any, message: str) -> ErrorBody:
    error = _error_of(document)
    details = [entry for entry in _list(error.get("details")) if isinstance(entry, dict)]
    info = next((entry for entry in details if _is(entry, "ErrorInfo")), {})
    return ErrorBody(
        code=int(code or 0),
        status=str(error.get("status") or ""),
        message=str(error.get("message") or message)[:2000],
        reason=str(info.get("reason") or _storage_reason(error)),
        metadata={str(key): str(value) for key, value in info.get("metadata", {}).items()},
        fields=tuple(
            (str(violation.get("field", "")), str(violation.get("description", "")))
            for entry in details
            for violation in _list(entry.get("fieldViolations"))
        ),
        retry_after=_retry_after(response, details),
    )


def _error_of(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        return {}
    known = cast("dict[str, Any]", document)
    inner = known.get("error")
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else known


def _storage_reason(error: dict[str, Any]) -> str:
    """Cloud Storage says it in its own list of errors."""
    entries = [entry for entry in _list(error.get("errors")) if isinstance(entry, dict)]
    return str(entries[0].get("reason") or "") if entries else ""


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _is(entry: dict[str, Any], kind: str) -> bool:
    return str(entry.get("@type", "")).endswith(f"google.rpc.{kind}")


def _retry_after(response: Any, details: list[dict[str, Any]]) -> float | None:
    """Seconds from the Retry-After header (a number or a date) or from RetryInfo ("3.5s")."""
    header = str((getattr(response, "headers", None) or {}).get("retry-after") or "")
    delay = next((entry.get("retryDelay") for entry in details if _is(entry, "RetryInfo")), "")
    for text in (header, str(delay or "").removesuffix("s")):
        with contextlib.suppress(ValueError):
            return max(0.0, float(text))
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    return None
