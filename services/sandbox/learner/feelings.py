"""A handful of words that carry a feeling, for labels such as positive and negative."""

from __future__ import annotations

_GOOD = (
    "good great love loved best excellent amazing wonderful happy perfect nice enjoy fantastic "
    "thank thanks beautiful recommend fun "
    "최고 좋 재밌 재미있 감동 추천 훌륭 명작 굿 사랑 아름 대박 강추"
)
_BAD = (
    "bad worst terrible awful hate boring poor waste angry disappointed horrible never broken "
    "useless annoying sad wrong "
    "최악 별로 재미없 지루 아깝 실망 쓰레기 노잼 짜증 못 안되 망 허접 졸"
)
_NAMES = {
    "good": ("positive", "good", "happy", "긍정", "긍정적", "pos"),
    "bad": ("negative", "bad", "unhappy", "부정", "부정적", "neg"),
}


def feeling_of(text: str) -> dict[str, float]:
    """Scores for the names of feelings that the text's words speak for."""
    folded = text.casefold()
    good = sum(word in folded for word in _GOOD.split())
    bad = sum(word in folded for word in _BAD.split())
    scores = dict.fromkeys(_NAMES["good"], float(good))
    scores |= dict.fromkeys(_NAMES["bad"], float(bad))
    if good == bad:
        scores |= {"neutral": 0.5, "mixed": float(good > 0), "중립": 0.5}
    return scores
