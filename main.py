"""Starts the program. Child processes import this file again, so it imports nothing at its top."""

from __future__ import annotations


def main() -> int:
    """The window, or a tour of it; gives the exit code."""
    import sys

    from gui.application import parse, run

    options = parse(sys.argv[1:])
    if options.tour is None:
        return run(options.project)
    from gui.tour.walk import run_tour

    return run_tour(options.tour)


if __name__ == "__main__":
    raise SystemExit(main())
