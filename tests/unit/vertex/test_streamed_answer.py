"""The chunks of a stream as one answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.vertex.streamed_answer import StreamedAnswer


def chunk(text: str, *, thought: bool = False, **more: Any) -> dict[str, Any]:
    part = {"text": text, "thought": True} if thought else {"text": text}
    return {"candidates": [{"content": {"role": "model", "parts": [part]}, **more}]}


def whole(*chunks: dict[str, Any]) -> dict[str, Any]:
    answer = StreamedAnswer()
    for each in chunks:
        answer.add(each)
    return answer.whole


@given(st.lists(st.text(min_size=1), min_size=1))
def test_texts_are_joined(texts: list[str]) -> None:
    found = whole(*map(chunk, texts))["candidates"][0]["content"]["parts"]
    assert found == [{"text": "".join(texts)}]


def test_thoughts_stay_apart_and_the_last_word_stands() -> None:
    usage = {"usageMetadata": {"promptTokenCount": 7}}
    found = whole(
        chunk("Hm. ", thought=True) | {"modelVersion": "m"},
        chunk("refu"),
        chunk("nd", finishReason="STOP") | usage,
    )
    assert found == {
        "candidates": [
            {
                "content": {
                    "role": "model",
                    "parts": [{"text": "Hm. ", "thought": True}, {"text": "refund"}],
                },
                "finishReason": "STOP",
            }
        ],
        "modelVersion": "m",
        **usage,
    }


def test_a_blocked_prompt_has_no_candidate() -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}}
    assert whole(blocked) == blocked
    assert whole() == {}
