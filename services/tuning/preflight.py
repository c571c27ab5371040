"""What is not yet in order for tuning, one line each, as far as the program itself can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from services.domain.money import money
from services.domain.prompt import Technique
from services.tuning.checks import Check, CheckLevel, Place, in_order
from services.tuning.row_checks import row_checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.prompt import Prompt
    from services.domain.task import Task
    from services.tuning.estimate import TuningEstimate
    from services.tuning.plan import Plan
    from services.tuning.survey import Survey

RETIRES_SOON = timedelta(days=90)
CLOSES_BEFORE = timedelta(days=30)
"""From a month before a model retires on, the service may refuse to tune it."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and when tuning is to be; `now` in seconds since 1970.

    `connection_problem` is what the settings lack; `free` says that nothing is billed.
    """

    tuning_location: str
    connection_problem: str
    free: bool
    now: float


def preflight(
    plan: Plan,
    task: Task,
    survey: Survey,
    estimate: TuningEstimate,
    circumstances: Circumstances,
) -> tuple[Check, ...]:
    """All checks, the blocking ones first."""
    return in_order(
        (
            *_connection(circumstances),
            *row_checks(task, survey),
            *_prompt(plan.prompt, survey),
            *_model(plan, circumstances),
            *_cost(plan, estimate, circumstances),
        )
    )


def _connection(circumstances: Circumstances) -> Iterator[Check]:
    if circumstances.connection_problem:
        yield Check(CheckLevel.BLOCK, circumstances.connection_problem, Place.SETTINGS)
    else:
        yield Check(CheckLevel.OK, "connection set up")


def _prompt(prompt: Prompt, survey: Survey) -> Iterator[Check]:
    for problem in survey.problems:
        yield Check(CheckLevel.WARN, f"The prompt: {problem}", Place.PROMPT)
    if prompt.technique is not Technique.ZERO_SHOT:
        yield Check(
            CheckLevel.WARN,
            f"“{prompt.name}” is not zero-shot: its zero-shot twin is used, since shots and "
            "reasoning have no place in a tuning row.",
            Place.PROMPT,
        )
    elif not survey.problems:
        yield Check(CheckLevel.OK, "prompt is zero-shot")


def _model(plan: Plan, circumstances: Circumstances) -> Iterator[Check]:
    model = plan.base_model
    if not model.tunable:
        yield Check(CheckLevel.BLOCK, f"{model.name} cannot be tuned.", Place.MODEL)
        return
    today = datetime.fromtimestamp(circumstances.now, UTC).date()
    wrong = (
        *_wrong_size(plan),
        *_wrong_location(plan, circumstances.tuning_location),
        *_retirement(plan, today),
        *_going_on(plan),
    )
    yield from wrong
    if not wrong:
        text = f"{model.name} can be tuned in {circumstances.tuning_location}"
        yield Check(CheckLevel.OK, text)


def _wrong_size(plan: Plan) -> Iterator[Check]:
    model = plan.base_model
    if any(recipe.adapter_size not in model.adapter_sizes for recipe in plan.recipes):
        sizes = ", ".join(map(str, model.adapter_sizes))
        text = f"{model.name} takes the adapter sizes {sizes}."
        yield Check(CheckLevel.BLOCK, text, Place.ADAPTER)


def _wrong_location(plan: Plan, location: str) -> Iterator[Check]:
    model = plan.base_model
    if location not in model.tuning_locations:
        places = " and ".join(model.tuning_locations)
        text = f"{model.name} is tuned in {places}, not in {location}."
        yield Check(CheckLevel.BLOCK, text, Place.SETTINGS)


def _retirement(plan: Plan, today: date) -> Iterator[Check]:
    model = plan.base_model
    if model.retires is None or model.retires - today >= RETIRES_SOON:
        if model.legacy:
            text = f"{model.name} is of an older generation: new projects may be refused."
            yield Check(CheckLevel.WARN, text, Place.MODEL)
        return
    when = f"{model.retires:%d %B %Y}"
    if model.retires <= today:
        text = f"{model.name} may be retired since {when}."
    elif model.retires - today < CLOSES_BEFORE:
        text = f"{model.name} may be retired from {when} on, and tuning it be refused already."
    else:
        text = f"{model.name} may be retired from {when} on."
    yield Check(CheckLevel.WARN, text, Place.MODEL)


def _going_on(plan: Plan) -> Iterator[Check]:
    if plan.start_from is not None and not plan.base_model.continues:
        text = f"Models tuned from {plan.base_model.name} cannot be tuned further."
        yield Check(CheckLevel.BLOCK, text, Place.MODEL)


def _cost(plan: Plan, estimate: TuningEstimate, circumstances: Circumstances) -> Iterator[Check]:
    """The cap against the estimate: certainly above it, perhaps above it, within it."""
    if plan.cap is None or circumstances.free or not estimate.rows:
        return
    cap = money(plan.cap)
    if estimate.dollars is None or estimate.high is None:
        text = f"The price of {plan.base_model.name} is not known, so the cap of {cap} cannot hold."
        yield Check(CheckLevel.WARN, text, Place.CAP)
    elif estimate.dollars > plan.cap:
        text = f"The cost of about {money(estimate.dollars)} is above your cap of {cap}."
        yield Check(CheckLevel.BLOCK, text, Place.CAP)
    elif estimate.high > plan.cap:
        text = f"The cost may come to {money(estimate.high)}, above your cap of {cap}."
        yield Check(CheckLevel.WARN, text, Place.CAP)
    else:
        yield Check(CheckLevel.OK, f"cost within the cap of {cap}")
