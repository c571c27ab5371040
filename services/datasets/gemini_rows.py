"""Rows of a tuning file: how they are written, and by which rules they are checked.

Shapes and limits: "Prepare supervised fine-tuning data for Gemini models" and "About supervised
fine-tuning" of Google's documentation, as of 2026-09-25.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from services.domain.prompt import Role
from services.domain.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.prompt import RenderedPrompt

MOST_TOKENS = 131_072
"""Input and output together, in one row."""
LARGEST_FILE = 1_000_000_000
"""Bytes of a training file."""
MOST_TRAINING_ROWS = 10_000_000
MOST_VALIDATION_ROWS = 5_000
VALIDATION_ROWS_AT_ANY_SHARE = 1_000
LARGEST_VALIDATION_SHARE = 0.3
FEW_TRAINING_ROWS = 100

Line = dict[str, Any]


def gemini_line(rendered: RenderedPrompt, answer: str) -> Line:
    """One row for tuning: the prompt as it is sent, and what the model is to say."""
    contents = [_turn(turn.role, turn.text) for turn in rendered.turns]
    contents.append(_turn(Role.MODEL, answer))
    if not rendered.system:
        return {"contents": contents}
    system = {"role": "system", "parts": [{"text": rendered.system}]}
    return {"systemInstruction": system, "contents": contents}


def messages_line(rendered: RenderedPrompt, answer: str) -> Line:
    """The layout of Gemini 1.0, retired on 2025-04-21; no model takes it any more."""
    messages = [{"role": "system", "content": rendered.system}] if rendered.system else []
    messages += [{"role": turn.role.value, "content": turn.text} for turn in rendered.turns]
    return {"messages": [*messages, {"role": Role.MODEL.value, "content": answer}]}


def is_plainly_sound(rendered: RenderedPrompt, answer: str) -> bool:
    """Whether a row keeps the rules at a glance, as nearly all do: one question and one answer.

    A character makes at most a token by `estimated_tokens`. Others need `line_problems`.
    """
    return (
        len(rendered.turns) == 1
        and rendered.turns[0].role is Role.USER
        and not rendered.turns[0].text.isspace()
        and not answer.isspace()
        and bool(rendered.turns[0].text and answer)
        and len(rendered.system) + len(rendered.turns[0].text) + len(answer) <= MOST_TOKENS // 2
    )


def line_problems(line: Mapping[str, Any]) -> tuple[str, ...]:
    """What in a row breaks the rules, a sentence each; the service would drop such a row.

    `contents` alternate between user and model, begin with user and end with model; each turn has
    a text; all texts together are at most MOST_TOKENS, as estimated.
    """
    turns = line.get("contents")
    if not isinstance(turns, list) or not turns:
        return ("It has no contents.",)
    turns = cast("list[object]", turns)
    texts = [_text(turn) for turn in turns]
    problems = _role_problems([_role(turn) for turn in turns])
    problems += [
        f"The text of turn {number} is empty."
        for number, text in enumerate(texts, start=1)
        if not text.strip()
    ]
    tokens = sum(map(estimated_tokens, (_text(line.get("systemInstruction")), *texts)))
    if tokens > MOST_TOKENS:
        problems.append(f"It has about {tokens:,} tokens; {MOST_TOKENS:,} are allowed.")
    return tuple(problems)


def file_warnings(training: int, validation: int, training_bytes: int) -> tuple[str, ...]:
    """What the service, or good practice, has against files of so many rows."""
    warnings: list[str] = []
    if training < FEW_TRAINING_ROWS:
        warnings.append(
            f"{training:,} training {_rows(training)}: tuning works best from"
            f" {FEW_TRAINING_ROWS} on."
        )
    if training > MOST_TRAINING_ROWS:
        warnings.append(f"Only {MOST_TRAINING_ROWS:,} training rows are allowed.")
    if training_bytes > LARGEST_FILE:
        warnings.append("The training file is larger than 1 GB, which is the limit.")
    if validation > MOST_VALIDATION_ROWS:
        warnings.append(f"Only {MOST_VALIDATION_ROWS:,} validation rows are allowed.")
    elif validation > max(VALIDATION_ROWS_AT_ANY_SHARE, training * LARGEST_VALIDATION_SHARE):
        warnings.append(
            f"More than {VALIDATION_ROWS_AT_ANY_SHARE:,} validation rows may be at most"
            f" {LARGEST_VALIDATION_SHARE:.0%} of the training rows."
        )
    return tuple(warnings)


def _turn(role: Role, text: str) -> Line:
    return {"role": role.value, "parts": [{"text": text}]}


def _role_problems(roles: list[object]) -> list[str]:
    problems: list[str] = []
    known = {role.value for role in Role}
    if unknown := [role for role in roles if role not in known]:
        problems.append(f"“{unknown[0]}” is no role; only user and model are.")
    if roles[0] != Role.USER:
        problems.append("It does not begin with the user.")
    if roles[-1] != Role.MODEL:
        problems.append("It does not end with the model.")
    if any(first == second for first, second in pairwise(roles)):
        problems.append("User and model do not alternate.")
    return problems


def _role(turn: object) -> object:
    return cast("Line", turn).get("role") if isinstance(turn, dict) else None


def _text(turn: object) -> str:
    parts = cast("Line", turn).get("parts") if isinstance(turn, dict) else None
    if not isinstance(parts, list):
        return ""
    return "".join(
        str(cast("Line", part).get("text") or "")
        for part in cast("list[object]", parts)
        if isinstance(part, dict)
    )


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"
