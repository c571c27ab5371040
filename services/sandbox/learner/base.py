"""The base model: a reader of prompts with modest skill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.sandbox.learner.choice import choose_label
from services.sandbox.learner.confiding import with_confidence
from services.sandbox.learner.extraction import extract
from services.sandbox.learner.judging import judge
from services.sandbox.learner.prompt import read_prompt
from services.sandbox.learner.reasoning import with_reasoning
from services.sandbox.learner.tags import without_tags

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask


class BaseAnswerer:
    """Answers from the shots, the labels and the fields that the prompt itself names."""

    def answer(self, ask: Ask) -> str:
        """One label, or a record in JSON, after a line of reasoning and with one of confidence
        where the prompt asks so; or a word that judges an answer."""
        word = judge(ask)
        if word is not None:
            return word
        ask = without_tags(ask)
        prompt = read_prompt(ask)
        record = extract(prompt, ask)
        answer = choose_label(prompt, ask) if record is None else record
        return with_confidence(prompt, ask, answer, with_reasoning(prompt, answer))
