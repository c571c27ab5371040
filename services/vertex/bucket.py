"""Files in the bucket over google.cloud.storage."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from services.domain.errors import AppError
from services.vertex.client import storage_client
from services.vertex.failures import Target, translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.auth.credentials import Credentials

    from services.jobs import JobContext
    from services.vertex.address import ServiceAddress

CHUNK = 8 * 1024 * 1024
"""Up to here the library sends a file in one request; above, resumable in pieces of this size."""

PATIENCE_SECONDS = 20.0
_TIMEOUT_SECONDS = 60


class GoogleBucket:
    """Implements ports.Bucket; blocking.

    Uploads carry a CRC32C that the service checks; a piece that failed is sent again by the
    library for `patience` seconds.
    """

    def __init__(
        self,
        address: ServiceAddress,
        credentials: Credentials,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._address = address
        self._patience = patience
        self._credentials = credentials
        self._lock = threading.Lock()
        self._client: Any = None

    def upload(self, path: Path, name: str, context: JobContext) -> str:
        """Upload a file and give its gs:// address; JobCancelled on stop, between two pieces.

        What is there already with the same checksum, from a start that was cut off, stays.
        Raises CallError; AppError when the file cannot be read.
        """
        uri = f"gs://{self._address.bucket}/{name}"
        with translated(self._target("the training file was uploaded", uri)):
            bucket = self._storage().bucket(self._address.bucket)
            if self._is_there(bucket, name, path):
                return uri
            blob = bucket.blob(name, chunk_size=CHUNK)
            with _opened(path) as file:
                blob.upload_from_file(
                    _Reported(file, path.stat().st_size, context),
                    size=path.stat().st_size,
                    content_type="application/jsonl",
                    checksum="crc32c",
                    timeout=_TIMEOUT_SECONDS,
                    retry=self._retry(),
                )
        return uri

    def _is_there(self, bucket: Any, name: str, path: Path) -> bool:
        """Whether the object has the file's checksum; who may only write cannot tell."""
        from google.api_core.exceptions import Forbidden

        try:
            there = bucket.get_blob(name, timeout=_TIMEOUT_SECONDS, retry=self._retry())
        except Forbidden:
            return False
        return there is not None and there.crc32c == _crc32c(path)

    def delete(self, uri: str) -> None:
        """Delete an object; one that is gone already is no error. Raises CallError."""
        from google.api_core.exceptions import NotFound

        bucket, _, name = uri.removeprefix("gs://").partition("/")
        with translated(self._target("the uploaded file was deleted", uri)):
            try:
                blob = self._storage().bucket(bucket).blob(name)
                blob.delete(timeout=_TIMEOUT_SECONDS, retry=self._retry())
            except NotFound:
                return

    def read(self, uri: str) -> bytes:
        """GET an object; its checksum is checked by the library. Raises CallError."""
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        with translated(self._target("the file was read back", uri)):
            blob = self._storage().bucket(bucket).blob(name)
            return blob.download_as_bytes(timeout=_TIMEOUT_SECONDS, retry=self._retry())

    def below(self, uri: str) -> tuple[str, ...]:
        """GET the list of objects, page by page. Raises CallError."""
        bucket, _, prefix = uri.removeprefix("gs://").partition("/")
        with translated(self._target("the files were listed", uri)):
            blobs = self._storage().list_blobs(
                bucket, prefix=prefix, timeout=_TIMEOUT_SECONDS, retry=self._retry()
            )
            return tuple(f"gs://{bucket}/{blob.name}" for blob in blobs)

    def lines(self, uri: str) -> Iterator[str]:
        """GET an object piece by piece. Raises CallError."""
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        with translated(self._target("the file was read back", uri)):
            blob = self._storage().bucket(bucket).blob(name)
            with blob.open(
                "r", encoding="utf-8", timeout=_TIMEOUT_SECONDS, retry=self._retry()
            ) as file:
                yield from file

    def location(self) -> str:
        """GET the bucket itself. Raises CallError."""
        name = self._address.bucket
        with translated(self._target("the place of the bucket was looked up", f"gs://{name}")):
            found = self._storage().get_bucket(name, timeout=_TIMEOUT_SECONDS, retry=self._retry())
            return str(found.location or "").lower()

    def check(self) -> None:
        """GET one page of one object. Raises CallError when the bucket cannot be read."""
        with translated(self._target("the bucket was looked at", self._address.bucket)):
            blobs = self._storage().list_blobs(
                self._address.bucket,
                max_results=1,
                timeout=_TIMEOUT_SECONDS,
                retry=self._retry(),
            )
            next(iter(blobs), None)

    def _retry(self) -> Any:
        """The library's own rules, which would go on for two minutes."""
        from google.cloud.storage.retry import DEFAULT_RETRY

        return DEFAULT_RETRY.with_timeout(self._patience)

    def _storage(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = storage_client(self._address, self._credentials)
            return self._client

    def _target(self, doing: str, uri: str) -> Target:
        return Target(self._address, doing, self._address.tuning_location, uri)


class _Reported:
    """A file that reports how far it was read, and lets a stop through."""

    def __init__(self, file: BinaryIO, size: int, context: JobContext) -> None:
        self._file = file
        self._size = size
        self._context = context

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._context.report(self._file.tell(), self._size, "bytes")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _crc32c(path: Path) -> str:
    """The checksum of a file as the service writes it: base64 of four bytes."""
    import base64

    import google_crc32c

    checksum: Any = google_crc32c.Checksum()
    with _opened(path) as file:
        while block := file.read(CHUNK):
            checksum.update(block)
    return base64.b64encode(checksum.digest()).decode()


def _opened(path: Path) -> BinaryIO:
    try:
        return cast("BinaryIO", path.open("rb"))
    except OSError as error:
        raise AppError(
            f"The file {path.name} cannot be read.",
            "Start again; it is written anew.",
            str(error),
        ) from error
