from __future__ import annotations

from PySide6.QtGui import QTextDocument

from gui.pages.data.example_details import details
from gui.palette import LIGHT
from services.domain.example import Answer, Example, Source, State


def plain(example: Example, *answers: Answer, note: str = "") -> list[str]:
    document = QTextDocument()
    document.setHtml(details(example, answers, note, {"b": "Billing"}, LIGHT))
    return document.toPlainText().splitlines()


def test_what_looks_like_markup_is_text(qapp: object) -> None:
    example = Example(1, "e", "text", State.UNLABELLED, metadata={"<b>": "<i>a & b</i>"})
    assert "<b>" in plain(example)
    assert "<i>a & b</i>" in plain(example)


def test_answers_come_newest_first(qapp: object) -> None:
    said = [
        Answer("e", "ann", 0.0, "b", Source.LABELLED, 1),
        Answer("e", "bob", 1.0, None, Source.LABELLED, 1, skipped=True, reason="unclear"),
    ]
    lines = plain(Example(1, "e", "text", State.ANSWERED, gold="b"), *said)
    assert lines[:2] == ["GOLD ANSWER", "Billing"]
    assert lines[2] == "WHAT WAS SAID"
    assert lines[3].startswith("skipped (unclear) · bob · ")
    assert lines[4].startswith("Billing · ann · ")


def test_a_record_is_shown_as_json(qapp: object) -> None:
    lines = plain(Example(1, "e", "text", State.ANSWERED, gold={"artist": "엘라"}))
    assert '  "artist": "엘라"' in lines


def test_a_note_is_shown_as_it_was_written(qapp: object) -> None:
    lines = plain(Example(1, "e", "text", State.UNLABELLED), note="Ask <Ada>.")
    assert lines[lines.index("NOTE") + 1] == "Ask <Ada>."


def test_an_accepted_suggestion_is_told(qapp: object) -> None:
    said = Answer("e", "ann", 0.0, "b", Source.SUGGESTED, 1)
    lines = plain(Example(1, "e", "text", State.ANSWERED, gold="b"), said)
    assert lines[-1].endswith(" · suggestion accepted")
