"""What a reply says, by fixed rules; what they do not cover is unparsable, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from services.domain.prediction import PredictionState
from services.domain.prompt import AnswerFormat, Technique
from services.prompts.confidence_reply import split_confidence
from services.prompts.label_reply import LabelReply
from services.prompts.record_reply import RecordReply
from services.prompts.wording import MARKER

if TYPE_CHECKING:
    from services.domain.confidence import Likelihood
    from services.domain.example import Value
    from services.domain.task import Task

_MARKER = re.compile(rf"(?im)^[ \t#*_>]*{MARKER.removesuffix(':')}[*_ \t]*[:：][*_]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply, parsed: `state` is ANSWERED with a `value`, or UNPARSABLE with a `problem`.

    `reasoning` is what a chain of thought said before its answer, `confidence` the word of the
    scale by which the model said how likely its answer is to be right.
    """

    state: PredictionState
    value: Value | None = None
    reasoning: str = ""
    problem: str = ""
    repaired: bool = False
    confidence: Likelihood | None = None


class AnswerReader(Protocol):
    """Reads the answer part of a reply."""

    def read(self, answer: str) -> tuple[Value | None, str, bool]:
        """The value or None, why there is none, and whether it had to be repaired."""
        ...


class ReplyParser:
    """Parses the replies to one prompt; what depends on the task is worked out once."""

    def __init__(
        self, task: Task, technique: Technique, wanted: AnswerFormat = AnswerFormat.ANSWER
    ) -> None:
        self._reader: AnswerReader = (
            RecordReply(task.schema) if task.schema is not None else LabelReply(task.labels)
        )
        self._reasons = technique is Technique.CHAIN_OF_THOUGHT
        self._confides = wanted is AnswerFormat.CONFIDENCE

    def parse(self, reply: str) -> Parsed:
        if not self._confides:
            return self._parsed(reply)
        rest, confidence = split_confidence(reply)
        if not self._reasons:
            _, marker, answer = split_at_marker(rest)
            rest = answer if marker else rest
        return replace(self._parsed(rest), confidence=confidence)

    def _parsed(self, reply: str) -> Parsed:
        reasoning, answer = "", reply
        if self._reasons:
            reasoning, marker, answer = split_at_marker(reply)
            if not marker:
                return Parsed(
                    PredictionState.UNPARSABLE,
                    reasoning=reasoning,
                    problem=f"There is no line that begins with “{MARKER}”.",
                )
        value, problem, repaired = self._reader.read(answer)
        if value is None:
            return Parsed(PredictionState.UNPARSABLE, None, reasoning, problem)
        return Parsed(PredictionState.ANSWERED, value, reasoning, "", repaired)


def split_at_marker(reply: str) -> tuple[str, str, str]:
    """Reasoning, marker and answer of a chain of thought, at the last line with the marker.

    Without a marker all of it is reasoning. Markdown around the marker is left out.
    """
    markers = list(_MARKER.finditer(reply))
    if not markers:
        return reply.strip(), "", ""
    found = markers[-1]
    return reply[: found.start()].strip(), found[0], reply[found.end() :].strip()
