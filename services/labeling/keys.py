"""Which key is which label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.task import Label
    from services.storage.label_keys import LabelKeyTable
    from services.storage.project_table import ProjectTable

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
"""Bare digits and letters, in the order in which labels and fields take them."""


def keys_of(labels: Sequence[Label], chosen: Mapping[str, str]) -> dict[str, str]:
    """The key of each label by its id; empty when there are more labels than keys.

    A label keeps the key that was `chosen` for it; else it has the key of its place, or where
    that is taken the first free one.
    """
    if len(labels) > len(KEYS):
        return {}
    keys = {label.id: chosen[label.id] for label in labels if label.id in chosen}
    waiting: list[Label] = []
    for label, key in zip(labels, KEYS, strict=False):
        if label.id in keys:
            continue
        if key in keys.values():
            waiting.append(label)
        else:
            keys[label.id] = key
    free = [key for key in KEYS if key not in keys.values()]
    return keys | {label.id: key for label, key in zip(waiting, free, strict=False)}


class LabelKeys:
    """The keys of the project's labels."""

    def __init__(self, project: ProjectTable, keys: LabelKeyTable) -> None:
        self._project = project
        self._keys = keys

    def all(self) -> dict[str, str]:
        """The key of each label by its id; empty with more labels than keys: typing filters."""
        return keys_of(self._project.task().labels, self._keys.all())

    def choose(self, keys: Mapping[str, str]) -> None:
        """Give labels (by id) keys; a label without one, or with an empty one, takes a free one.

        Raises AppError, with nothing changed, for a key that is none or is there twice.
        """
        labels = {label.id: label for label in self._project.task().labels}
        chosen: dict[str, str] = {}
        holder: dict[str, str] = {}
        for label_id, typed in keys.items():
            key = typed.strip().casefold()
            if not key:
                continue
            _check_key(key)
            if key in holder:
                names = f"“{labels[holder[key]].name}” and “{labels[label_id].name}”"
                raise AppError(
                    f"The key {key.upper()} is there twice: for {names}.",
                    "Give each label a key of its own.",
                )
            chosen[label_id], holder[key] = key, label_id
        self._keys.replace(chosen)


def _check_key(key: str) -> None:
    if len(key) != 1 or key not in KEYS:
        raise AppError(
            f"“{key}” cannot be the key of a label.",
            "Take a digit from 1 to 9 or a letter from A to Z.",
        )
