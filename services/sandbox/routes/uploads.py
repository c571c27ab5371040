"""Uploads to Cloud Storage: multipart in one request, resumable in several."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.sandbox.routes.common import read_json
from services.sandbox.wire.errors import StorageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.state.objects import ObjectStore

_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


@dataclass(slots=True)
class _Session:
    """A resumable upload that has begun."""

    bucket: str
    resource: dict[str, Any]
    generation_match: str | None
    data: bytearray = field(default_factory=bytearray)


class UploadRoutes:
    """Everything under /upload."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._sessions: dict[str, _Session] = {}

    def routes(self) -> list[Route]:
        path = "/upload/storage/v1/b/{bucket}/o"
        return [
            Route(path, self._begin, methods=["POST"]),
            Route(path, self._go_on, methods=["PUT"]),
            Route(path, self._give_up, methods=["DELETE"]),
        ]

    async def _begin(self, request: Request) -> Response:
        kind = request.query_params.get("uploadType")
        if kind == "multipart":
            return await self._multipart(request)
        if kind == "resumable":
            return await self._start_session(request)
        if kind == "media":
            resource = {"name": request.query_params["name"]}
            return self._stored(request, resource, await request.body())
        raise StorageError(400, "invalid", "Unknown uploadType.")

    async def _multipart(self, request: Request) -> Response:
        boundary = re.search(r'boundary="?([^";]+)', request.headers.get("content-type", ""))
        if boundary is None:
            raise StorageError(400, "badRequest", "Missing boundary.")
        parts = _parts(await request.body(), boundary[1].encode())
        resource = json.loads(parts[0][1])
        resource.setdefault("contentType", parts[1][0])
        return self._stored(request, resource, parts[1][1])

    def _stored(self, request: Request, resource: dict[str, Any], data: bytes) -> Response:
        bucket = request.path_params["bucket"]
        match = request.query_params.get("ifGenerationMatch")
        return JSONResponse(self._objects.put(bucket, resource, data, match))

    async def _start_session(self, request: Request) -> Response:
        bucket = request.path_params["bucket"]
        self._objects.bucket(bucket)
        resource = await read_json(request)
        resource.setdefault("name", request.query_params.get("name"))
        resource.setdefault("contentType", request.headers.get("x-upload-content-type"))
        session = _Session(bucket, resource, request.query_params.get("ifGenerationMatch"))
        key = secrets.token_urlsafe(24)
        self._sessions[key] = session
        location = f"{request.url.replace(query='')}?uploadType=resumable&upload_id={key}"
        return Response(headers={"Location": location, "X-GUploader-UploadID": key})

    async def _go_on(self, request: Request) -> Response:
        session = self._session(request)
        body = await request.body()
        match = _RANGE.fullmatch(request.headers.get("content-range", ""))
        if match is None:
            session.data[:] = body
            return self._finish(request, session)
        if match[1] is not None:
            session.data[int(match[1]) :] = body
        if match[3] != "*" and len(session.data) == int(match[3]):
            return self._finish(request, session)
        headers = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
        return Response(status_code=308, headers=headers)

    def _finish(self, request: Request, session: _Session) -> Response:
        entry = self._objects.put(
            session.bucket, session.resource, bytes(session.data), session.generation_match
        )
        del self._sessions[request.query_params["upload_id"]]
        return JSONResponse(entry)

    async def _give_up(self, request: Request) -> Response:
        self._session(request)
        del self._sessions[request.query_params["upload_id"]]
        return Response(status_code=499)

    def _session(self, request: Request) -> _Session:
        session = self._sessions.get(request.query_params.get("upload_id", ""))
        if session is None:
            raise StorageError(404, "notFound", "Upload session not found.")
        return session


def _parts(body: bytes, boundary: bytes) -> list[tuple[str, bytes]]:
    """The parts of a multipart/related body as (content type, bytes)."""
    found: list[tuple[str, bytes]] = []
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        kind = re.search(rb"content-type:\s*([^\r\n]+)", head, re.IGNORECASE)
        content = content.removesuffix(b"\r\n")
        found.append((kind[1].decode() if kind else "application/octet-stream", content))
    if len(found) != 2:
        raise StorageError(400, "badRequest", "A multipart upload has two parts.")
    return found
