"""Every way a call can fail, in the words of the program: what happened and what to do."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.ports import CallError
from services.vertex.advice import advice
from services.vertex.error_body import ErrorBody, read_body

if TYPE_CHECKING:
    from collections.abc import Generator

    from services.vertex.address import ServiceAddress

RETRYABLE_CODES = frozenset((408, 429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Target:
    """What a call is for, so that its failure can be explained.

    `doing` reads “the model was asked”; `resource` is the model, job or object.
    """

    address: ServiceAddress
    doing: str
    location: str = ""
    resource: str = ""


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
    for reader in (_from_answer, _from_sign_in, _from_network, _from_nonsense):
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
    return f"{target.resource or target.doing}: {words}"


def _from_sign_in(error: Exception, target: Target) -> CallError | None:
    """No token came, so the call itself was never sent."""
    from google.auth import exceptions

    if not isinstance(error, exceptions.GoogleAuthError):
        return None
    details = type(error).__name__ + ": " + str(error.args[0] if error.args else "")
    if isinstance(error, exceptions.TransportError):
        return _unreachable(target, details)
    if isinstance(error, exceptions.RefreshError):
        return CallError(
            "Signing in was refused.",
            "Check that the key was not revoked and that the clock of this machine is right; for "
            "your own account run “gcloud auth application-default login” again.",
            details,
            code=401,
            retryable=bool(error.retryable),
        )
    return CallError(
        "There are no usable credentials.",
        "Choose credentials in Settings and check the connection there.",
        details,
        code=401,
    )


def _from_network(error: Exception, target: Target) -> CallError | None:
    """No answer came."""
    import aiohttp
    import httpx
    import requests

    details = f"{type(error).__name__}: {error}"
    timed_out = (TimeoutError, httpx.TimeoutException, requests.Timeout)
    never_connected = (
        aiohttp.ClientConnectorError,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        requests.exceptions.ConnectTimeout,
    )
    if isinstance(error, never_connected) or _refused(error):
        return _unreachable(target, details)
    if isinstance(error, timed_out):
        return CallError(
            f"{_capital(target.address.service_name)} did not answer in time while {target.doing}.",
            "Try again; if it happens often, run fewer calls at once.",
            details,
            retryable=True,
            may_have_arrived=True,
        )
    broken = (aiohttp.ClientError, httpx.HTTPError, requests.RequestException, OSError)
    if isinstance(error, broken):
        return CallError(
            f"The connection broke while {target.doing}.",
            _network_way_out(target),
            details,
            retryable=True,
            may_have_arrived=True,
        )
    return None


def _refused(error: Exception) -> bool:
    """Requests has one class for a refused and for a broken connection; their causes differ."""
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _unreachable(target: Target, details: str) -> CallError:
    return CallError(
        f"{_capital(target.address.service_name)} cannot be reached.",
        _network_way_out(target),
        details,
        retryable=True,
    )


def _network_way_out(target: Target) -> str:
    if target.address.base_url is not None:
        return (
            "The Sandbox on this machine has stopped or is starting again: try once more. "
            "Nothing that was stored is lost."
        )
    return "Check the network and the proxy, then try again. Nothing that was stored is lost."


def _from_nonsense(error: Exception, target: Target) -> CallError | None:
    """An answer came, but it is not one of the service's: a proxy's page, a cut-off body."""
    if not isinstance(error, (json.JSONDecodeError, UnicodeDecodeError)):
        return None
    return CallError(
        f"The answer could not be read while {target.doing}.",
        "Try again; if it stays, something between this machine and the service changes answers.",
        f"{type(error).__name__}: {error}",
        retryable=True,
        may_have_arrived=True,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def plain(value: Any) -> str:
    """The word of an enum or of a string, '' for None."""
    return "" if value is None else str(getattr(value, "value", value))
