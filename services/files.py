"""Files that are written beside and then replaced, so that none is ever half there."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def beside(path: Path) -> Generator[Path]:
    """A path in the same folder to write to; it takes the place of `path` when the block ends
    well, and is removed when it does not. Raises AppError when the disk does not let us."""
    part = path.with_name(f".{path.name}.{new_id()}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        remove(part)


def make_folder(folder: Path) -> None:
    """Make a folder that may not be there yet. Raises AppError when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AppError(
            f"The folder {folder} cannot be made.",
            "Choose a folder that you may write.",
            str(error),
        ) from error


def cannot_write(path: Path, error: OSError) -> AppError:
    """The words for a file that the system does not let us write."""
    if isinstance(error, PermissionError):
        return AppError(
            f"You may not write {path.name} here.",
            "Close it in other programs, or choose a folder that you may write.",
            str(error),
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AppError(
            f"There is no folder {path.parent}.", "Choose a folder that is there.", str(error)
        )
    return AppError(
        f"{path.name} could not be written.",
        "Check that the disk is connected and has space left. An older file of this name was left"
        " as it is.",
        str(error),
    )


def remove(path: Path) -> None:
    """Remove a file that should not stay; where it cannot be, it stays."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
