from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.label_spellings import label_key, likely_same, near_key
from services.datasets.mapping import Mapping, UnknownLabels
from services.jobs import JobCancelled, JobContext, Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.datasets.conftest import Project


def write(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


def test_the_answers_of_a_whole_file(project: Project, tmp_path: Path) -> None:
    rows = ["a,Good", "b,good ", "c,meh", "d,so  so", "e,so so", "f,go-od", "g,So_So", "h,"]
    path = write(tmp_path / "rows.csv", "text,label\n" + "\n".join(rows * 30))
    mapping = project.datasets.preview(path).mapping
    found = project.datasets.survey(path, mapping)
    assert (found.rows, found.whole) == (240, True)
    assert found.unknown == {"so  so": 60, "meh": 30, "go-od": 30, "So_So": 30}
    assert found.likely == {"go-od": "good", "So_So": "so  so"}
    assert found.spellings == (("Good", "good"), ("so  so", "so so"))


def test_it_stops_when_it_is_stopped(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\n" + "a,b\n" * 2_000)
    mapping = project.datasets.preview(path).mapping

    def stop(_: Progress) -> None:
        context.stop()

    context = JobContext(stop)
    with pytest.raises(JobCancelled):
        project.datasets.survey(path, mapping, context)


def test_answers_stand_for_the_labels_that_were_said(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\na,fine\nb,Fine \nc,spam\nd,odd\ne,ODD \n")
    labels = (("fine", "good"), ("spam", ""), ("odd", "strange"))
    mapping = Mapping(("text",), "label", labels=labels, unknown_labels=UnknownLabels.ADD)
    report = project.datasets.import_file(path, mapping)
    assert report.added_labels == ("strange",)
    assert report.unknown == {"spam": 1}
    assert [project.label_of(example) for example in project.examples()] == [
        "good", "good", None, "strange", "strange",
    ]  # fmt: skip
    assert project.examples()[2].metadata == {"label": "spam"}


def test_spellings_that_differ_in_case_or_space_are_one_label(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path / "rows.csv", "text,label\na,So so\nb,so  SO\nc, GOOD\n")
    mapping = Mapping(("text",), "label", unknown_labels=UnknownLabels.ADD)
    assert project.datasets.preview(path, mapping).rows[1].new_label == "So so"
    assert project.datasets.import_file(path, mapping).added_labels == ("So so",)
    assert [project.label_of(each) for each in project.examples()] == ["So so", "So so", "good"]


@pytest.mark.parametrize(
    ("first", "second"), [("Straße", "STRASSE"), (" a  b", "A b"), ("É", "E\u0301")]
)
def test_one_key_for_spellings_of_one_label(first: str, second: str) -> None:
    assert label_key(first) == label_key(second)


def test_likely_spellings() -> None:
    assert near_key("card-arrival") == near_key("Card Arrival")
    assert near_key("+") != near_key("-")
    assert likely_same(["Card arrival", "lost", "Lost!"], ["card_arrival"]) == {
        "Card arrival": "card_arrival",
        "Lost!": "lost",
    }
