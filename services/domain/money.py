"""Amounts of money in words."""

from __future__ import annotations


def money(dollars: float) -> str:
    """“$2.70”, “under $0.01”, “$0.00”."""
    if 0 < dollars < 0.01:
        return "under $0.01"
    return f"${dollars:,.2f}"
