"""How sure the answers of a run are, and which of its rows a human should see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import Split
from services.evaluation.judge_agreement import JudgeAgreement, agreement
from services.evaluation.records import COUNTED
from services.evaluation.votes_accepted import Threshold, accepts, proposed, thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.datasets.use_cases import Datasets
    from services.domain.confidence import Likelihood
    from services.domain.example import Value
    from services.domain.prediction import PredictionState, Run
    from services.evaluation.judges import Judges
    from services.evaluation.records import ScoredRow
    from services.evaluation.run_votes import RunVotes
    from services.prediction.voting import Vote
    from services.storage.judgements import JudgementTable
    from services.storage.runs import RunTable


@dataclass(frozen=True, slots=True)
class SureRow:
    """A row of a run with all that says how sure its answer is.

    `vote` is None where the row was not run, `word` where no judge said one, `right` where there
    is no gold answer or no reply that counts.
    """

    example_id: str
    text: str
    state: PredictionState
    value: Value | None
    vote: Vote | None
    word: Likelihood | None
    right: bool | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Of the `rows` of a run that have a reply, how many a threshold accepts, and how many of the
    others have no gold answer, so that a human is to label them."""

    votes: int
    rows: int
    accepted: int
    to_label: int


@dataclass(frozen=True, slots=True)
class Acceptance:
    """From how many votes up answers are accepted, measured where there are gold answers.

    `options`, the strictest first, are measured on `basis`: the newest run over validation rows
    with the same model, prompt and samples (`on_validation`), else the run itself. `taken` says
    for each option what it does to the run itself. `chosen` is what the user chose (`by_user`),
    else what is proposed; None: not even the strictest has enough right answers.
    """

    basis: Run
    on_validation: bool
    options: tuple[Threshold, ...]
    taken: tuple[Taken, ...]
    chosen: int | None
    by_user: bool


class Confidence:
    """Vote shares are derived each time; the threshold that the user chose is stored."""

    def __init__(
        self,
        datasets: Datasets,
        runs: RunTable,
        table: JudgementTable,
        votes: RunVotes,
        judges: Judges,
    ) -> None:
        self._datasets = datasets
        self._runs = runs
        self._table = table
        self._votes = votes
        self._judges = judges

    def rows(self, run: Run) -> tuple[SureRow, ...]:
        """Each row of the run, in the order of its snapshot."""
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        texts = {row.example_id: row.text for row in self._datasets.snapshot_rows(snapshot)}
        found, words = self._votes.votes(run), self._judges.judgements(run)
        return tuple(
            SureRow(
                row.example_id,
                texts[row.example_id],
                row.state,
                row.predicted,
                found.get(row.example_id),
                words[row.example_id].word if row.example_id in words else None,
                row.right if row.counted else None,
            )
            for row in self._votes.rows(run)
        )

    def own_agreement(self, run: Run) -> JudgeAgreement | None:
        """How far the words that the model said of its own answers agree with human answers; None
        where it was not asked for any, or no row has a gold answer."""
        words = {each: vote.confidence for each, vote in self._votes.votes(run).items()}
        return agreement([(self._votes.rows(run), words)])

    def acceptance(self, run: Run) -> Acceptance | None:
        """The thresholds for a run; None where each row was asked about once."""
        if run.samples < 2:
            return None
        basis = self._basis(run)
        measured = basis or run
        options = thresholds(self._votes.rows(measured), self._votes.votes(measured), run.samples)
        chosen = self._table.accepted_from(measured.id)
        best = proposed(options)
        return Acceptance(
            measured,
            basis is not None,
            options,
            self._taken(run, options),
            chosen if chosen is not None else best.votes if best else None,
            chosen is not None,
        )

    def accept_from(self, run: Run, votes: int) -> None:
        """Choose from how many votes up answers are accepted: for the run that it is measured on,
        and so for all runs with the same model, prompt and samples."""
        self._table.accept_from((self._basis(run) or run).id, votes)

    def to_label(self, run: Run, votes: int) -> tuple[str, ...]:
        """The ids of the rows without a gold answer whose answer is not accepted from `votes` up,
        the fewest votes first. Rows without a reply are left out: they are to be run again."""
        found = self._votes.votes(run)
        waiting = [row for row in self._votes.rows(run) if _for_a_human(row, found, votes)]
        return tuple(
            row.example_id for row in sorted(waiting, key=lambda row: _strength(found, row))
        )

    def _taken(self, run: Run, options: tuple[Threshold, ...]) -> tuple[Taken, ...]:
        found = self._votes.votes(run)
        replied = [row for row in self._votes.rows(run) if row.state in COUNTED]
        return tuple(
            Taken(
                each.votes,
                len(replied),
                sum(accepts(found.get(row.example_id), each.votes) for row in replied),
                sum(_for_a_human(row, found, each.votes) for row in replied),
            )
            for each in options
        )

    def _basis(self, run: Run) -> Run | None:
        """The newest run over validation rows that differs in nothing but its rows."""
        alike = [run, *(each for each in self._runs.all() if _alike(each, run))]
        return next((each for each in alike if self._on_validation(each)), None)

    def _on_validation(self, run: Run) -> bool:
        """A part of the data is frozen as a whole, so its first row stands for all."""
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        first = self._datasets.snapshot_rows(snapshot)[0]
        try:
            split = self._datasets.example(first.example_id).split
        except AppError:
            return False
        return split is Split.VALIDATION and bool(snapshot.scored)


def _alike(run: Run, other: Run) -> bool:
    return (run.model, run.prompt_id, run.prompt_version, run.samples) == (
        other.model,
        other.prompt_id,
        other.prompt_version,
        other.samples,
    )


def _for_a_human(row: ScoredRow, found: Mapping[str, Vote], votes: int) -> bool:
    waiting = row.gold is None and row.state in COUNTED
    return waiting and not accepts(found.get(row.example_id), votes)


def _strength(found: Mapping[str, Vote], row: ScoredRow) -> tuple[float, bool]:
    vote = found.get(row.example_id)
    return (vote.share, not vote.tied) if vote else (0.0, False)
