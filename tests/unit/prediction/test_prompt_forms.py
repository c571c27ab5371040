"""What a prompt asks for arrives: shots as turns, the same shots as in the preview, confidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.confidence import Likelihood
from services.domain.prompt import AnswerFormat, ShotChoice, ShotStrategy, Technique
from services.prediction.token_rates import USUAL

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl


def test_confidence_in_words_is_kept_and_nobody_is_held_to_the_labels(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    asked = replace(prompt, technique=Technique.ZERO_SHOT, answer=AnswerFormat.CONFIDENCE)
    asked = workspace.prompts.save(asked)
    sandbox.forget_requests()
    run = prediction.run(model, asked, workspace.datasets.snapshot("validation"))
    found = prediction.predictions(run)
    assert all(each.value is not None for each in found)
    assert {each.confidence for each in found} <= set(Likelihood)
    sent = sandbox.requests()["recent"][0]["body"]
    assert "responseMimeType" not in sent.get("generationConfig", {})


def test_similar_shots_as_turns_are_sent_as_the_preview_shows_them(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    asked = workspace.prompts.save(
        replace(
            prompt,
            technique=Technique.FEW_SHOT,
            shots=ShotChoice(count=2, strategy=ShotStrategy.SIMILAR),
            multi_turn=True,
        )
    )
    sandbox.forget_requests()
    snapshot = workspace.datasets.snapshot("validation")
    prediction.run(model, asked, snapshot)
    sent = {
        tuple(content["parts"][0]["text"] for content in each["body"]["contents"])
        for each in sandbox.requests()["recent"]
    }
    shown = {
        tuple(turn.text for turn in workspace.prompts.render(asked, row.example_id).turns)
        for row in workspace.datasets.snapshot_rows(snapshot)
    }
    assert sent == shown
    assert {len(turns) for turns in sent} == {5}


def test_a_run_teaches_how_many_tokens_texts_come_to(
    workspace: Workspace, prediction: Predictions, prompt: Prompt, model: Model
) -> None:
    assert prediction.token_rates(model) == USUAL
    prediction.run(model, prompt, workspace.datasets.snapshot("validation"))
    rates = prediction.token_rates(model)
    assert rates.counted > 0
    example = workspace.datasets.snapshot_rows(workspace.datasets.snapshot("test"))[0].example_id
    rendered = workspace.prompts.render(prompt, example)
    texts = (rendered.system, *(turn.text for turn in rendered.turns))
    exact = prediction.count_tokens(model, prompt, example)
    assert abs(rates.tokens(texts) - exact) < 0.1 * exact
