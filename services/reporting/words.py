"""Words and figures of a report."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.domain.money import money
from services.domain.prediction import ConnectionKind
from services.domain.prompt import Technique
from services.evaluation.definitions import FIELD_F1, MACRO_F1
from services.evaluation.numbers import NONE, decimals, interval_text, points
from services.evaluation.words import difference_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.tuning import Recipe
    from services.evaluation.definitions import Definition
    from services.evaluation.records import Compared, Counts, Measures
    from services.reporting.records import Report, ReportedRun

TECHNIQUES = {
    Technique.ZERO_SHOT: "zero-shot",
    Technique.FEW_SHOT: "few-shot",
    Technique.CHAIN_OF_THOUGHT: "chain of thought",
}
PLACES = {
    ConnectionKind.SANDBOX: "Sandbox",
    ConnectionKind.VERTEX: "Vertex AI",
    ConnectionKind.ELSEWHERE: "elsewhere",
}


def count(number: int, one: str, many: str = "") -> str:
    """A count with its noun, as in "1 row" or "2,000 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def when(seconds: float) -> str:
    """A time in seconds since 1970, as in "2026-03-09 14:05 UTC"."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def latency(milliseconds: float | None) -> str:
    """How long a call took, in seconds from 1 s on, or a dash."""
    if milliseconds is None:
        return NONE
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def cost(dollars: float | None) -> str:
    """Dollars, or a dash where the price is not known."""
    return NONE if dollars is None else money(dollars)


def pretty(value: object) -> str:
    """A value as indented JSON in its own script."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def tokens(compared: Compared) -> int:
    """All tokens of the calls of a run; thoughts bill as output."""
    usage = compared.usage
    return usage.input_tokens + usage.output_tokens + usage.thought_tokens


def prompt_words(each: ReportedRun) -> str:
    """The prompt of a run, with version, technique and samples."""
    run = each.run
    if run.model.brought_in:
        words = "brought in"
    elif each.prompt is None:
        words = f"version {run.prompt_version}"
    else:
        technique = TECHNIQUES[each.prompt.technique]
        words = f"{each.prompt.name} v{run.prompt_version} · {technique}"
    return words if run.samples == 1 else f"{words} · ×{run.samples}"


def recipe_words(recipe: Recipe) -> str:
    """Epochs, learning rate multiplier and adapter size."""
    return (
        f"{count(recipe.epochs, 'epoch')}, rate multiplier {recipe.learning_rate_multiplier:g},"
        f" adapter size {recipe.adapter_size}"
    )


def left_out(counts: Counts) -> str:
    """Failed and not run, in words; a dash when nothing was left out."""
    parts = ((counts.failed, "failed"), (counts.not_run, "not run"))
    return ", ".join(f"{number:,} {word}" for number, word in parts if number) or NONE


def answers(counts: Counts) -> str:
    """What came back beside right and wrong answers; empty when nothing did."""
    parts = (
        (counts.unparsable, "unparsable"),
        (counts.refused, "refused"),
        (counts.repaired, "repaired"),
        (counts.failed, "failed"),
        (counts.not_run, "not run"),
        (counts.without_gold, "without a gold answer"),
    )
    return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def f1_definition(measures: Measures) -> Definition:
    """What the F1 in front is."""
    return FIELD_F1 if measures.all_fields else MACRO_F1


def f1_interval(measures: Measures) -> str:
    """The bounds of the F1 in front, as in "0.712–0.803"; empty where there are none."""
    bounds = measures.f1_interval
    return f"{decimals(bounds.low)}–{decimals(bounds.high)}" if bounds else ""


def accuracy_words(measures: Measures) -> str:
    """The interval of accuracy, or why there is no accuracy."""
    if measures.interval is None:
        return measures.reason
    return f"95 % interval {interval_text(measures.interval)}"


def difference_number(each: ReportedRun) -> str:
    """How far from the baseline, in points, or the word that stands in its place."""
    if each.is_baseline:
        return "baseline"
    if each.compared.reason:
        return "not comparable"
    found = each.compared.difference
    return points(found.accuracy if found else None)


def verdict(each: ReportedRun) -> str:
    """Whether it is better than the baseline, as a sentence."""
    if each.is_baseline:
        return "This run is the baseline that the others are compared with."
    if each.compared.reason:
        return f"Not comparable. {each.compared.reason}"
    if each.compared.difference is None:
        return ""
    words = difference_words(each.run.model.name, each.compared.difference)
    sentence = words[:1].upper() + words[1:] if words.startswith("no ") else words
    return sentence.removesuffix(".") + "."


def name(each: ReportedRun) -> str:
    """Model and prompt."""
    return f"{each.run.model.name} · {prompt_words(each)}"


def tied_words(report: Report) -> str:
    """Which runs cannot be told from the best one, and the cheapest of them."""
    by_id = {each.run.id: each for each in report.runs}
    tied = report.tied
    if tied is None or not {tied.best, tied.cheapest} <= by_id.keys():
        return ""
    if len(tied.runs) == 1:
        return f"{name(by_id[tied.best])} is better than every other finished run here."
    cheap = by_id[tied.cheapest]
    spent = cost(cheap.compared.dollars) if tied.by_price else f"{tokens(cheap.compared):,} tokens"
    return (
        f"{len(tied.runs)} runs are tied: no difference to the best can be seen. The cheapest of"
        f" them: {name(cheap)} ({spent})."
    )


def spent_words(report: Report) -> str:
    """What all runs and the tuning behind them took together."""
    runs = [each.compared for each in report.runs if not each.run.model.brought_in]
    if not runs:
        return "All of it was brought in; nothing is known of what it cost."
    used = count(sum(tokens(each) for each in runs), "token")
    words = f"All runs together: {used}, {_sum_words([each.dollars for each in runs])}."
    words += " Answers that were known before are counted with what they cost when asked for."
    paid = [each for each in report.jobs if each.job.connection is ConnectionKind.VERTEX]
    if paid:
        used = count(sum(each.tokens for each in paid), "token")
        words += f" Tuning behind them: {used}, {_sum_words([each.dollars for each in paid])}."
    if report.practice:
        words += " Calls to the Sandbox are free; the sum is what they would cost on Vertex AI."
    return words


def _sum_words(dollars: list[float | None]) -> str:
    known = [each for each in dollars if each is not None]
    if not known:
        return "at a price that is not known"
    unknown = len(dollars) - len(known)
    rest = f" and {unknown:,} more at a price that is not known" if unknown else ""
    return money(sum(known)) + rest


def label_names(report: Report) -> Mapping[str, str]:
    """Names of labels by id."""
    return {label.id: label.name for label in report.task.labels}
