"""Failures without an answer of the service: no sign-in, no network, a proxy in the way."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

from services.ports import CallError
from services.vertex.target import Target, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN_IN_ANEW = (
    "Choose another key or sign in again in Settings; for your own account run “gcloud auth "
    "application-default login”. What was answered is kept, and what is missing can be run again."
)
_REFUSALS = (
    (
        re.compile(r"reasonable timeframe|Token used too (early|late)|iat and exp"),
        "The clock of this machine is wrong, so signing in was refused.",
        "Let the system set date and time by itself, then try again.",
    ),
    (
        re.compile(r"Invalid JWT Signature|account not found|account_disabled|disabled_client"),
        "Signing in was refused: the key or its account was deleted or switched off.",
        _SIGN_IN_ANEW,
    ),
    (
        re.compile(r"expired or revoked|invalid_rapt|reauth", re.IGNORECASE),
        "Signing in was refused: the sign-in has expired or was revoked.",
        _SIGN_IN_ANEW,
    ),
)
"""What Google's token endpoint says, by its `error_description`."""


def from_sign_in(error: Exception, target: Target) -> CallError | None:
    """No token came, so the call itself was never sent."""
    from google.auth import exceptions

    if not isinstance(error, exceptions.GoogleAuthError):
        return None
    said = str(error.args[0] if error.args else "")
    details = harmless(f"{type(error).__name__}: {said}")
    if isinstance(error, exceptions.TransportError):
        return _in_the_way(error, target, details) or _unreachable(target, details)
    if isinstance(error, exceptions.RefreshError):
        title, way_out = _refusal(said)
        return CallError(title, way_out, details, code=401, retryable=bool(error.retryable))
    return CallError(
        "There are no usable credentials.",
        "Choose credentials in Settings and check the connection there.",
        details,
        code=401,
    )


def _refusal(said: str) -> tuple[str, str]:
    for pattern, title, way_out in _REFUSALS:
        if pattern.search(said):
            return title, way_out
    return (
        "Signing in was refused.",
        "Check that the key was not revoked and that the clock of this machine is right. "
        + _SIGN_IN_ANEW,
    )


def from_network(error: Exception, target: Target) -> CallError | None:
    """No answer came."""
    import aiohttp
    import httpx
    import requests

    timed_out = (TimeoutError, httpx.TimeoutException, requests.Timeout)
    never_connected = (
        aiohttp.ClientConnectorError,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        requests.exceptions.ConnectTimeout,
    )
    broken = (aiohttp.ClientError, httpx.HTTPError, requests.RequestException, OSError)
    details = harmless(f"{type(error).__name__}: {error}")
    if isinstance(error, broken) and (known := _in_the_way(error, target, details)):
        return known
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
    if isinstance(error, broken):
        return CallError(
            f"The connection broke while {target.doing}.",
            _network_way_out(target),
            details,
            retryable=True,
            may_have_arrived=True,
        )
    return None


def _in_the_way(error: BaseException, target: Target, details: str) -> CallError | None:
    """A proxy that refuses, or somebody who opens the connection to look into it."""
    import aiohttp
    import httpx
    import requests

    proxies = (httpx.ProxyError, requests.exceptions.ProxyError, aiohttp.ClientProxyConnectionError)
    for one in _chain(error):
        if isinstance(one, (*proxies, aiohttp.ClientHttpProxyError)):
            return CallError(
                "The proxy did not let the call through.",
                "Check the proxy that this machine is set to use (HTTPS_PROXY) and whether it "
                "asks for a name and password, then try again.",
                details,
                retryable=True,
            )
        if isinstance(one, ssl.SSLCertVerificationError):
            return CallError(
                f"The certificate of {target.address.service_name} is not trusted here.",
                "Check the clock of this machine. Where a proxy of your organisation looks into "
                "connections, name the file of its root certificate in SSL_CERT_FILE and "
                "REQUESTS_CA_BUNDLE.",
                details,
            )
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error with those that led to it, as far as the libraries say."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < 20:
        one = waiting.pop()
        if one in seen:
            continue
        seen.append(one)
        yield one
        inner = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting.extend(part for part in inner if isinstance(part, BaseException))


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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
