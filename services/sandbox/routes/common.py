"""What the routes share: reading JSON, paging, the path's project and location."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.sandbox.wire.errors import invalid_argument

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.identity import Identity

Json = dict[str, Any]


async def read_json(request: Request) -> Json:
    """The request's JSON object; an empty body is an empty object. 400 when it is no JSON."""
    body = await request.body()
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError as error:
        raise invalid_argument(f"Invalid JSON payload received. {error}") from error
    if not isinstance(value, dict):
        raise invalid_argument("Invalid JSON payload received. Expected an object.")
    return value


def place(request: Request, identity: Identity, permission: str) -> str:
    """The location in the path, after the project in it was checked (403)."""
    project, location = request.path_params["project"], request.path_params["location"]
    identity.check(project, location, permission)
    return location


def page(request: Request, field: str, entries: list[Json], *, most: int = 100) -> Json:
    """One page of `entries` under `field`, with `nextPageToken` when there are more."""
    size = min(int(request.query_params.get("pageSize") or most), most)
    start = _page_start(request.query_params.get("pageToken") or "0")
    body: Json = {}
    if chosen := entries[start : start + size]:
        body[field] = chosen
    if start + size < len(entries):
        body["nextPageToken"] = str(start + size)
    return body


def _page_start(token: str) -> int:
    if not token.isdigit():
        raise invalid_argument("Invalid page token.")
    return int(token)
