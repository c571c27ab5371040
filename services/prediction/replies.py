"""From what came back to a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prediction import Prediction, PredictionState

if TYPE_CHECKING:
    from services.ports import Reply
    from services.prediction.engine import Outcome
    from services.prompts.parsing import ReplyParser

OUT_OF_TOKENS = "MAX_TOKENS"
_ENDED_WELL = frozenset(("", "STOP", "FINISH_REASON_UNSPECIFIED", OUT_OF_TOKENS))


def prediction_of(outcome: Outcome, parser: ReplyParser) -> Prediction:
    """What became of a call, as it is stored."""
    call, error = outcome.call, outcome.error
    if outcome.reply is None:
        words = f"{error.title} {error.way_out}" if error else ""
        return failed(call.example_id, call.sample, words, outcome.milliseconds)
    return read(call.example_id, call.sample, outcome.reply, outcome.milliseconds, parser)


def failed(example_id: str, sample: int, error: str, milliseconds: float = 0.0) -> Prediction:
    """A call without an answer, and why."""
    state = PredictionState.FAILED
    return Prediction(example_id, sample, state, error=error, milliseconds=milliseconds)


def read(
    example_id: str, sample: int, reply: Reply, milliseconds: float, parser: ReplyParser
) -> Prediction:
    """What a reply says."""
    refusal = refusal_in(reply)
    if refusal:
        return Prediction(
            example_id,
            sample,
            PredictionState.REFUSED,
            reply=reply.text,
            error=refusal,
            usage=reply.usage,
            milliseconds=milliseconds,
        )
    parsed = parser.parse(reply.text)
    problem = parsed.problem
    if problem and reply.finish_reason == OUT_OF_TOKENS:
        problem = f"The model ran out of tokens before its answer was whole. {problem}"
    return Prediction(
        example_id,
        sample,
        parsed.state,
        parsed.value,
        reply.text,
        parsed.reasoning,
        problem,
        reply.usage,
        milliseconds,
        confidence=parsed.confidence,
        repaired=parsed.repaired,
    )


def refusal_in(reply: Reply) -> str:
    """Why the service held its answer back, in its own word; empty when it did not."""
    if reply.block_reason:
        return f"The prompt was blocked: {reply.block_reason}."
    if reply.finish_reason not in _ENDED_WELL:
        return f"The answer was held back: {reply.finish_reason}."
    return ""
