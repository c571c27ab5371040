"""Errors as the service words them: HTTP code, status name, message, details."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_RPC = "type.googleapis.com/google.rpc."


class ApiError(Exception):
    """A refusal that becomes a response; shape of google.rpc.Status in JSON."""

    def __init__(
        self,
        code: int,
        status: str,
        message: str,
        details: list[Json] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = details or []
        self.headers = headers or {}

    def body(self) -> Json:
        """The response body `{"error": {code, message, status, details}}`."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class StorageError(ApiError):
    """A refusal in the shape of the Cloud Storage JSON API."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(code, reason, message)

    def body(self) -> Json:
        """The response body with `errors[]`, as Cloud Storage writes it."""
        entry = {"message": self.message, "domain": "global", "reason": self.status}
        return {"error": {"code": self.code, "message": self.message, "errors": [entry]}}


def storage_denied(permission: str, account: str, bucket: str) -> StorageError:
    """403 of Cloud Storage, which names the account and the permission in its message."""
    return StorageError(
        403,
        "forbidden",
        f"{account} does not have {permission} access to the Google Cloud Storage bucket "
        f"{bucket}. Permission '{permission}' denied on resource (or it may not exist).",
    )


def storage_disabled() -> StorageError:
    """403 of Cloud Storage while its API is switched off."""
    return StorageError(
        403,
        "accessNotConfigured",
        "Cloud Storage JSON API has not been used in project sandbox before or it is disabled.",
    )


def invalid_argument(message: str, violations: dict[str, str] | None = None) -> ApiError:
    """400 INVALID_ARGUMENT; `violations` maps a field to what is wrong with it."""
    details: list[Json] = []
    if violations:
        fields = [{"field": name, "description": text} for name, text in violations.items()]
        details = [{"@type": _RPC + "BadRequest", "fieldViolations": fields}]
    return ApiError(400, "INVALID_ARGUMENT", message, details)


def failed_precondition(message: str) -> ApiError:
    """400 FAILED_PRECONDITION."""
    return ApiError(400, "FAILED_PRECONDITION", message)


def not_found(message: str) -> ApiError:
    """404 NOT_FOUND."""
    return ApiError(404, "NOT_FOUND", message)


def unimplemented(message: str) -> ApiError:
    """501 UNIMPLEMENTED."""
    return ApiError(501, "UNIMPLEMENTED", message)


def unauthenticated(
    message: str = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project."
    ),
    reason: str = "ACCESS_TOKEN_EXPIRED",
) -> ApiError:
    """401 UNAUTHENTICATED."""
    details = [_error_info(reason, {"service": "aiplatform.googleapis.com"})]
    return ApiError(401, "UNAUTHENTICATED", message, details)


def permission_denied(permission: str, resource: str) -> ApiError:
    """403 PERMISSION_DENIED with the permission that is missing."""
    message = (
        f"Permission '{permission}' denied on resource "
        f"'//aiplatform.googleapis.com/{resource}' (or it may not exist)."
    )
    metadata = {"permission": permission, "resource": resource}
    details = [_error_info("IAM_PERMISSION_DENIED", metadata)]
    return ApiError(403, "PERMISSION_DENIED", message, details)


def resource_exhausted(message: str, retry_after: float | None = None) -> ApiError:
    """429 RESOURCE_EXHAUSTED, with Retry-After and RetryInfo when a delay is given."""
    details: list[Json] = []
    headers: dict[str, str] = {}
    if retry_after is not None:
        details = [{"@type": _RPC + "RetryInfo", "retryDelay": f"{retry_after:g}s"}]
        headers = {"Retry-After": f"{retry_after:g}"}
    return ApiError(429, "RESOURCE_EXHAUSTED", message, details, headers)


def unavailable(message: str = "The service is currently unavailable.") -> ApiError:
    """503 UNAVAILABLE."""
    return ApiError(503, "UNAVAILABLE", message)


def _error_info(reason: str, metadata: dict[str, str]) -> Json:
    return {
        "@type": _RPC + "ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }
