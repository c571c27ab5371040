"""`python -m services.sandbox --state FOLDER [--port 0] [--speed 1] [--models JSON]`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from services.sandbox.catalog import base_models
from services.sandbox.server import serve


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="services.sandbox", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps everything")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--speed", type=float, default=1.0, help="divides the delays of jobs")
    parser.add_argument("--models", default="[]", help="JSON of base models added or changed")
    arguments = parser.parse_args()
    catalog = base_models(json.loads(arguments.models))
    serve(arguments.state.absolute(), arguments.port, arguments.speed, catalog)


if __name__ == "__main__":
    main()
