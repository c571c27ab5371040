"""google.genai against the Sandbox: generate, stream, count, and what is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from google.genai import errors, types

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer

MODEL = "gemini-3.1-flash-lite"
SYSTEM = (
    "Classify the message into exactly one of these categories:\n"
    "- lost_card: the card is lost or stolen\n- exchange_rate\n- age_limit\n\n"
    "Answer with the name of the category alone."
)


def ask(server: SandboxServer, contents: Any, model: str = MODEL, **config: Any) -> Any:
    client = server.genai()
    settings = types.GenerateContentConfig(**config)
    return client.models.generate_content(model=model, contents=contents, config=settings)


def test_a_label_is_found_by_its_name(server: SandboxServer) -> None:
    answer = ask(
        server, "Message: What exchange rate do I get?\nCategory:", system_instruction=SYSTEM
    )
    assert answer.text == "exchange_rate"
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.usage_metadata.prompt_token_count > 20
    assert answer.model_version == MODEL


@pytest.mark.parametrize(
    "layout",
    [
        "Name: {text}\nType: {label}",
        "INPUT: {text}\nOUTPUT: {label}",
        "Message: {text}\nCategory: {label}",
    ],
)
def test_shots_of_any_layout_are_read(server: SandboxServer, layout: str) -> None:
    shots = [("zork blarg", "red"), ("fnord quux", "blue"), ("zork wibble", "red")]
    blocks = [layout.format(text=text, label=label) for text, label in shots]
    prompt = "\n\n".join([*blocks, layout.format(text="a fnord and a quux", label="").rstrip()])
    assert ask(server, prompt, system_instruction="Say which one.").text == "blue"


def test_earlier_turns_are_shots(server: SandboxServer) -> None:
    turns = [
        types.Content(role=role, parts=[types.Part(text=text)])
        for role, text in [
            ("user", "zork"), ("model", "red"), ("user", "fnord"), ("model", "blue"),
            ("user", "fnord!"),
        ]
    ]  # fmt: skip
    assert ask(server, turns).text == "blue"


def test_reasons_come_before_the_answer(server: SandboxServer) -> None:
    system = (
        f"{SYSTEM}\n\nThink step by step: first write down your reasoning. Then write “Answer:” "
        "on a new line, followed by the name of the label alone."
    )
    text = ask(server, "Message: my card is lost", system_instruction=system).text
    reasons, _, answer = text.rpartition("\n")
    assert reasons
    assert answer == "Answer: lost_card"


def test_an_enum_is_obeyed(server: SandboxServer) -> None:
    schema = {"type": "STRING", "enum": ["yes", "no"]}
    answer = ask(server, "no way", response_mime_type="text/x.enum", response_schema=schema)
    assert answer.text == "no"


def test_a_record_follows_the_schema(server: SandboxServer) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {
            "city": {"type": "STRING"},
            "nights": {"type": "INTEGER"},
            "kind": {"type": "STRING", "enum": ["hotel", "flight"]},
        },
    }
    answer = ask(
        server,
        "Book a hotel in Paris for 3 nights",
        response_mime_type="application/json",
        response_schema=schema,
    )
    assert answer.parsed == {"city": "Paris", "nights": 3, "kind": "hotel"}


def test_the_same_seed_gives_the_same_answer(server: SandboxServer) -> None:
    prompt = "Message: it is broken\nCategory:"
    answers = [ask(server, prompt, system_instruction=SYSTEM, seed=3).text for _ in range(3)]
    assert len(set(answers)) == 1
    various = {ask(server, prompt, system_instruction=SYSTEM, seed=at).text for at in range(12)}
    assert len(various) > 1


def test_a_stream_adds_up_to_the_answer(server: SandboxServer) -> None:
    client = server.genai()
    config = types.GenerateContentConfig(system_instruction=SYSTEM)
    chunks = list(
        client.models.generate_content_stream(
            model=MODEL, contents="Message: age limit?\nCategory:", config=config
        )
    )
    assert "".join(chunk.text for chunk in chunks) == "age_limit"
    assert chunks[-1].usage_metadata.total_token_count


def test_many_asynchronous_calls(server: SandboxServer) -> None:
    async def run() -> list[str]:
        client = server.new_genai()
        config = types.GenerateContentConfig(system_instruction=SYSTEM)
        calls = (
            client.aio.models.generate_content(
                model=MODEL, contents=f"Message: lost card {at}\nCategory:", config=config
            )
            for at in range(50)
        )
        answers = [answer.text for answer in await asyncio.gather(*calls)]
        await client.aio.aclose()
        return answers

    assert set(asyncio.run(run())) == {"lost_card"}


def test_tokens_are_counted(server: SandboxServer) -> None:
    client = server.genai()
    few = client.models.count_tokens(model=MODEL, contents="Hello there").total_tokens
    many = client.models.count_tokens(model=MODEL, contents="Hello there " * 10).total_tokens
    assert 0 < few < many
    assert client.models.compute_tokens(model=MODEL, contents="Hello").tokens_info


def test_a_small_cap_is_eaten_by_thoughts(server: SandboxServer) -> None:
    answer = ask(server, "Hello", model="gemini-3.5-flash", max_output_tokens=10)
    assert answer.text is None
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS


@pytest.mark.parametrize(
    ("location", "model"),
    [("us-central1", MODEL), ("global", "gemini-1.5-pro"), ("europe-west4", "gemini-3.5-flash")],
)
def test_a_model_that_is_not_there_is_not_found(
    server: SandboxServer, location: str, model: str
) -> None:
    client = server.genai(location)
    with pytest.raises(errors.ClientError) as caught:
        client.models.generate_content(model=model, contents="x")
    assert (caught.value.code, caught.value.status) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (MODEL, {"response_logprobs": True, "logprobs": 3}),
        (MODEL, {"candidate_count": 2}),
        ("gemini-3.5-flash-lite", {"presence_penalty": 0.5}),
        (MODEL, {"temperature": 3.0}),
        (MODEL, {"response_mime_type": "text/x.enum"}),
    ],
)
def test_what_a_model_does_not_do_is_refused(
    server: SandboxServer, model: str, config: dict[str, object]
) -> None:
    with pytest.raises(errors.ClientError) as caught:
        ask(server, "x", model=model, **config)
    assert (caught.value.code, caught.value.status) == (400, "INVALID_ARGUMENT")


def test_base_models_are_listed(server: SandboxServer) -> None:
    client = server.genai()
    names = {model.name for model in client.models.list(config={"query_base": True})}
    assert f"publishers/google/models/{MODEL}" in names
    assert client.models.get(model=MODEL).name == f"publishers/google/models/{MODEL}"
