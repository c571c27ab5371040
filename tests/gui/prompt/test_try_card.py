"""What the card says of a call, without a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.pages.prompt.try_card import TryCard
from services.domain.confidence import Likelihood
from services.domain.prediction import ConnectionKind, Model, Prediction, PredictionState, Usage
from services.ports import ModelRequest
from services.prediction.trials import TryOut

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

SANDBOX = Model("Flash", "flash", "global", ConnectionKind.SANDBOX, "flash")
VERTEX = Model("Flash", "flash", "global", ConnectionKind.VERTEX, "flash")
ANSWERED = PredictionState.ANSWERED


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> TryCard:
    made = TryCard(theme, "my-project")
    qtbot.addWidget(made)
    made.show()
    return made


def show(card: TryCard, state: PredictionState, value: str | None, gold: str | None) -> None:
    prediction = Prediction(
        "x", 0, state, value, "reply", error="why", usage=Usage(1200, 3, 4), milliseconds=1234
    )
    tried = TryOut(ModelRequest("", ()), None, prediction, 0.00002)
    card.result.show_result(tried, value or "", gold, None)


@pytest.mark.parametrize(
    ("state", "value", "gold", "verdict"),
    [
        (ANSWERED, "a", "a", "right"),
        (ANSWERED, "a", "b", "wrong"),
        (ANSWERED, "a", None, "no gold answer"),
        (PredictionState.UNPARSABLE, None, "a", "unparsable"),
        (PredictionState.REFUSED, None, "a", "refused"),
        (PredictionState.FAILED, None, "a", "failed"),
    ],
)
def test_wrong_is_not_failed(
    card: TryCard, state: PredictionState, value: str | None, gold: str | None, verdict: str
) -> None:
    show(card, state, value, gold)
    assert card.result.verdict.text() == verdict
    assert card.result.problem.text() == "why"


def test_a_long_error_is_shown_whole_in_a_narrow_card(card: TryCard, qtbot: QtBot) -> None:
    card.resize(214, 560)
    why = (
        "The account lacks a role. Run: gcloud add --member=" + "tunesmith@sandbox.example.org" * 3
    )
    prediction = Prediction("x", 0, PredictionState.FAILED, error=why)
    card.result.show_result(TryOut(ModelRequest("", ()), None, prediction, 0.0), "", None, None)
    card.show_known(known=True)
    problem = card.result.problem
    qtbot.waitUntil(problem.isVisible)
    qtbot.waitUntil(lambda: problem.height() >= problem.heightForWidth(problem.width()))
    assert problem.minimumSizeHint().width() <= problem.width() <= 214


def test_the_sandbox_is_marked_and_vertex_ai_is_named(card: TryCard) -> None:
    card.show_models([SANDBOX])
    assert card.sandbox.isVisible()
    assert not card.destination.isVisible()
    card.show_models([VERTEX])
    assert not card.sandbox.isVisible()
    assert card.destination.text().endswith("Vertex AI, project my-project.")


def test_the_chosen_model_stays_chosen(card: TryCard) -> None:
    card.show_models([SANDBOX, VERTEX])
    card.models.setCurrentIndex(1)
    card.show_models([VERTEX, SANDBOX])
    assert card.model == VERTEX


def test_without_a_model_nothing_can_be_tried(card: TryCard) -> None:
    card.show_models([])
    assert not card.button.isEnabled()


def test_what_the_model_says_of_its_own_answer_is_shown(card: TryCard) -> None:
    show(card, ANSWERED, "a", "a")
    assert not card.result._names["sure"].isVisibleTo(card.result)
    prediction = Prediction("x", 0, ANSWERED, "a", "a", confidence=Likelihood.LIKELY)
    card.result.show_result(TryOut(ModelRequest("", ()), None, prediction), "a", "a", None)
    assert card.result._fact["sure"].text() == "likely"


def test_a_repaired_reply_is_marked(card: TryCard) -> None:
    show(card, ANSWERED, "a", "a")
    assert not card.result.repaired.isVisibleTo(card.result)
    prediction = Prediction("x", 0, ANSWERED, {"a": 1}, '{"a": 1,}', repaired=True)
    card.result.show_result(TryOut(ModelRequest("", ()), None, prediction), "", None, {})
    assert card.result.repaired.isVisibleTo(card.result)


def test_an_older_reply_says_whose_it_is(card: TryCard) -> None:
    card.result.show_age(edited=True, other_model="Flash")
    assert card.result.outdated.text() == "The prompt was edited since. Flash replied."
    card.result.show_age(edited=False, other_model="")
    assert not card.result.outdated.isVisibleTo(card.result)
