from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gui.pages.prompt.preview_text import PreviewText
from services.domain.prompt import Part, PartKind

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme


@pytest.fixture
def preview(theme: Theme, qtbot: QtBot) -> PreviewText:
    made = PreviewText(theme)
    qtbot.addWidget(made)
    return made


lines = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=6).map("\n".join)


@given(versions=st.lists(st.tuples(lines, lines), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_is_shown_is_what_is_sent(
    preview: PreviewText, versions: list[tuple[str, str]]
) -> None:
    for system, query in versions:
        preview.show_parts([Part(PartKind.SYSTEM, system), Part(PartKind.QUERY, query)])
        whole = f"{system.removesuffix(chr(10))}\n{query.removesuffix(chr(10))}"
        assert preview.toPlainText() == whole
        assert len(preview.kinds) == preview.blockCount()


def test_each_line_belongs_to_its_part(preview: PreviewText) -> None:
    preview.show_parts(
        [
            Part(PartKind.SYSTEM, "one\ntwo"),
            Part(PartKind.SHOT, "shot\r\nanswer\n\n"),
            Part(PartKind.QUERY, "row"),
        ]
    )
    assert preview.kinds == (
        PartKind.SYSTEM,
        PartKind.SYSTEM,
        PartKind.SHOT,
        PartKind.SHOT,
        PartKind.SHOT,
        PartKind.QUERY,
    )


def test_the_place_scrolled_to_stays(preview: PreviewText, qtbot: QtBot) -> None:
    preview.resize(300, 100)
    preview.show()
    preview.show_parts([Part(PartKind.SYSTEM, "\n".join(map(str, range(100))))])
    preview.verticalScrollBar().setValue(40)
    preview.show_parts([Part(PartKind.SYSTEM, "x" + "\n".join(map(str, range(100))))])
    assert preview.verticalScrollBar().value() == 40
