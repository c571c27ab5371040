"""Why a job failed: the service's words, the row and field that they name, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.example import Split
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from services.domain.tuning import TuningJob
    from services.storage.tuning_jobs import TuningJobTable

_ROW_FROM_ZERO = re.compile(r"\brow\W{1,3}(\d+)", re.IGNORECASE)
_LINE_FROM_ONE = re.compile(r"\b(?:line|example|index)\W{1,3}(\d+)", re.IGNORECASE)
_FIELD = re.compile(r"`([\w.]+)`|\bfield:?\s+([\w.]+)", re.IGNORECASE)

_ADVICE = (
    (r"does not know this tuning job", ""),
    (
        r"token limit|too many tokens|too long",
        "Shorten the row, or leave it out, and tune again.",
    ),
    (
        r"validation (dataset|examples)",
        "Split the data anew with fewer validation rows, then tune again.",
    ),
    (
        r"permission|access denied|forbidden|403",
        (
            "Let the service read the bucket: Settings → “Check the connection” names the role "
            "that is missing. Then tune again."
        ),
    ),
    (
        r"quota|resource_exhausted|capacity",
        (
            "Wait for other jobs of the project to end, then tune again; a higher quota can be "
            "asked for in Google's console."
        ),
    ),
    (
        r"(file|object|dataset|uri).*(not found|does not exist)|no such object",
        "The uploaded file is not there any more: tune again, it is uploaded anew.",
    ),
    (
        r"epoch|adapter|learning.?rate|hyper.?parameter",
        "Choose another recipe, then tune again.",
    ),
    (
        r"contents|role|json|utf-?8|valid examples|no text",
        "Look at the row, mend its text or its answer, and tune again.",
    ),
    (
        r"internal|unavailable|deadline|expired",
        (
            "The trouble is the service's own: tune again in a while. If it comes back, give the "
            "name of the job to Google's support."
        ),
    ),
)
_OTHERWISE = "Change what it names, then tune again; Google's console may say more of the job."


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended without a model: the service's words, and what to do.

    `line` is the 1-based line of the training file that the words name, `example_id` the example
    there, `field` the field; 0 and empty where none is named.
    """

    words: str
    way_out: str
    field: str = ""
    line: int = 0
    example_id: str = ""


def failure_of(job: TuningJob, jobs: TuningJobTable) -> Failure | None:
    """Why a job failed; None for one that did not, or that never came to the service."""
    if job.state is not JobState.FAILED or job.remote is None or not job.remote.error:
        return None
    found = read_failure(job.remote.error)
    if not found.line:
        return found
    examples = jobs.examples_at(job.id, Split.TRAINING, [found.line])
    return replace(found, example_id=examples.get(found.line, ""))


def read_failure(words: str) -> Failure:
    """What can be read out of the service's words; free text, so as far as it goes.

    “Row: 0. Missing required `contents` field.” counts rows from 0, other wordings from 1.
    """
    row, line = _ROW_FROM_ZERO.search(words), _LINE_FROM_ONE.search(words)
    field = _FIELD.search(words)
    return Failure(
        words=words,
        way_out=next(
            (way for pattern, way in _ADVICE if re.search(pattern, words, re.IGNORECASE)),
            _OTHERWISE,
        ),
        field=next((name for name in field.groups() if name), "") if field else "",
        line=int(row[1]) + 1 if row else int(line[1]) if line else 0,
    )
