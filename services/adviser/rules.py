"""What is advised when: rules with their sources, the most pressing first.

The first rule that applies, and was not put aside, is the advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.adviser.advice import Place, Step
from services.adviser.rule import Rule
from services.adviser.words import (
    GAP,
    counted,
    gap_words,
    listed,
    more_rows,
    percent,
    reason_to_keep,
)
from services.datasets.checks import FEWEST_OF_LABEL
from services.domain.example import ExampleFilter, Split, State
from services.evaluation.significance import smallest_gap

if TYPE_CHECKING:
    from services.adviser.facts import Facts
    from services.domain.prediction import Run

ENOUGH_TO_TUNE = 100
SWEEP_FROM, SWEEP_TO = 500, 1000
ENOUGH_TO_MEASURE = 20
JUDGED_ENOUGH = 10
MANY_LABEL_ERRORS = 0.2
CHANGED_SHARE = 0.05

GUIDE = (
    "Google's documentation on preparing tuning data for Gemini: begin with about 100 examples;"
    " quality counts far more than quantity, and the data should look like what comes in use."
)
RECIPES = (
    "Google's tuning guide of the time of Gemini 1.0, which names five recipes for 500 to 1,000"
    " examples."
)
COMPARISON = "McNemar's test of two models over the same rows, at 95 %."
FROZEN_ROWS = "Only the same measure over the same rows tells two models apart."
NORTHCUTT = (
    "Northcutt, Athalye and Mueller (2021), Pervasive label errors in test sets destabilize"
    " machine learning benchmarks."
)
PRICES = "The prices in use, and what the runs and the tuning job took."
ERROR_ANALYSIS = "Error analysis: a few dozen mistakes show what the next answers should be about."


def _of_better(facts: Facts) -> Run | None:
    """The run of the one to use."""
    return facts.better.run if facts.better else None


def _of_tuned(facts: Facts) -> Run | None:
    return facts.tuned.run if facts.tuned else None


RULES: tuple[Rule, ...] = (
    Rule(
        "import",
        Step.IMPORT,
        Place.DATA,
        "The loop begins with texts.",
        lambda facts: not facts.examples,
        lambda _: "Import your texts",
        lambda _: "A spreadsheet, JSONL, text files, or what you labelled elsewhere.",
    ),
    Rule(
        "split",
        Step.LABEL,
        Place.DATA,
        FROZEN_ROWS,
        lambda facts: facts.unsplit == facts.examples > 0,
        lambda _: "Split the rows",
        lambda _: (
            "Test rows are drawn before anybody labels, so that they stay like what comes in use."
        ),
    ),
    Rule(
        "settle",
        Step.LABEL,
        Place.LABEL,
        GUIDE,
        lambda facts: facts.disputed > 0,
        lambda facts: f"Settle {counted(facts.disputed, 'disputed row', 'disputed rows')}",
        lambda _: (
            "Quality before quantity: a row on which authors disagree has no gold answer,"
            " and often the guidelines are unclear there."
        ),
        rows=ExampleFilter(state=State.DISPUTED),
    ),
    Rule(
        "label to measure",
        Step.LABEL,
        Place.LABEL,
        FROZEN_ROWS,
        lambda facts: facts.validation < ENOUGH_TO_MEASURE and facts.unlabelled > 0,
        lambda _: "Label some validation rows",
        lambda facts: (
            f"{facts.validation} of them have a gold answer; with {ENOUGH_TO_MEASURE} you"
            " can try prompts and see what they get right."
        ),
        rows=ExampleFilter(split=Split.VALIDATION, state=State.UNLABELLED),
    ),
    Rule(
        "prompt first",
        Step.PROMPT,
        Place.PROMPT,
        GUIDE,
        lambda facts: (
            facts.prompt is None
            and facts.validation >= ENOUGH_TO_MEASURE
            and facts.training < ENOUGH_TO_TUNE
        ),
        lambda _: "Try a prompt",
        lambda facts: (
            f"With {counted(facts.training, 'labelled training row', 'labelled training rows')}"
            f" a prompt comes first: tuning is worth trying from {ENOUGH_TO_TUNE}."
        ),
    ),
    Rule(
        "measure a prompt",
        Step.EVALUATE,
        Place.EVALUATE,
        FROZEN_ROWS,
        lambda facts: facts.prompt is None and facts.validation >= ENOUGH_TO_MEASURE,
        lambda _: "Measure a prompt on the validation rows",
        lambda _: "It is what a tuned model has to beat, and shows what is hard.",
    ),
    Rule(
        "same rows",
        Step.EVALUATE,
        Place.EVALUATE,
        FROZEN_ROWS,
        lambda facts: facts.elsewhere,
        lambda _: "Run both over the same rows",
        lambda _: (
            "The tuned model and the prompt were measured on different rows, so nobody"
            " can say which is better."
        ),
        run=_of_tuned,
        from_runs=True,
    ),
    Rule(
        "fix label errors",
        Step.REVIEW,
        Place.REVIEW,
        NORTHCUTT,
        lambda facts: (
            facts.judged >= JUDGED_ENOUGH
            and facts.label_errors > MANY_LABEL_ERRORS * facts.judged
            and facts.judged < facts.mistakes + facts.label_errors
        ),
        lambda _: "Fix label errors first",
        lambda facts: (
            f"{percent(facts.label_errors / facts.judged)} of the"
            f" {facts.judged} mistakes you judged were wrong gold answers: look at the others"
            " before you believe any figure."
        ),
        run=_of_better,
        from_runs=True,
    ),
    Rule(
        "look at mistakes",
        Step.REVIEW,
        Place.REVIEW,
        ERROR_ANALYSIS,
        lambda facts: facts.mistakes > 0 and facts.judged < min(JUDGED_ENOUGH, facts.mistakes),
        lambda _: "Look at the mistakes",
        lambda facts: (
            f"{counted(facts.mistakes, 'row is', 'rows are')} wrong in the best run. What"
            " they have in common says what to label, or to write, next."
        ),
        run=_of_better,
        from_runs=True,
    ),
    Rule(
        "too few of a label",
        Step.LABEL,
        Place.LABEL,
        GUIDE,
        lambda facts: bool(facts.few) and facts.unlabelled > 0,
        lambda facts: f"Label more of {listed(facts.few)}",
        lambda facts: (
            f"{'It has' if len(facts.few) == 1 else 'They have'} fewer than"
            f" {FEWEST_OF_LABEL} training rows each. The queue “least certain first” finds them."
        ),
        rows=ExampleFilter(split=Split.TRAINING, state=State.UNLABELLED),
    ),
    Rule(
        "label to tune",
        Step.LABEL,
        Place.LABEL,
        GUIDE,
        lambda facts: facts.training < ENOUGH_TO_TUNE and facts.unlabelled > 0 and not facts.jobs,
        lambda facts: f"Label {more_rows(ENOUGH_TO_TUNE - facts.training)}",
        lambda _: f"Tuning is worth trying from {ENOUGH_TO_TUNE}.",
        rows=ExampleFilter(split=Split.TRAINING, state=State.UNLABELLED),
    ),
    Rule(
        "like production",
        Step.LABEL,
        Place.DATA,
        GUIDE,
        lambda facts: facts.training >= ENOUGH_TO_TUNE and not facts.jobs,
        lambda _: "Compare with texts from production",
        lambda _: (
            "A model learns the texts it is given. Drop a file of recent ones into the"
            " checks of the data (Ctrl+K), and see whether what is labelled looks like them."
        ),
    ),
    Rule(
        "tune",
        Step.TUNE,
        Place.TUNE,
        GUIDE,
        lambda facts: facts.training >= ENOUGH_TO_TUNE and not facts.jobs,
        lambda _: "Tune a model",
        lambda facts: (
            f"{facts.training:,} training rows are labelled; from"
            f" {ENOUGH_TO_TUNE} it is worth trying."
        ),
    ),
    Rule(
        "measure the tuned model",
        Step.EVALUATE,
        Place.EVALUATE,
        FROZEN_ROWS,
        lambda facts: facts.jobs > facts.jobs_under_way and facts.tuned is None,
        lambda _: "Measure the tuned model",
        lambda _: "Over the same validation rows as the prompt it says what tuning brought.",
        from_runs=True,
    ),
    Rule(
        "tuned is older",
        Step.TUNE,
        Place.TUNE,
        GUIDE,
        lambda facts: facts.changed > CHANGED_SHARE * max(1, facts.training),
        lambda _: "Tune again",
        lambda facts: (
            f"{counted(facts.changed, 'training answer has', 'training answers have')}"
            " changed since the newest model was tuned: it learned what is not so any more."
        ),
    ),
    Rule(
        "sweep",
        Step.TUNE,
        Place.TUNE,
        RECIPES,
        lambda facts: (
            SWEEP_FROM <= facts.training <= SWEEP_TO and facts.jobs > 0 and not facts.sweeps
        ),
        lambda _: "Try the sweep of five recipes",
        lambda facts: (
            f"With {facts.training:,} training rows another number of epochs or a larger"
            " adapter may bring more than more rows."
        ),
    ),
    Rule(
        "larger test set",
        Step.LABEL,
        Place.LABEL,
        COMPARISON,
        lambda facts: (
            facts.tuned is not None
            and facts.unlabelled > 0
            and not facts.tested
            and smallest_gap(facts.test) > GAP
        ),
        lambda _: "Label more test rows",
        gap_words,
        rows=ExampleFilter(split=Split.TEST, state=State.UNLABELLED),
    ),
    Rule(
        "test the winner",
        Step.EVALUATE,
        Place.EVALUATE,
        FROZEN_ROWS,
        lambda facts: facts.tuned is not None and facts.prompt is not None and not facts.tested,
        lambda _: "Measure the winner on the test rows",
        lambda _: (
            "It was chosen on the validation rows, where the best of several looks better"
            " than it is. Once is enough."
        ),
        run=_of_better,
        from_runs=True,
    ),
    Rule(
        "keep the prompt",
        Step.USE,
        Place.EVALUATE,
        COMPARISON,
        lambda facts: facts.apart is not None and facts.apart <= 0,
        lambda _: "Keep the prompt",
        reason_to_keep,
        run=lambda facts: facts.prompt.run if facts.prompt else None,
        from_runs=True,
    ),
    Rule(
        "break-even",
        Step.USE,
        Place.EVALUATE,
        PRICES,
        lambda facts: (facts.apart or 0.0) > 0 and facts.calls_to_break_even is not None,
        lambda facts: f"Use the tuned model from {facts.calls_to_break_even or 0:,} calls on",
        lambda _: (
            "It is better, and each call costs less than the long prompt: after that many"
            " calls the tuning is paid for."
        ),
        run=_of_tuned,
        from_runs=True,
    ),
    Rule(
        "use it",
        Step.USE,
        Place.EVALUATE,
        "The loop ends where the model works.",
        lambda facts: facts.better is not None and facts.unlabelled > 0 and facts.tested,
        lambda _: "Run the best over the unlabelled rows",
        lambda facts: (
            f"{counted(facts.unlabelled, 'row has', 'rows have')} no answer yet; with"
            " several samples the vote share says which of them a human should see."
        ),
        run=_of_better,
        from_runs=True,
    ),
)
