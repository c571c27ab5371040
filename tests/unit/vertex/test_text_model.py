from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from services.domain.prompt import Role, Turn
from services.ports import CallError, ModelRequest, Reply
from services.vertex.request_body import Abilities
from services.vertex.text_model import GeminiModel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.domain.prediction import Model
    from services.vertex.client import Clients
    from tests.fakes.sandbox_server import SandboxServer

LABELS = ("refund", "delivery")
REQUEST = ModelRequest(
    "Classify the message as refund or delivery.",
    (Turn(Role.USER, "Message: I want my money back\nCategory:"),),
    choices=LABELS,
)
ABILITIES = Abilities({"gemini-3.1-flash-lite": "MINIMAL", "gemini-2.5-flash": 0})


def call(clients: Clients, work: Callable[[GeminiModel], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        model = GeminiModel(clients, ABILITIES)
        try:
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(run())


def generate(clients: Clients, model: Model, request: ModelRequest = REQUEST) -> Reply:
    return call(clients, lambda gemini: gemini.generate(model, request))


def refusal(clients: Clients, model: Model) -> CallError:
    with pytest.raises(CallError) as refused:
        generate(clients, model)
    return refused.value


def last_body(server: SandboxServer) -> dict[str, Any]:
    return server.control("GET", "requests?match=generateContent")["recent"][-1]["body"]


def test_a_base_model_answers_with_one_of_the_choices(clients: Clients, base_model: Model) -> None:
    reply = generate(clients, base_model)
    assert reply.text in LABELS
    assert reply.finish_reason == "STOP"
    assert reply.usage.input_tokens > 0
    assert reply.usage.output_tokens > 0
    assert reply.raw["candidates"]


def test_tokens_are_counted(clients: Clients, base_model: Model) -> None:
    count = call(clients, lambda gemini: gemini.count_tokens(base_model, REQUEST))
    assert 5 < count < 60


def test_a_call_works_in_one_loop_after_another(clients: Clients, base_model: Model) -> None:
    assert generate(clients, base_model).text == generate(clients, base_model).text


def test_a_proxy_in_the_environment_is_passed_by(
    clients: Clients, base_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert generate(clients, base_model).text in LABELS


def test_a_blocked_prompt_gives_an_empty_text_and_the_reason(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":generateContent", "blocked", times=1)
    reply = generate(clients, base_model)
    assert (reply.text, reply.block_reason) == ("", "SAFETY")


def test_thoughts_that_ate_the_tokens_give_an_empty_text(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":generateContent", "max_tokens_empty", times=1)
    reply = generate(clients, base_model)
    assert (reply.text, reply.finish_reason) == ("", "MAX_TOKENS")
    assert reply.usage.thought_tokens == 100


@pytest.mark.parametrize(
    ("kind", "code", "retryable", "said"),
    [
        ("400", 400, False, "invalid argument"),
        ("403", 403, False, "lacks a role"),
        ("404", 404, False, "does not answer in “global”"),
        ("500", 500, True, "problem of its own"),
        ("503", 503, True, "problem of its own"),
        ("disabled", 403, False, "switched off"),
        ("reset", 0, True, "connection broke"),
        ("cut_off", 0, True, ""),
        ("malformed_json", 0, True, "could not be read"),
    ],
)
def test_each_failure_is_told_in_words(
    no_faults: SandboxServer,
    clients: Clients,
    base_model: Model,
    kind: str,
    code: int,
    *,
    retryable: bool,
    said: str,
) -> None:
    no_faults.fault(":generateContent", kind, times=1)
    error = refusal(clients, base_model)
    assert (error.code, error.retryable) == (code, retryable)
    assert said in error.title
    assert error.way_out
    assert "Bearer" not in error.details


def test_the_way_out_of_a_missing_role_or_api_is_a_command(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":generateContent", "disabled", times=1)
    assert (
        "gcloud services enable aiplatform.googleapis.com" in refusal(clients, base_model).way_out
    )
    no_faults.control("DELETE", "faults")
    no_faults.fault(":generateContent", "403", times=1)
    assert "--role=roles/aiplatform.user" in refusal(clients, base_model).way_out


def test_how_long_to_wait_is_read_from_the_answer(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":generateContent", "429", times=1, retry_after=7)
    error = refusal(clients, base_model)
    assert (error.code, error.retryable, error.retry_after) == (429, True, 7.0)


def test_a_refused_token_is_told_and_can_be_renewed(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    generate(clients, base_model)
    before = clients.credentials.token
    no_faults.fault(":generateContent", "401", times=1)
    assert refusal(clients, base_model).code == 401
    call(clients, lambda gemini: gemini.refresh_credentials())
    assert clients.credentials.token != before
    assert generate(clients, base_model).text in LABELS


def test_a_key_that_was_revoked_is_told(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault("/token", "invalid_grant", times=5)
    error = refusal(clients, base_model)
    assert (error.code, error.retryable) == (401, False)
    assert "Signing in was refused" in error.title
    assert "PRIVATE KEY" not in error.details


def test_a_call_that_is_cancelled_ends_at_once(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":generateContent", "slow", times=1, delay=30)

    async def work(gemini: GeminiModel) -> bool:
        task = asyncio.ensure_future(gemini.generate(base_model, REQUEST))
        done, _ = await asyncio.wait([task], timeout=0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return not done and task.cancelled()

    assert call(clients, work)


def test_nobody_listening_is_told_as_not_arrived(clients: Clients, base_model: Model) -> None:
    from services.vertex.client import Clients as NewClients

    nowhere = replace(clients.address, base_url="http://127.0.0.1:9")
    generate(clients, base_model)
    error = refusal(NewClients(nowhere, clients.credentials), base_model)
    assert (error.code, error.retryable, error.may_have_arrived) == (0, True, False)
    assert "Sandbox cannot be reached" in error.title


def test_the_way_an_answer_must_look_is_asked_of_base_models_only(
    server: SandboxServer, clients: Clients, base_model: Model
) -> None:
    generate(clients, base_model)
    asked = last_body(server)["generationConfig"]
    assert asked["responseMimeType"] == "text/x.enum"
    assert "thinkingConfig" not in asked
    tuned = replace(base_model, job_id="1")
    generate(clients, tuned)
    asked = last_body(server)["generationConfig"]
    assert "responseMimeType" not in asked
    thinking = asked["thinkingConfig"]
    assert "MINIMAL" in (thinking.get("thinking_level"), thinking.get("thinkingLevel"))
    assert "maxOutputTokens" not in asked
    assert "temperature" not in asked


def test_an_older_tuned_model_is_asked_for_a_budget_of_thoughts(
    server: SandboxServer, clients: Clients, base_model: Model
) -> None:
    older = replace(base_model, resource="gemini-2.5-flash", base="gemini-2.5-flash", job_id="1")
    generate(clients, older)
    thinking = last_body(server)["generationConfig"]["thinkingConfig"]
    assert 0 in (thinking.get("thinking_budget"), thinking.get("thinkingBudget"))


def test_a_record_is_asked_for_by_its_schema(
    server: SandboxServer, clients: Clients, base_model: Model
) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    request = ModelRequest("Extract.", (Turn(Role.USER, "From Oslo."),), schema=schema, seed=7)
    generate(clients, base_model, request)
    asked = last_body(server)["generationConfig"]
    assert asked["responseMimeType"] == "application/json"
    assert asked["responseJsonSchema"] == schema
    assert asked["seed"] == 7


def test_an_answer_is_heard_while_it_comes(
    server: SandboxServer, clients: Clients, base_model: Model
) -> None:
    thinking = replace(REQUEST, choices=(), system="Reason first. Then a line “Answer: …”.")
    heard: list[str] = []
    reply = call(clients, lambda gemini: gemini.stream(base_model, thinking, heard.append))
    at_once = generate(clients, base_model, thinking)
    assert heard[-1] == reply.text == at_once.text
    assert (reply.finish_reason, reply.usage) == ("STOP", at_once.usage)
    assert reply.raw.keys() == at_once.raw.keys()
    assert reply.raw["candidates"] == at_once.raw["candidates"]


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [("429", 429, "at its limit"), ("reset", 0, "connection broke"), ("malformed_json", 0, "read")],
)
def test_a_stream_that_fails_is_told_in_words(
    no_faults: SandboxServer, clients: Clients, base_model: Model, kind: str, code: int, said: str
) -> None:
    no_faults.fault(":streamGenerateContent", kind, times=1)
    with pytest.raises(CallError) as refused:
        call(clients, lambda gemini: gemini.stream(base_model, REQUEST, lambda _: None))
    assert refused.value.code == code
    assert said in refused.value.title


def test_a_blocked_stream_gives_an_empty_text_and_the_reason(
    no_faults: SandboxServer, clients: Clients, base_model: Model
) -> None:
    no_faults.fault(":streamGenerateContent", "blocked", times=1)
    reply = call(clients, lambda gemini: gemini.stream(base_model, REQUEST, lambda _: None))
    assert (reply.text, reply.block_reason) == ("", "SAFETY")


def test_the_call_that_is_shown_is_the_call_that_is_made(
    server: SandboxServer, clients: Clients, base_model: Model
) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    for request in (REQUEST, replace(REQUEST, choices=(), schema=schema, seed=7)):
        for model in (base_model, replace(base_model, job_id="1")):
            generate(clients, model, request)
            shown = GeminiModel(clients, ABILITIES).wire_call(model, request)
            assert _plain(shown.body) == _plain(last_body(server))
            assert shown.url.startswith(clients.address.base_url or "")


def test_a_model_that_cannot_be_held_to_labels_is_not_asked(
    clients: Clients, base_model: Model
) -> None:
    model = GeminiModel(clients, Abilities(uncontrolled=frozenset((base_model.base,))))
    assert "generationConfig" not in model.wire_call(base_model, REQUEST).body


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("global", "https://aiplatform.googleapis.com/"),
        ("us", "https://aiplatform.us.rep.googleapis.com/"),
        ("europe-west4", "https://europe-west4-aiplatform.googleapis.com/"),
    ],
)
def test_the_address_is_that_of_the_sdk(
    clients: Clients, base_model: Model, location: str, host: str
) -> None:
    google = replace(clients.address, base_url=None)
    url = google.call_url(replace(base_model, location=location))
    assert url.startswith(f"{host}v1beta1/projects/{google.project}/locations/{location}/")
    tuned = replace(base_model, location=location, resource="projects/1/locations/us/endpoints/2")
    assert google.call_url(tuned).endswith("/projects/1/locations/us/endpoints/2:generateContent")


def _plain(body: Any) -> Any:
    """Camel case or snake case, and the role of the system instruction, are all the same."""
    if isinstance(body, list):
        return [_plain(each) for each in body]
    if not isinstance(body, dict):
        return body
    plain = {name.replace("_", "").lower(): _plain(each) for name, each in body.items()}
    if "systeminstruction" in plain:
        plain["systeminstruction"].pop("role", None)
    return plain
