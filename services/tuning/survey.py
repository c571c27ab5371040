"""What the labelled rows look like through a prompt: the ground of preflight and estimate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.datasets.gemini_rows import MOST_TOKENS, gemini_line, is_plainly_sound, line_problems
from services.domain.example import Example, ExampleFilter, Split, State
from services.domain.tokens import estimated_tokens
from services.learning.near_duplicates import same_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from services.jobs import JobContext
    from services.prompts.techniques import Renderer, Row


@dataclass(slots=True)
class SplitSurvey:
    """One split: rows with a gold answer, their tokens (estimated) and bytes, and their labels.

    `broken` gives, by example id, what the service would have against the row, and `too_long`
    are those over its limit of tokens; both stay out. `unlabelled` counts rows yet to be labelled.
    """

    rows: int = 0
    tokens: int = 0
    size: int = 0
    labels: Counter[str] = field(default_factory=Counter[str])
    broken: dict[str, str] = field(default_factory=dict[str, str])
    too_long: set[str] = field(default_factory=set[str])
    unlabelled: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """`leaked` are validation and test rows whose text is a training text too; `problems` what
    the prompt itself gets wrong; `unsplit` labelled rows that are in no split."""

    training: SplitSurvey
    validation: SplitSurvey
    leaked: frozenset[str]
    unsplit: int
    problems: tuple[str, ...]


class Surveyor:
    """Reads all rows once; thousands take some seconds, so ask off the GUI thread."""

    def __init__(
        self,
        stream: Callable[[ExampleFilter, JobContext | None], Iterator[Example]],
        as_row: Callable[[Example], Row],
    ) -> None:
        self._stream = stream
        self._as_row = as_row

    def survey(self, renderer: Renderer, context: JobContext | None) -> Survey:
        """Look at the rows through a zero-shot prompt. Stops with the context."""
        problems: list[str] = []
        seen: set[int] = set()
        leaked: set[str] = set()
        parts = {split: SplitSurvey() for split in Split}
        for split in Split:
            for example in self._examples(ExampleFilter(split=split), context):
                key = hash(same_key(example.text))
                if split is Split.TRAINING:
                    seen.add(key)
                elif key in seen:
                    leaked.add(example.id)
                parts[split].unlabelled += example.state is State.UNLABELLED
                if example.gold is not None:
                    self._add(parts[split], example, renderer, problems)
        unsplit = sum(
            example.gold is not None
            for example in self._examples(ExampleFilter(unsplit=True), context)
        )
        return Survey(
            parts[Split.TRAINING],
            parts[Split.VALIDATION],
            frozenset(leaked),
            unsplit,
            tuple(dict.fromkeys(problems)),
        )

    def _examples(self, wanted: ExampleFilter, context: JobContext | None) -> Iterator[Example]:
        for number, example in enumerate(self._stream(wanted, context)):
            if context is not None and number % 256 == 0:
                context.check()
            yield example

    def _add(
        self, part: SplitSurvey, example: Example, renderer: Renderer, problems: list[str]
    ) -> None:
        rendered = renderer.render(self._as_row(example))
        if not problems:
            problems.extend(rendered.problems)
        answer = rendered.expected or ""
        texts = (rendered.system, *(turn.text for turn in rendered.turns), answer)
        tokens = sum(map(estimated_tokens, texts))
        sound = is_plainly_sound(rendered, answer)
        wrong = () if sound else line_problems(gemini_line(rendered, answer))
        if wrong and tokens > MOST_TOKENS:
            part.too_long.add(example.id)
            return
        if wrong:
            part.broken[example.id] = wrong[0]
            return
        part.rows += 1
        part.tokens += tokens
        part.size += sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
        if isinstance(example.gold, str):
            part.labels[example.gold] += 1
