"""The colours of the window, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; `*_soft` is the ground on which the plain one is written."""

    dark: bool
    bg: str
    side: str
    surface: str
    alt: str
    hover: str
    line: str
    edge: str
    text: str
    mute: str
    disabled: str
    accent: str
    accent_soft: str
    accent_text: str
    fill: str
    fill_hover: str
    on_fill: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str


LIGHT = Tokens(
    dark=False,
    bg="#f5f6f8",
    side="#eceef2",
    surface="#ffffff",
    alt="#fafbfc",
    hover="#eef1f5",
    line="#dfe3e8",
    edge="#858d99",
    text="#1b1f27",
    mute="#5b6472",
    disabled="#7f8692",
    accent="#2f6feb",
    accent_soft="#e3ecfd",
    accent_text="#1b4fb5",
    fill="#2f6feb",
    fill_hover="#2460d8",
    on_fill="#ffffff",
    ok="#167343",
    ok_soft="#dff3e8",
    warn="#915b00",
    warn_soft="#fdf0d5",
    bad="#b3261e",
    bad_soft="#fbe4e2",
)

DARK = Tokens(
    dark=True,
    bg="#16191f",
    side="#121419",
    surface="#1d2129",
    alt="#20242d",
    hover="#2a303b",
    line="#323844",
    edge="#737c8b",
    text="#e6e9ef",
    mute="#98a2b3",
    disabled="#737c8b",
    accent="#5b8def",
    accent_soft="#263757",
    accent_text="#a9c5ff",
    fill="#3a70dc",
    fill_hover="#2f64cf",
    on_fill="#ffffff",
    ok="#5fd39a",
    ok_soft="#173527",
    warn="#f0b959",
    warn_soft="#3b2e14",
    bad="#ff8a80",
    bad_soft="#432220",
)

_SERIES_LIGHT = ("#2f6feb", "#b4540a", "#0f7a6c", "#7a3fd0", "#b8256e", "#66730a")
_SERIES_DARK = ("#6f9df5", "#f0a35e", "#4fc3b5", "#b79cf7", "#f28db8", "#c3cf5a")


def series_color(tokens: Tokens, number: int) -> str:
    """The colour of a line among others, counted from 0; after six they begin again."""
    colors = _SERIES_DARK if tokens.dark else _SERIES_LIGHT
    return colors[number % len(colors)]
