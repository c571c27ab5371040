"""One label for a text, from the names of the labels and the shots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from services.sandbox.learner.chance import choose
from services.sandbox.learner.labels import name_scores, offered_labels
from services.sandbox.learner.similarity import similarities

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.prompt import Prompt

_NAMES_WEIGHT = 1.0
_SHOTS_WEIGHT = 12.0
_SHARPNESS = 4.0
_WITH_REASONS = 3
_LONGEST = 200


def choose_label(prompt: Prompt, ask: Ask) -> str:
    """The label that fits best; with some chance one that fits nearly as well."""
    labels = _labels(prompt, ask)
    if not labels:
        return "I cannot tell."
    scores = label_scores(prompt, labels)
    names = list(labels)
    sharpness = _SHARPNESS * (_WITH_REASONS if prompt.marker else 1)
    weights = [math.exp(sharpness * (scores[name] - max(scores.values()))) for name in names]
    return names[choose(weights, ask)]


def label_scores(prompt: Prompt, labels: dict[str, str]) -> dict[str, float]:
    """How well each label fits the text that is asked about."""
    scores = {
        name: _NAMES_WEIGHT * score for name, score in name_scores(prompt.query, labels).items()
    }
    likeness = similarities(prompt.query, [shot.text for shot in prompt.shots])
    for shot, alike in zip(prompt.shots, likeness, strict=True):
        if shot.answer in scores:
            scores[shot.answer] += _SHOTS_WEIGHT * alike * alike
    return scores


def _labels(prompt: Prompt, ask: Ask) -> dict[str, str]:
    listed = offered_labels(prompt.instruction)
    if ask.schema and ask.schema.get("enum"):
        return {name: listed.get(name, "") for name in ask.schema["enum"]}
    longest = max((len(name) for name in listed), default=_LONGEST)
    shown = [shot.answer for shot in prompt.shots if 0 < len(shot.answer) <= longest]
    return {**dict.fromkeys(shown, ""), **listed}
