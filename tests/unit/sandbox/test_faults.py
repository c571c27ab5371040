"""The switchboard: what the real clients make of each fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from google.genai import errors

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer

MODEL = "gemini-3.1-flash-lite"


def ask(server: SandboxServer) -> Any:
    client = server.genai()
    return client.models.generate_content(model=MODEL, contents="Pick one of red, blue")


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("400", 400, "INVALID_ARGUMENT"),
        ("401", 401, "UNAUTHENTICATED"),
        ("403", 403, "PERMISSION_DENIED"),
        ("404", 404, "NOT_FOUND"),
        ("429", 429, "RESOURCE_EXHAUSTED"),
        ("500", 500, "INTERNAL"),
        ("503", 503, "UNAVAILABLE"),
        ("disabled", 403, "PERMISSION_DENIED"),
    ],
)
def test_a_refusal(server: SandboxServer, kind: str, code: int, status: str) -> None:
    server.fault("*:generateContent", kind, times=1)
    with pytest.raises(errors.APIError) as caught:
        ask(server)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert ask(server).text


def test_how_long_to_wait_is_said(server: SandboxServer) -> None:
    server.fault("*:generateContent", "429", times=1, retry_after=2)
    with pytest.raises(errors.ClientError) as caught:
        ask(server)
    assert caught.value.response.headers["retry-after"] == "2"
    details: Any = caught.value.details
    assert details["error"]["details"][0]["retryDelay"] == "2s"


@pytest.mark.parametrize("kind", ["reset", "cut_off"])
def test_a_broken_connection(server: SandboxServer, kind: str) -> None:
    server.fault("*:generateContent", kind, times=1)
    with pytest.raises(httpx.TransportError):
        ask(server)


def test_a_blocked_answer_has_no_candidates(server: SandboxServer) -> None:
    server.fault("*:generateContent", "blocked", times=1)
    answer = ask(server)
    assert answer.text is None
    assert answer.prompt_feedback.block_reason == "SAFETY"


def test_odd_answers(server: SandboxServer) -> None:
    server.fault("*:generateContent", "max_tokens_empty", times=1)
    assert ask(server).text is None
    server.fault("*:generateContent", "not_a_label", times=1)
    assert ask(server).text.startswith("I am not")
    server.fault("*:generateContent", "malformed_json", times=1)
    with pytest.raises(json.JSONDecodeError):
        ask(server)


def test_a_slow_answer_still_comes(server: SandboxServer) -> None:
    server.fault("*:generateContent", "slow", times=1, delay=2.0)
    assert ask(server).text


def test_requests_are_counted_with_their_bodies(server: SandboxServer) -> None:
    ask(server)
    report = server.control("GET", "requests?match=:generateContent")
    assert report["counts"]["generateContent"] == 1
    assert report["recent"][0]["body"]["contents"][0]["parts"][0]["text"].startswith("Pick")
