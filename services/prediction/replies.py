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
    call = outcome.call
    if outcome.reply is None:
        error = outcome.error
        return Prediction(
            call.example_id,
            call.sample,
            PredictionState.FAILED,
            error=f"{error.title} {error.way_out}" if error else "",
            milliseconds=outcome.milliseconds,
        )
    reply = outcome.reply
    refusal = refusal_in(reply)
    if refusal:
        return Prediction(
            call.example_id,
            call.sample,
            PredictionState.REFUSED,
            reply=reply.text,
            error=refusal,
            usage=reply.usage,
            milliseconds=outcome.milliseconds,
        )
    parsed = parser.parse(reply.text)
    problem = parsed.problem
    if problem and reply.finish_reason == OUT_OF_TOKENS:
        problem = f"The model ran out of tokens before its answer was whole. {problem}"
    return Prediction(
        call.example_id,
        call.sample,
        parsed.state,
        parsed.value,
        reply.text,
        parsed.reasoning,
        problem,
        reply.usage,
        outcome.milliseconds,
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
