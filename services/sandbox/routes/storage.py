"""Cloud Storage: buckets, listing, download and deletion of objects (JSON API v1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.sandbox.routes.common import read_json
from services.sandbox.wire.errors import StorageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.state.objects import ObjectStore

Json = dict[str, Any]


class StorageRoutes:
    """The storage service without its uploads."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def routes(self) -> list[Route]:
        get, bucket = ["GET"], "/storage/v1/b/{bucket}"
        return [
            Route("/storage/v1/b", self._create_bucket, methods=["POST"]),
            Route("/storage/v1/b", self._list_buckets, methods=get),
            Route(bucket, self._get_bucket, methods=get),
            Route(bucket + "/iam/testPermissions", self._permissions, methods=get),
            Route(bucket + "/o", self._list, methods=get),
            Route(bucket + "/o/{name:path}", self._get, methods=get),
            Route(bucket + "/o/{name:path}", self._delete, methods=["DELETE"]),
            Route("/download" + bucket + "/o/{name:path}", self._download, methods=get),
        ]

    async def _create_bucket(self, request: Request) -> JSONResponse:
        body = await read_json(request)
        return JSONResponse(self._objects.create_bucket(body["name"], body.get("location", "US")))

    async def _list_buckets(self, _: Request) -> JSONResponse:
        return JSONResponse({"kind": "storage#buckets", "items": self._objects.buckets()})

    async def _get_bucket(self, request: Request) -> JSONResponse:
        return JSONResponse(self._objects.bucket(request.path_params["bucket"]))

    async def _permissions(self, request: Request) -> JSONResponse:
        self._objects.bucket(request.path_params["bucket"])
        asked = request.query_params.getlist("permissions")
        return JSONResponse({"kind": "storage#testIamPermissionsResponse", "permissions": asked})

    async def _list(self, request: Request) -> JSONResponse:
        bucket, query = request.path_params["bucket"], request.query_params
        names = self._objects.names(bucket)
        entries = _entries(names, query.get("prefix") or "", query.get("delimiter") or "")
        entries = [entry for entry in entries if entry > (query.get("pageToken") or "")]
        size = int(query.get("maxResults") or 1000)
        chosen = entries[:size]
        known = set(names)
        body: Json = {"kind": "storage#objects"}
        body["items"] = [self._objects.get(bucket, name) for name in chosen if name in known]
        body["prefixes"] = [name for name in chosen if name not in known]
        if len(entries) > size:
            body["nextPageToken"] = chosen[-1]
        return JSONResponse(body)

    async def _get(self, request: Request) -> Response:
        if request.query_params.get("alt") == "media":
            return await self._download(request)
        return JSONResponse(self._objects.get(request.path_params["bucket"], object_name(request)))

    async def _delete(self, request: Request) -> Response:
        self._objects.delete(request.path_params["bucket"], object_name(request))
        return Response(status_code=204)

    async def _download(self, request: Request) -> Response:
        bucket, name = request.path_params["bucket"], object_name(request)
        entry, data = self._objects.get(bucket, name), self._objects.read(bucket, name)
        wanted = request.query_params.get("generation")
        if wanted not in {None, entry["generation"]}:
            raise StorageError(404, "notFound", f"No such object: {bucket}/{name}#{wanted}")
        headers = {
            "X-Goog-Hash": f"crc32c={entry['crc32c']},md5={entry['md5Hash']}",
            "X-Goog-Generation": entry["generation"],
            "X-Goog-Stored-Content-Length": entry["size"],
            "X-Goog-Stored-Content-Encoding": "identity",
            "Accept-Ranges": "bytes",
        }
        return _ranged(data, request.headers.get("range"), entry["contentType"], headers)


def object_name(request: Request) -> str:
    """The object's name from the raw path, since it may hold an escaped slash."""
    raw = request.scope["raw_path"].decode("ascii").partition("?")[0]
    return unquote(raw.split("/o/", 1)[1])


def _entries(names: list[str], prefix: str, delimiter: str) -> list[str]:
    """Names under a prefix; with a delimiter what lies deeper is one entry that ends with it."""
    entries: dict[str, None] = {}
    for name in names:
        if not name.startswith(prefix):
            continue
        head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
        entries[prefix + head + delimiter if found else name] = None
    return sorted(entries)


def _ranged(data: bytes, header: str | None, kind: str, headers: dict[str, str]) -> Response:
    if not header:
        return Response(data, media_type=kind, headers=headers)
    first, _, last = header.removeprefix("bytes=").partition("-")
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers = {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"}
    return Response(data[start : end + 1], 206, media_type=kind, headers=headers)
