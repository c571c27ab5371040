"""Every way a call can fail, in the words of the program: what happened and what to do."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from services.ports import CallError
from services.vertex.advice import advice
from services.vertex.error_body import ErrorBody, read_body
from services.vertex.no_answer import from_network, from_sign_in
from services.vertex.target import Target, harmless

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Target", "plain", "translate", "translated"]

RETRYABLE_CODES = frozenset((408, 429, 500, 502, 503, 504))


@contextmanager
def translated(target: Target) -> Generator[None]:
    """Turn whatever Google's libraries raise inside into a CallError; the rest passes."""
    try:
        yield
    except Exception as error:
        failure = translate(error, target)
        if failure is None:
            raise
        raise failure from error


def translate(error: Exception, target: Target) -> CallError | None:
    """The CallError for an exception of Google's libraries and of those below them, else None."""
    if isinstance(error, CallError):
        return error
    error = _cause(error)
    for reader in (_from_answer, from_sign_in, from_network, _from_nonsense):
        failure = reader(error, target)
        if failure is not None:
            return failure
    return None


def _cause(error: Exception) -> Exception:
    """What stood at the end of the storage library's own tries."""
    from google.api_core.exceptions import RetryError

    if isinstance(error, RetryError) and isinstance(error.cause, Exception):
        return error.cause
    return error


def _from_answer(error: Exception, target: Target) -> CallError | None:
    """The service answered with an error status."""
    body = read_body(error)
    if body is None:
        return None
    title, way_out = advice(body, target)
    return CallError(
        title,
        way_out,
        _details(target, body),
        code=body.code,
        retryable=body.code in RETRYABLE_CODES,
        retry_after=body.retry_after,
        # After a 5xx nobody knows how far the service came.
        may_have_arrived=body.code >= 500,
    )


def _details(target: Target, body: ErrorBody) -> str:
    words = " ".join(part for part in (str(body.code), body.status, body.message) if part)
    return harmless(f"{target.resource or target.doing}: {words}")


def _from_nonsense(error: Exception, target: Target) -> CallError | None:
    """An answer came, but it is not one of the service's: a proxy's page, a cut-off body."""
    cause = error.__cause__ or error  # in a stream the SDK puts an error of its own around it
    if not isinstance(cause, (json.JSONDecodeError, UnicodeDecodeError)):
        return None
    return CallError(
        f"The answer could not be read while {target.doing}.",
        "Try again; if it stays, something between this machine and the service changes answers.",
        harmless(f"{type(cause).__name__}: {cause}"),
        retryable=True,
        may_have_arrived=True,
    )


def plain(value: Any) -> str:
    """The word of an enum or of a string, '' for None."""
    return "" if value is None else str(getattr(value, "value", value))
