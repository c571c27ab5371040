"""How many tokens a text will come to, while nobody has counted them."""

from __future__ import annotations

BYTES_PER_TOKEN = 4
UNCERTAINTY = 0.25
"""The true count is usually within this share of the estimate."""


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has: its UTF-8 bytes by four.

    Four Latin letters, or one and a third Korean syllables (three bytes each), make a token.
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN)
