"""What is said when a job comes to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.tune.job_facts import job_title
from gui.translation import tr
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.tuning import TuningJob


def end_notice(number: int, job: TuningJob, show: Callable[[], None]) -> Notice:
    """`show` leads to the job, or to the model that it made."""
    tuned = job.remote is not None and job.remote.tuned is not None
    if tuned:
        kind, text = NoticeKind.SUCCESS, tr("The tuned model is ready.")
        if job.state is JobState.PARTLY_SUCCEEDED:
            ready = tr("The tuned model is ready in part. {why}").format(why=job.error)
            kind, text = NoticeKind.WARNING, ready.strip()
        if job.lineage.get("training", {}).get("uri"):
            offer = tr("The uploaded rows are still in the bucket: its page can delete them.")
            text = f"{text} {offer}"
    elif job.state is JobState.CANCELLED:
        kind, text = NoticeKind.INFO, tr("It was cancelled.")
    else:
        kind, text = NoticeKind.WARNING, job.error or tr("It ended without a model.")
    word = tr("Show the model") if tuned else tr("Show the job")
    return Notice(kind, job_title(number, job), text, action=word, run=show)
