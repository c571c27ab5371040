"""A run costs no more than was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.prediction import PredictionState, RunState, Usage
from services.jobs import JobContext
from services.prediction.caps import Budget, Cap
from services.prediction.progress import RunProgress, Tally

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import Progress
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl


def test_a_cap_in_calls_is_exact() -> None:
    budget = Budget(Cap(calls=2), None)
    assert [budget.give() for _ in range(3)] == [True, True, False]
    assert budget.reason == "Stopped at the cap of 2 calls."


def test_a_cap_in_dollars_counts_what_is_under_way() -> None:
    budget = Budget(Cap(dollars=1.0), 0.25)
    assert [budget.give() for _ in range(5)] == [True, True, True, True, False]
    assert budget.reason == "Stopped at the cap of $1.00."


def test_what_calls_cost_in_truth_replaces_what_was_thought() -> None:
    budget = Budget(Cap(dollars=1.0), 0.01)
    budget.give()
    budget.ended(0.4)
    assert budget.give()
    budget.ended(0.4)
    assert not budget.give()
    assert budget.spent == pytest.approx(0.8)


def test_without_a_price_there_is_no_cap_in_dollars() -> None:
    budget = Budget(Cap(dollars=1.0), None)
    assert not budget.give()
    assert "no price" not in budget.reason
    assert "a price" in budget.reason


def test_without_a_cap_nothing_is_refused() -> None:
    budget = Budget(Cap(), None)
    assert all(budget.give() for _ in range(100))


def test_progress_says_rate_money_and_time_left() -> None:
    times = iter([0.0, 1.0, 2.0, 2.0])
    tally = Tally(10, 30, priced=True, now=lambda: next(times))
    tally.reused()
    tally.ended(Usage(100, 5, 20), 0.5, failed=False)
    tally.ended(Usage(), None, failed=True)
    found = tally.progress()
    assert found == RunProgress(
        13,
        30,
        failed=1,
        reused=1,
        per_second=1.0,
        tokens=125,
        dollars=0.5,
        seconds_left=17.0,
    )


def test_nothing_is_said_of_what_is_not_known() -> None:
    found = Tally(0, 30, priced=False, now=lambda: 1.0).progress()
    assert (found.per_second, found.dollars, found.seconds_left) == (None, None, None)


def test_a_run_stops_at_its_cap_and_goes_on_from_there(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("validation")
    seen: list[Progress] = []
    run = prediction.run(model, prompt, snapshot, context=JobContext(seen.append), cap=Cap(calls=4))
    assert (run.state, run.error) == (RunState.STOPPED, "Stopped at the cap of 4 calls.")
    assert prediction.counts(run)[PredictionState.ANSWERED] == 4
    last = seen[-1]
    assert isinstance(last, RunProgress)
    assert (last.done, last.total, last.failed) == (4, snapshot.size, 0)
    assert last.tokens > 100
    assert last.dollars
    assert last.seconds_left
    each = last.dollars / 4
    assert prediction.estimate_rest(run).calls == snapshot.size - 4
    further = prediction.resume(run, cap=Cap(dollars=3.1 * each))
    assert further.state is RunState.STOPPED
    assert 5 <= prediction.counts(further)[PredictionState.ANSWERED] <= 7
    whole = prediction.resume(further)
    assert (whole.state, whole.error) == (RunState.FINISHED, "")


def test_a_cap_of_dollars_below_one_call_sends_none(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    sandbox.forget_requests()
    snapshot = workspace.datasets.snapshot("validation")
    run = prediction.run(model, prompt, snapshot, cap=Cap(dollars=1e-9))
    assert "cap of under $0.01" in run.error
    assert not sandbox.requests()["recent"]
