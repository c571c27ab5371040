"""What there is to say of a tuning job: cost, lineage, statistics, endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime

from gui.pages.tune.words import (
    count,
    duration_words,
    epochs_words,
    rows_words,
    tokens_words,
    tr,
)
from services.domain.money import money
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from services.catalogue import Price
    from services.domain.tuning import Recipe, TuningJob

Fact = tuple[str, str]


def job_title(number: int, job: TuningJob) -> str:
    """“Job 1: gemini-3.1-flash-lite, 4 epochs”."""
    return tr("Job {number}: {model}, {epochs}").format(
        number=number, model=job.base_model, epochs=epochs_words(job.recipe.epochs)
    )


def progress_words(job: TuningJob) -> str:
    """How far it is, in epochs; empty before the first is under way."""
    done = job.remote.completed_epochs if job.remote else None
    if job.state in (JobState.SUCCEEDED, JobState.PARTLY_SUCCEEDED) and done is None:
        return epochs_words(job.recipe.epochs)
    if done is None:
        return ""
    return tr("epoch {done} of {all}").format(done=done, all=job.recipe.epochs)


def time_words(job: TuningJob, now: float) -> str:
    """For how long it has run, or how long it took; `now` in seconds since 1970."""
    return duration_words((job.ended or now) - job.created)


def cost_words(job: TuningJob, price: Price) -> str:
    """The estimate, and what was billed once the service says so."""
    sandbox = job.connection is ConnectionKind.SANDBOX
    known = None if sandbox else price.training
    words = tokens_words(job.estimated_tokens)
    if known is not None:
        words += ", " + tr("about {money}").format(money=_dollars(job.estimated_tokens, known))
    statistics = job.remote.statistics if job.remote else None
    if statistics is not None and statistics.billable_tokens:
        billed = count(statistics.billable_tokens, tr("token"), tr("tokens"))
        if known is not None:
            billed += ", " + _dollars(statistics.billable_tokens, known)
        words = tr("billed {truth} (estimated {guess})").format(truth=billed, guess=words)
    return f"{words} · {tr('free in the Sandbox')}" if sandbox else words


def _dollars(tokens: int, price: float) -> str:
    return money(tokens / 1e6 * price)


def facts(job: TuningJob) -> tuple[Fact, ...]:
    """Name and value of all that is known, the lineage first."""
    begun = QDateTime.fromSecsSinceEpoch(int(job.created)).toString("d MMM yyyy, HH:mm")
    found = [(tr("Started"), begun), (tr("Recipe"), whole_recipe(job.recipe))]
    return (*found, *lineage_facts(job), *statistics_facts(job), *_endpoint(job))


def whole_recipe(recipe: Recipe) -> str:
    """Epochs, learning rate multiplier and adapter size."""
    return tr("{epochs}, rate multiplier {rate:g}, adapter size {size}").format(
        epochs=epochs_words(recipe.epochs),
        rate=recipe.learning_rate_multiplier,
        size=recipe.adapter_size,
    )


def lineage_facts(job: TuningJob) -> tuple[Fact, ...]:
    """The prompt, and the rows with their snapshot, gold revision and file."""
    name = job.lineage.get("prompt", "")
    prompt = tr("{name}, version {version}").format(name=name, version=job.prompt_version)
    parts = ((tr("Training"), "training"), (tr("Validation"), "validation"))
    further = ((tr("Goes on from"), job.start_from.name),) if job.start_from else ()
    return (
        *further,
        (tr("Prompt"), prompt),
        *((title, _frozen_words(job.lineage[key])) for title, key in parts if key in job.lineage),
    )


def _frozen_words(part: Mapping[str, Any]) -> str:
    words = [
        rows_words(part.get("lines", part["rows"])),
        tr("answers of revision {revision}").format(revision=part["revision"]),
        tr("snapshot {hash}").format(hash=part["hash"][:12]),
    ]
    if "sha256" in part:
        words.append(tr("file {hash}").format(hash=part["sha256"][:12]))
    if part.get("uri"):
        words.append(part["uri"])
    elif "uri" in part:
        words.append(tr("uploaded file deleted"))
    return " · ".join(words)


def statistics_facts(job: TuningJob) -> tuple[Fact, ...]:
    """What the service counted in the training file."""
    statistics = job.remote.statistics if job.remote else None
    if statistics is None:
        return ()
    words = [
        tr("{rows} read").format(rows=rows_words(statistics.examples)),
        count(statistics.steps, tr("step"), tr("steps")),
    ]
    if statistics.truncated:
        words.append(
            tr("{rows} truncated or dropped").format(rows=rows_words(statistics.truncated))
        )
    return ((tr("Statistics"), " · ".join(words)),)


def _endpoint(job: TuningJob) -> tuple[Fact, ...]:
    tuned = job.remote.tuned if job.remote else None
    if tuned is None:
        return ()
    points = count(len(tuned.checkpoints), tr("checkpoint"), tr("checkpoints"))
    return (
        (tr("Endpoint"), tuned.endpoint),
        (tr("Model"), f"{tuned.model} · {points}" if tuned.checkpoints else tuned.model),
    )
