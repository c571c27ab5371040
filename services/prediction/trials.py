"""A prompt over a row or a few: streamed, nothing stored; and the call as code."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import Usage
from services.jobs import JobContext
from services.prediction.cost import dollars, request_tokens
from services.prediction.engine import Call
from services.prediction.replies import prediction_of
from services.prediction.request_code import request_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.connection import Connection
    from services.domain.prediction import Model, Prediction
    from services.domain.prompt import Prompt
    from services.ports import ModelRequest, Reply
    from services.prediction.engine import Engine, Outcome
    from services.prediction.request_code import RequestCode
    from services.prediction.requests import Requests
    from services.prediction.token_counts import TokenCounts
    from services.prompts.parsing import ReplyParser
    from services.prompts.use_cases import Prompts


@dataclass(frozen=True, slots=True)
class TryOut:
    """One call: what was sent, what came back (None when it failed), and what it says.

    `dollars` is None where the price is not known.
    """

    request: ModelRequest
    reply: Reply | None
    prediction: Prediction
    dollars: float | None = None


class Trials:
    """Tries prompts on models. A failed call is a failed prediction, not an error.

    The engine is shared with the runs, and closed with them.
    """

    def __init__(
        self,
        requests: Requests,
        prompts: Prompts,
        connection: Connection,
        engine: Engine,
        counts: TokenCounts,
    ) -> None:
        self._requests = requests
        self._prompts = prompts
        self._connection = connection
        self._engine = engine
        self._counts = counts

    def row(
        self,
        model: Model,
        prompt: Prompt,
        example_id: str,
        context: JobContext | None = None,
        heard: Callable[[str], None] = lambda _: None,
    ) -> TryOut:
        """Send the prompt over one example.

        `heard` is told the reply so far, on the thread of the calls, whenever more of it has
        come. Raises AppError when there is no connection or no such example.
        """
        check_connection(model, self._connection)
        request = self._requests.over_example(model, prompt, example_id)
        call = Call(example_id, 0, request)
        outcome = self._engine.hear(model, call, context or JobContext(), heard)
        return self._tried(model, self._prompts.parser(prompt), outcome)

    def rows(
        self,
        model: Model,
        prompt: Prompt,
        example_ids: Sequence[str],
        context: JobContext | None = None,
        tried: Callable[[TryOut], None] = lambda _: None,
    ) -> list[TryOut]:
        """Send the prompt over a few examples at once; `tried` is told each as it comes.

        They come back in the order of `example_ids`. Raises AppError like `row`.
        """
        check_connection(model, self._connection)
        parser = self._prompts.parser(prompt)
        calls = [
            Call(each, 0, self._requests.over_example(model, prompt, each)) for each in example_ids
        ]
        found: dict[str, TryOut] = {}
        with closing(self._engine.answers(model, calls, context or JobContext())) as outcomes:
            for outcome in outcomes:
                one = self._tried(model, parser, outcome)
                found[outcome.call.example_id] = one
                tried(one)
        return [found[each] for each in example_ids]

    def request(self, model: Model, prompt: Prompt, example_id: str) -> ModelRequest:
        """What `row` sends. Raises AppError when there is no such example."""
        return self._requests.over_example(model, prompt, example_id)

    def code(self, model: Model, request: ModelRequest) -> RequestCode:
        """A call as JSON and as code that makes it; nothing is sent.

        Waits for the Sandbox where that is in use. Raises AppError when there is no connection.
        """
        check_connection(model, self._connection)
        return request_code(self._connection.text_model(sends_rows=False).wire_call(model, request))

    def estimate(
        self, model: Model, prompt: Prompt, example_ids: Sequence[str]
    ) -> tuple[int, float | None]:
        """Input tokens of the prompt over these examples, estimated, and what a call of each
        costs before its answer; None where the price is not known."""
        requests = (self._requests.over_example(model, prompt, each) for each in example_ids)
        rates = self._counts.rates(model)
        tokens = sum(request_tokens(request, rates) for request in requests)
        price = self._connection.catalogue.price(model.base)
        return tokens, dollars(Usage(tokens), price, tuned=model.tuned)

    def _tried(self, model: Model, parser: ReplyParser, outcome: Outcome) -> TryOut:
        prediction = prediction_of(outcome, parser)
        price = self._connection.catalogue.price(model.base)
        cost = dollars(prediction.usage, price, tuned=model.tuned)
        self._counts.learn(model, (outcome.call.request,), prediction.usage.input_tokens)
        return TryOut(outcome.call.request, outcome.reply, prediction, cost)


def check_connection(model: Model, connection: Connection) -> None:
    """Raises AppError when a model answers elsewhere than at the connection in use."""
    if model.connection is not connection.kind:
        raise AppError(
            f"{model.name} does not belong to the connection in use.",
            "Choose a model of this connection, or change the connection in Settings.",
        )
