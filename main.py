"""Starts the program. Child processes import this file again, so it imports nothing at its top."""

from __future__ import annotations


def main() -> int:
    """The window; gives the exit code."""
    import sys

    from gui.application import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
