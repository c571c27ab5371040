"""A text model that answers by script, for the logic of the engine alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind, Model, Usage
from services.domain.prompt import Role, Turn
from services.ports import CallError, ModelRequest, Reply, WireCall
from services.prediction.engine import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MODEL = Model("m", "models/m", "global", ConnectionKind.SANDBOX, "m")


def a_call(text: str = "hello", sample: int = 0) -> Call:
    return Call(text, sample, ModelRequest("", (Turn(Role.USER, text),)))


def a_reply(text: str = "ok", finish: str = "STOP", block: str = "") -> Reply:
    return Reply(text, finish, block, Usage(10, 2), {})


def an_error(
    code: int = 503,
    *,
    retryable: bool = True,
    retry_after: float | None = None,
    may_have_arrived: bool = False,
) -> CallError:
    return CallError(
        f"It failed with {code}.",
        "Try again.",
        code=code,
        retryable=retryable,
        retry_after=retry_after,
        may_have_arrived=may_have_arrived,
    )


class ScriptedModel:
    """Answers each text with what its script says, then with "ok".

    A script holds replies, errors, or None for a call that never ends. With a gate, calls wait
    until it is opened.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.most_at_once = 0
        self.renewals = 0
        self.closed = False
        self.token_is_good = True
        self.renewal_error: CallError | None = None
        self._at_once = 0
        self._scripts: dict[str, deque[Reply | CallError | None]] = defaultdict(deque)

    def script(self, text: str, steps: Iterable[Reply | CallError | None]) -> None:
        self._scripts[text] = deque(steps)

    async def generate(self, model: Model, request: ModelRequest) -> Reply:
        text = request.turns[0].text
        self.sent.append(text)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(0)
            return await self._step(text)
        finally:
            self._at_once -= 1

    async def stream(
        self, model: Model, request: ModelRequest, heard: Callable[[str], None]
    ) -> Reply:
        reply = await self.generate(model, request)
        for end in range(1, len(reply.text) + 1):
            heard(reply.text[:end])
        return reply

    def wire_call(self, model: Model, request: ModelRequest) -> WireCall:
        return WireCall("", {"contents": [turn.text for turn in request.turns]}, model, "p")

    async def count_tokens(self, model: Model, request: ModelRequest) -> int:
        return len(request.turns[0].text)

    async def refresh_credentials(self) -> None:
        self.renewals += 1
        await asyncio.sleep(0)
        if self.renewal_error is not None:
            raise self.renewal_error
        self.token_is_good = True

    async def close(self) -> None:
        self.closed = True

    async def _step(self, text: str) -> Reply:
        if not self.token_is_good:
            raise an_error(401, retryable=False)
        script = self._scripts[text]
        step = script.popleft() if script else a_reply()
        if step is None:
            await asyncio.Event().wait()
        if isinstance(step, CallError):
            raise step
        assert step is not None
        return step
