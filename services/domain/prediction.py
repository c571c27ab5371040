"""Models, runs over a snapshot, and what came back."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.batch import BatchState
    from services.domain.confidence import Likelihood
    from services.domain.example import Value


class ConnectionKind(enum.StrEnum):
    """Where calls go; ELSEWHERE: predictions were made by no call of ours and brought in."""

    SANDBOX = "sandbox"
    VERTEX = "vertex"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Model:
    """A base model, a tuned model or one of its checkpoints.

    `resource` is what a request names: a base model's name, or the full endpoint resource of a
    tuned one. `location` is where it answers. What came from the Sandbox is never compared with
    what came from Vertex AI; what was brought in from elsewhere can be compared with both.
    """

    name: str
    resource: str
    location: str
    connection: ConnectionKind
    base: str
    job_id: str | None = None
    checkpoint: str | None = None

    @property
    def tuned(self) -> bool:
        return self.job_id is not None

    @property
    def brought_in(self) -> bool:
        """It answered elsewhere: its predictions came in a file."""
        return self.connection is ConnectionKind.ELSEWHERE


class PredictionState(enum.IntEnum):
    """Numbers are stored in the project file. `NOT_RUN` is a row without a stored prediction."""

    ANSWERED = 0
    UNPARSABLE = 1
    REFUSED = 2
    FAILED = 3
    NOT_RUN = 4


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call, as the service counted them; thoughts bill as output."""

    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Prediction:
    """One reply to one example of a run.

    `value` is the parsed answer (None unless answered), `reply` the text as it came, `reasoning`
    what a chain of thought said before its answer, `error` why it failed or was refused.
    `milliseconds` is the time of the call. A prediction made elsewhere may stand for several
    samples: `votes` of `voters` gave the value. `confidence` is what the model itself said of it,
    where the prompt asks for that. `repaired`: the JSON had to be mended before it could be read.
    """

    example_id: str
    sample: int
    state: PredictionState
    value: Value | None = None
    reply: str = ""
    reasoning: str = ""
    error: str = ""
    usage: Usage = Usage()
    milliseconds: float = 0.0
    votes: int | None = None
    voters: int | None = None
    confidence: Likelihood | None = None
    repaired: bool = False


class RunState(enum.StrEnum):
    """Where a run stands; a stopped or failed one can be resumed."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One model and one prompt version over one snapshot, `samples` times each row.

    `created` is in seconds since 1970, `error` says why it failed or stopped by itself; `batch`
    is where its job stands when the service answers it as one. `asks_again`: replies that are
    stored from before it are not taken.
    """

    id: str
    name: str
    model: Model
    prompt_id: str
    prompt_version: int
    snapshot_id: str
    samples: int
    state: RunState
    created: float
    error: str = ""
    batch: BatchState | None = None
    asks_again: bool = False


class Verdict(enum.StrEnum):
    """What a review says of a row: whose mistake it is; RIGHT: it is none, the answers agree."""

    MODEL_WRONG = "model_wrong"
    GOLD_WRONG = "gold_wrong"
    AMBIGUOUS = "ambiguous"
    GUIDELINE_UNCLEAR = "guideline_unclear"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a row of a run, and the gold answer that it was given on (None: not known)."""

    verdict: Verdict
    gold: Value | None = None
