"""What there is to say of a tuned model: where it answers, and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime

from gui.pages.tune.job_facts import lineage_facts, statistics_facts, whole_recipe
from gui.pages.tune.words import count, date_words, duration_words, tr
from gui.pills import PillKind

if TYPE_CHECKING:
    from datetime import date

    from services.domain.tuning import TuningJob
    from services.tuning.models import Since

Fact = tuple[str, str]


def model_facts(job: TuningJob, retires: date | None, guideline: int) -> tuple[Fact, ...]:
    """Name and value of all that is known, where it answers first."""
    begun = QDateTime.fromSecsSinceEpoch(int(job.created)).toString("d MMM yyyy, HH:mm")
    took = duration_words((job.ended or job.created) - job.created)
    found = [
        *_place(job),
        (tr("Base model"), _base_words(job, retires)),
        (tr("Tuned"), tr("{begun}, took {time}").format(begun=begun, time=took)),
        (tr("Recipe"), whole_recipe(job.recipe)),
        *lineage_facts(job),
    ]
    if guideline:
        found.append((tr("Guidelines"), tr("revision {number}").format(number=guideline)))
    return (*found, *statistics_facts(job))


def standing_words(job: TuningJob, elsewhere: str) -> tuple[str, PillKind]:
    """Whether the model answers, and the colour in which that is shown."""
    if job.standing.deleted:
        return tr("deleted"), PillKind.BAD
    if job.standing.undeployed:
        return tr("not deployed"), PillKind.WARN
    if elsewhere:
        return tr("not reachable from here"), PillKind.WARN
    return tr("answers in {place}").format(place=_location(job)), PillKind.OK


def since_words(since: Since) -> str:
    """“31 answers changed since this model was tuned.”; empty when nothing has."""
    parts: list[str] = []
    if since.changed:
        answers = count(since.changed, tr("answer"), tr("answers"))
        parts.append(tr("{answers} changed").format(answers=answers))
    if since.withdrawn:
        words = tr("row lost its answer"), tr("rows lost their answers")
        parts.append(count(since.withdrawn, *words))
    if since.more:
        words = tr("more training row is answered"), tr("more training rows are answered")
        parts.append(count(since.more, *words))
    if not parts:
        return ""
    return tr("{what} since this model was tuned.").format(what=", ".join(parts))


def _location(job: TuningJob) -> str:
    tuned = job.remote.tuned if job.remote else None
    return tuned.endpoint.split("/")[3] if tuned else ""


def _place(job: TuningJob) -> list[Fact]:
    tuned = job.remote.tuned if job.remote else None
    if tuned is None:
        return []
    if job.standing.deleted:
        words = tr("nowhere: it was deleted. The job, its curves and its runs are kept.")
    elif job.standing.undeployed:
        words = tr("nowhere until it is deployed again")
    else:
        words = tr(
            "{place}, where the service deployed it by itself; it costs nothing while it is not "
            "called"
        ).format(place=_location(job))
    return [(tr("Answers in"), words), (tr("Endpoint"), tuned.endpoint), (tr("Model"), tuned.model)]


def _base_words(job: TuningJob, retires: date | None) -> str:
    if retires is None:
        return tr("{base}; when it retires is not known").format(base=job.base_model)
    return tr("{base}; it is kept until {date} at least").format(
        base=job.base_model, date=date_words(retires)
    )
