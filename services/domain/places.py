"""Where things lie in Google's cloud."""

from __future__ import annotations

_WIDER = {"us": ("us-",), "eu": ("europe-",), "nam4": ("us-",), "eur4": ("europe-",)}
"""Multi-regions and dual regions of Cloud Storage, by how the names of their regions begin."""


def lies_there(bucket: str, tuning: str) -> bool:
    """Whether a bucket's location holds the region in which models are tuned."""
    return bucket == tuning or tuning.startswith(_WIDER.get(bucket, ("\0",)))


def far_away(bucket: str, tuning: str) -> str:
    """What it means that a bucket does not lie where models are tuned."""
    return (
        f"The bucket lies in “{bucket}”, but models are tuned in “{tuning}”: rows leave their "
        "region, and the service may refuse the files."
    )
