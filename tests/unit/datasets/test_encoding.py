from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.encoding import bad_character, guess_encoding, open_text
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

KOREAN = "영화가 정말 재미있어요. 배우들의 연기도 훌륭했습니다.\n다시 보고 싶다\n"
JAPANESE = "これは日本語のテキストです。配送が遅れていますが、いつ届きますか。\n"
CHINESE = "這部電影真的很好看\n我的卡片還沒有收到，請問什麼時候會到？\n"
SPANISH = "El año pasado la gestión fue difícil\nVoilà, ça n'a pas marché\n"


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8-sig"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (SPANISH, "utf-16-be", "utf-16-be"),
        (KOREAN, "euc-kr", "cp949"),
        (JAPANESE, "shift-jis", "cp932"),
        (CHINESE, "big5", "big5"),
        (SPANISH, "latin-1", "cp1252"),
        ("plain words\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(
    tmp_path: Path, text: str, encoding: str, guessed: str
) -> None:
    path = tmp_path / "text.csv"
    path.write_bytes(text.encode(encoding))
    assert guess_encoding(path) == guessed
    with open_text(path, guessed) as file:
        assert file.read() == text


def test_characters_far_into_a_file_are_found(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"plain words\n" * 200_000 + KOREAN.encode("cp949"))
    assert guess_encoding(path) == "cp949"


@pytest.mark.parametrize(("encoding", "guessed"), [("utf-8", "utf-8"), ("euc-kr", "cp949")])
def test_one_bad_byte_does_not_change_the_guess(
    tmp_path: Path, encoding: str, guessed: str
) -> None:
    path = tmp_path / "text.csv"
    path.write_bytes((KOREAN * 5).encode(encoding) + b"bad \xff byte\n" + KOREAN.encode(encoding))
    assert guess_encoding(path) == guessed
    with open_text(path, guessed) as file:
        lines = file.readlines()
    assert [line for line in lines if bad_character(line)] == ["bad \udcff byte\n"]


def test_half_a_character_of_utf_16_is_found(tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_bytes("text\n".encode("utf-16-le") + b"\x00\xd8" + "\nmore\n".encode("utf-16-le"))
    with open_text(path, "utf-16-le") as file:
        assert [bool(bad_character(line)) for line in file] == [False, True, False]


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.csv"
    path.write_text("text")
    with pytest.raises(AppError, match="no encoding “klingon”"):
        open_text(path, "klingon")
