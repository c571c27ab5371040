"""An answer that comes in pieces."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class StreamedAnswer:
    """Puts the chunks of a stream together into one GenerateContentResponse.

    Texts are joined, thoughts apart from the answer; of everything else the newest that was said
    stands: the last chunk carries the reason of the end and the usage.
    """

    def __init__(self) -> None:
        self._texts = {False: "", True: ""}
        self._candidate: Json = {}
        self._rest: Json = {}

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._texts[False]

    @property
    def whole(self) -> Json:
        """What the service said, as if it had come at once."""
        if not self._candidate:
            return dict(self._rest)
        parts: list[Json] = [{"text": self._texts[True], "thought": True}, {"text": self.text}]
        content = {"role": "model", "parts": [part for part in parts if part["text"]]}
        return {"candidates": [self._candidate | {"content": content}], **self._rest}

    def add(self, chunk: Json) -> None:
        """Take the next chunk. Shape: GenerateContentResponse."""
        for name, said in chunk.items():
            if name not in ("candidates", "sdkHttpResponse"):
                self._rest[name] = said
        for candidate in chunk.get("candidates", [])[:1]:
            self._candidate |= candidate
            for part in (candidate.get("content") or {}).get("parts") or []:
                self._texts[bool(part.get("thought"))] += str(part.get("text", ""))
