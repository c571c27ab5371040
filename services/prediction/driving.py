"""Carries a run on: sends what is wanted, keeps what comes, and knows when to end."""

from __future__ import annotations

import enum
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import Usage
from services.jobs import JobCancelled
from services.prediction.caps import NO_CAP, Budget, Cap
from services.prediction.chunks import Chunks
from services.prediction.cost import dollars
from services.prediction.engine import Outcome
from services.prediction.planning import Wish
from services.prediction.progress import Tally
from services.prediction.replies import prediction_of
from services.prediction.request_key import request_key
from services.prediction.retries import ends_run
from services.storage.replies import StoredReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.catalogue import Price
    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.domain.snapshot import SnapshotRow
    from services.jobs import JobContext
    from services.ports import CallError
    from services.prediction.engine import Call, Engine
    from services.prediction.planning import Planner
    from services.prediction.requests import Requests
    from services.prompts.parsing import ReplyParser
    from services.prompts.use_cases import Prompts
    from services.storage.replies import ReplyTable
    from services.storage.runs import RunTable

BREAKS_AFTER = 10
"""So many calls in a row without a right, a model or a connection, and the rest is not tried."""


class Part(enum.Enum):
    """Which calls of a run are wanted."""

    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run is carried on: which `part` of it, up to which `cap`."""

    part: Part = Part.MISSING
    cap: Cap = NO_CAP


def within(
    wanted: set[tuple[str, int]], rows: tuple[SnapshotRow, ...], cap: Cap
) -> set[tuple[str, int]]:
    """Of the wanted calls (example id and sample) those of the first rows that the cap allows."""
    if cap.rows is None:
        return wanted
    ids = {example_id for example_id, _ in wanted}
    first = set(islice((row.example_id for row in rows if row.example_id in ids), cap.rows))
    return {call for call in wanted if call[0] in first}


class RunDriver:
    """Sends the calls of runs through the engine."""

    def __init__(
        self,
        table: RunTable,
        requests: Requests,
        prompts: Prompts,
        datasets: Datasets,
        connection: Connection,
        engine: Engine,
        planner: Planner,
    ) -> None:
        self._table = table
        self._requests = requests
        self._prompts = prompts
        self._datasets = datasets
        self._connection = connection
        self._engine = engine
        self._planner = planner

    def rows(self, run: Run) -> tuple[SnapshotRow, ...]:
        """The frozen rows that a run is over, in the order in which they are sent.

        It is drawn by the snapshot's hash: where a run ends early, what was answered is a random
        part of the rows, and the same part for every model and prompt.
        """
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        rows = list(self._datasets.snapshot_rows(snapshot))
        Random(snapshot.hash).shuffle(rows)
        return tuple(rows)

    def wanted(
        self, run: Run, rows: tuple[SnapshotRow, ...], part: Part = Part.MISSING
    ) -> set[tuple[str, int]]:
        """Example id and sample of the calls of this part of a run."""
        failed = self._table.failed(run.id)
        if part is Part.FAILED:
            return failed
        every = {(row.example_id, n) for row in rows for n in range(run.samples)}
        return every - failed - self._table.done(run.id)

    def drive(self, run: Run, prompt: Prompt, terms: Terms, context: JobContext) -> str:
        """Send what is wanted and store what comes; why it ended early, in words, or nothing.

        Raises JobCancelled after a stop, and AppError when no call can get through.
        """
        rows = self.rows(run)
        open_ = self.wanted(run, rows, terms.part)
        wanted = within(open_, rows, terms.cap)
        total = len(rows) * run.samples
        each = None
        if terms.cap.dollars is not None:
            each = self._planner.dollars_each(Wish(run.model, prompt, rows))
        go = self._go(run, prompt, terms.cap, each, (total - len(open_), total), context)
        asked = self._requests.calls(run.model, prompt, rows, run.samples, wanted)
        calls = go.to_send(asked, self._stored(run))
        try:
            careful = terms.cap.dollars is not None
            answers = self._engine.answers(
                run.model, calls, context, carefully=careful, idle=go.chunks.write
            )
            with closing(answers) as outcomes:
                for outcome in outcomes:
                    go.take(outcome)
            go.end()
        finally:
            go.chunks.write()
        if not go.budget.reason and len(wanted) < len(open_):
            return f"Stopped after {terms.cap.rows:,} {'row' if terms.cap.rows == 1 else 'rows'}."
        return go.budget.reason

    def _stored(self, run: Run) -> ReplyTable | None:
        """The replies that stand for calls of a run; None where there are none."""
        replies = self._table.replies
        return None if run.asks_again or replies.empty else replies

    def to_send(
        self, run: Run, prompt: Prompt, context: JobContext
    ) -> Iterator[tuple[Call, bytes]]:
        """The missing calls of a run that nothing is stored for, each with its key.

        The others are taken as stored. Raises JobCancelled after a stop.
        """
        rows = self.rows(run)
        wanted = self.wanted(run, rows)
        total = len(rows) * run.samples
        go = self._go(run, prompt, NO_CAP, None, (total - len(wanted), total), context)
        asked = self._requests.calls(run.model, prompt, rows, run.samples, wanted)
        try:
            for call in go.to_send(asked, self._stored(run)):
                yield call, go.key_of(call)
            context.check()
        finally:
            go.chunks.write()

    def _go(
        self,
        run: Run,
        prompt: Prompt,
        cap: Cap,
        each: float | None,
        so_far: tuple[int, int],
        context: JobContext,
    ) -> _Go:
        price = self._connection.catalogue.price(run.model.base)
        priced = price.call(tuned=run.model.tuned) is not None
        return _Go(
            run.model,
            price,
            self._prompts.parser(prompt),
            Chunks(self._table, run.id),
            Budget(cap, each),
            Tally(*so_far, priced=priced),
            context,
        )


class _Go:
    """One go at a run: what came of its calls so far.

    Calls that no other call of the run would survive either are held back until one gets
    through: then they are failed ones; when none does, the run breaks off without them.
    """

    def __init__(
        self,
        model: Model,
        price: Price,
        parser: ReplyParser,
        chunks: Chunks,
        budget: Budget,
        tally: Tally,
        context: JobContext,
    ) -> None:
        self._model = model
        self._price = price
        self._parser = parser
        self._keys: dict[tuple[str, int], bytes] = {}
        self._held: list[Outcome] = []
        self._got_through = False
        self.chunks = chunks
        self.budget = budget
        self._tally = tally
        self._context = context

    def to_send(self, calls: Iterable[Call], stored: ReplyTable | None) -> Iterator[Call]:
        """The calls that nothing is stored for, up to the cap; the others are taken as stored."""
        for call in calls:
            if self._context.stopped:
                return
            key = request_key(self._model, call.request)
            found = stored.find(key, call.sample) if stored else None
            if found is not None:
                self._reuse(call, found)
            elif self.budget.give():
                self._keys[call.example_id, call.sample] = key
                yield call
            else:
                return

    def key_of(self, call: Call) -> bytes:
        """The key of a call that was given to be sent."""
        return self._keys.pop((call.example_id, call.sample))

    def take(self, outcome: Outcome) -> None:
        """Keep what became of a call. Raises AppError when no call gets through."""
        if outcome.error is not None and ends_run(outcome.error):
            self._held.append(outcome)
            if len(self._held) >= BREAKS_AFTER:
                raise self._broken_off(outcome.error)
            return
        self._got_through = True
        self._let_go()
        self._keep(outcome)

    def end(self) -> None:
        """No more calls come. Raises AppError when none got through, JobCancelled after a stop."""
        if self._held and not self._got_through:
            error = self._held[0].error
            assert error is not None
            raise self._broken_off(error)
        self._let_go()
        if self._tally.done < self._tally.total:
            self._context.check()

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for outcome in held:
            self._keep(outcome)

    def _reuse(self, call: Call, found: StoredReply) -> None:
        outcome = Outcome(call, found.reply, None, found.milliseconds)
        self.chunks.add(prediction_of(outcome, self._parser))
        self._tally.reused()
        self._tell()

    def _keep(self, outcome: Outcome) -> None:
        call, reply = outcome.call, outcome.reply
        key = self.key_of(call)
        usage = reply.usage if reply else Usage()
        spent = dollars(usage, self._price, tuned=self._model.tuned)
        self.budget.ended(spent)
        self._tally.ended(usage, spent, failed=reply is None)
        answered = reply and StoredReply(key, call.sample, reply, outcome.milliseconds)
        self.chunks.add(prediction_of(outcome, self._parser), answered)
        self._tell()

    def _tell(self) -> None:
        with suppress(JobCancelled):  # the engine ends once it gave what was answered
            self._context.tell(self._tally.progress())

    def _broken_off(self, error: CallError) -> AppError:
        done, total = self._tally.done, self._tally.total
        return AppError(
            f"The run stopped: {error.title}",
            f"{error.way_out} {done:,} of {total:,} calls are answered and kept; resume the run "
            "to send only the rest.",
            error.details,
        )
