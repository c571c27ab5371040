"""Judges: asking one about the answers of a run, and how far its words can be trusted."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import PredictionState, Usage
from services.domain.values import same_value
from services.evaluation.judge_agreement import JudgeAgreement, agreement
from services.evaluation.judging import judgement_of, starter
from services.jobs import JobCancelled, JobContext
from services.prediction.cost import RunEstimate, dollars, estimate_run, request_tokens
from services.prediction.retries import ends_run
from services.prediction.token_counts import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.catalogue import Price
    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.confidence import Judge, Judgement, JudgePrompt, Likelihood
    from services.domain.example import Value
    from services.domain.prediction import Model, Run
    from services.domain.snapshot import SnapshotRow
    from services.evaluation.judging import JudgeCases
    from services.evaluation.run_votes import RunVotes
    from services.ports import Clock, Reply
    from services.prediction.engine import Engine, Outcome
    from services.storage.judgements import JudgementTable
    from services.storage.runs import RunTable

BLOCK = 64
SAMPLED_ROWS = 200
"""Rows that an estimate writes; the others are taken to be like them."""
WORD_TOKENS = 4.0
"""A usual length of a word of the scale; only for estimates."""


@dataclass(frozen=True, slots=True)
class JudgeStanding:
    """The judge of a run, and how far its words agree with human answers.

    `judged` of `answered` answers have a judgement, of which `unread` have no word. `agreement` is
    over the run's own rows (`own_rows`) or, where none has a gold answer, over those of other runs
    that the same judge judged; None where there are none.
    """

    judge: Judge
    judged: int
    answered: int
    unread: int
    agreement: JudgeAgreement | None
    own_rows: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of asking a judge: replies, of which `unread` say no word of the scale, and calls
    that failed: these answers are asked about again the next time. `dollars` is what the replies
    cost, None where the price is not known."""

    replies: int
    unread: int
    failed: int
    usage: Usage
    dollars: float | None


class Judges:
    """A run has one judge at a time; asking another one forgets what the former said."""

    def __init__(
        self,
        cases: JudgeCases,
        datasets: Datasets,
        runs: RunTable,
        table: JudgementTable,
        votes: RunVotes,
        connection: Connection,
        engine: Engine,
        clock: Clock,
    ) -> None:
        self._cases = cases
        self._datasets = datasets
        self._runs = runs
        self._counts = TokenCounts(runs.token_sums)
        self._table = table
        self._votes = votes
        self._connection = connection
        self._engine = engine
        self._clock = clock

    def models(self) -> tuple[Model, ...]:
        """Models that can judge: base models, which can be held to the words of the scale."""
        return self._connection.base_models()

    def starter(self) -> JudgePrompt:
        """The judge prompt to begin with."""
        return starter(self._cases.task())

    def prompt(self, run: Run) -> JudgePrompt:
        """What the run's judge was asked, else what a judge was asked last, else the starter."""
        judges = self._table.judges()
        judge = judges.get(run.id) or next(iter(judges.values()), None)
        return judge.prompt if judge else self.starter()

    def problems(self, prompt: JudgePrompt) -> tuple[str, ...]:
        """What is amiss with a judge prompt, in words."""
        return self._cases.problems(prompt)

    def estimate(self, run: Run, judge: Judge, most: int | None = None) -> RunEstimate:
        """Calls, tokens and dollars of judging what the judge has not judged yet, at most so many
        answers."""
        waiting = self._waiting(run, judge)[:most]
        calls = self._cases.calls(judge, waiting[:SAMPLED_ROWS])
        rates = self._counts.rates(judge.model)
        sampled = [request_tokens(call.request, rates) for call in calls]
        price, tuned = self._price(judge), judge.model.tuned
        return estimate_run(len(waiting), sampled, WORD_TOKENS, price, tuned=tuned)

    def judge(
        self,
        run: Run,
        judge: Judge,
        context: JobContext | None = None,
        *,
        most: int | None = None,
    ) -> Judged:
        """Ask how likely the answers of a run are right, `most` of them or all; those it judged
        before are not asked about again. Words are stored as they come.

        Raises JobCancelled after a stop, and AppError when the judge is not of this connection or
        each further call would fail alike.
        """
        if judge.model.connection is not self._connection.kind:
            raise AppError(
                f"{judge.model.name} does not belong to the connection in use.",
                "Choose a model of this connection, or change the connection in Settings.",
            )
        waiting = self._waiting(run, judge)[:most]
        if self._table.judges().get(run.id) != judge:
            self._table.set_judge(run.id, judge, self._clock.now())
        return self._ask(run, judge, waiting, context or JobContext())

    def judgements(self, run: Run) -> dict[str, Judgement]:
        """What was said of the answers that the run gives now, by example id."""
        schema = self._cases.task().schema
        said = self._table.of_run(run.id)
        answers = self._answers(run) if said else {}
        return {
            example_id: judgement
            for example_id, judgement in said.items()
            if example_id in answers and same_value(judgement.answer, answers[example_id], schema)
        }

    def words(self, run: Run) -> dict[str, Likelihood]:
        """The word for each answer that has one, by example id."""
        found = _words(self.judgements(run))
        return {example_id: word for example_id, word in found.items() if word is not None}

    def standing(self, run: Run) -> JudgeStanding | None:
        """The judge of a run and how far it can be trusted; None when the run has none."""
        judges = self._table.judges()
        judge = judges.get(run.id)
        if judge is None:
            return None
        judgements = self.judgements(run)
        own = agreement([(self._votes.rows(run), _words(judgements))])
        others = None if own else self._elsewhere(run, judge, judges)
        return JudgeStanding(
            judge,
            len(judgements),
            len(self._answers(run)),
            sum(each.word is None for each in judgements.values()),
            own or others,
            own is not None,
        )

    def _price(self, judge: Judge) -> Price:
        return self._connection.catalogue.price(judge.model.base)

    def _elsewhere(
        self, run: Run, judge: Judge, judges: Mapping[str, Judge]
    ) -> JudgeAgreement | None:
        same = {run_id for run_id, each in judges.items() if each == judge and run_id != run.id}
        runs = [each for each in self._runs.all() if each.id in same]
        return agreement((self._votes.rows(each), _words(self.judgements(each))) for each in runs)

    def _answers(self, run: Run) -> dict[str, Value]:
        return {
            example_id: vote.value
            for example_id, vote in self._votes.votes(run).items()
            if vote.state is PredictionState.ANSWERED and vote.value is not None
        }

    def _waiting(self, run: Run, judge: Judge) -> list[tuple[SnapshotRow, Value]]:
        """The rows whose answers the judge has not judged."""
        known = self.judgements(run) if self._table.judges().get(run.id) == judge else {}
        answers = self._answers(run)
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        return [
            (row, answers[row.example_id])
            for row in self._datasets.snapshot_rows(snapshot)
            if row.example_id in answers and row.example_id not in known
        ]

    def _ask(
        self,
        run: Run,
        judge: Judge,
        waiting: Sequence[tuple[SnapshotRow, Value]],
        context: JobContext,
    ) -> Judged:
        answers = {row.example_id: answer for row, answer in waiting}
        said: list[Judgement] = []
        written = unread = failed = 0
        usage = Usage()
        calls = self._cases.calls(judge, waiting)
        try:
            with closing(self._engine.answers(judge.model, calls, context)) as outcomes:
                for number, outcome in enumerate(outcomes, 1):
                    found = _judgement(outcome, answers)
                    failed += found is None
                    usage = _together(usage, outcome.reply)
                    if found is not None:
                        said.append(found)
                        unread += found.word is None
                    if len(said) - written >= BLOCK:
                        self._table.put(run.id, said[written:])
                        written = len(said)
                    with suppress(JobCancelled):  # the engine ends once it gave what was answered
                        context.report(number, len(waiting))
        finally:
            self._table.put(run.id, said[written:])
        spent = dollars(usage, self._price(judge), tuned=judge.model.tuned)
        return Judged(len(said), unread, failed, usage, spent)


def _together(usage: Usage, reply: Reply | None) -> Usage:
    if reply is None:
        return usage
    more = reply.usage
    return Usage(
        usage.input_tokens + more.input_tokens,
        usage.output_tokens + more.output_tokens,
        usage.thought_tokens + more.thought_tokens,
    )


def _words(judgements: Mapping[str, Judgement]) -> dict[str, Likelihood | None]:
    return {example_id: each.word for example_id, each in judgements.items()}


def _judgement(outcome: Outcome, answers: Mapping[str, Value]) -> Judgement | None:
    """None for a call that failed. Raises the error when each further call would fail alike."""
    if outcome.reply is None:
        if outcome.error is not None and ends_run(outcome.error):
            raise outcome.error
        return None
    example_id = outcome.call.example_id
    return judgement_of(example_id, answers[example_id], outcome.reply)
