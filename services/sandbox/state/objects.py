"""Buckets and objects of the storage service, as files in the state folder."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from services.sandbox.state.documents import Collection, write_beside
from services.sandbox.wire.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from services.sandbox.clock import Clock

Json = dict[str, Any]


class ObjectStore:
    """Buckets with their objects; resource shapes of the Cloud Storage JSON API v1."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self._data = folder / "data"
        self._data.mkdir(parents=True, exist_ok=True)
        self._buckets = Collection(folder / "buckets")
        self._objects = Collection(folder / "objects")

    def create_bucket(self, name: str, location: str) -> Json:
        """Create a bucket; 409 when it exists."""
        if self._buckets.get(name):
            raise StorageError(
                409,
                "conflict",
                f"Your previous request to create the named bucket "
                f"succeeded and you already own it: {name}",
            )
        bucket = {
            "kind": "storage#bucket",
            "id": name,
            "name": name,
            "location": location.upper(),
            "locationType": "multi-region" if location.upper() in {"US", "EU"} else "region",
            "storageClass": "STANDARD",
            "timeCreated": self._clock.stamp(),
            "updated": self._clock.stamp(),
            "metageneration": "1",
        }
        self._buckets.put(name, bucket)
        return bucket

    def buckets(self) -> list[Json]:
        return self._buckets.all()

    def bucket(self, name: str) -> Json:
        """The bucket, or 404."""
        bucket = self._buckets.get(name)
        if bucket is None:
            raise StorageError(404, "notFound", "The specified bucket does not exist.")
        return bucket

    def names(self, bucket: str) -> list[str]:
        """The names of a bucket's objects, in order."""
        self.bucket(bucket)
        return sorted(entry["name"] for entry in self._objects.all() if entry["bucket"] == bucket)

    def get(self, bucket: str, name: str) -> Json:
        """The object's resource, or 404."""
        found = self._objects.get(_key(bucket, name))
        if found is None:
            self.bucket(bucket)
            raise StorageError(404, "notFound", f"No such object: {bucket}/{name}")
        return found

    def read(self, bucket: str, name: str) -> bytes:
        """The object's bytes, or 404."""
        self.get(bucket, name)
        return (self._data / _key(bucket, name)).read_bytes()

    def put(self, bucket: str, resource: Json, data: bytes, generation_match: str | None) -> Json:
        """Store an object; 412 when `ifGenerationMatch` or a checksum does not hold."""
        self.bucket(bucket)
        name = resource["name"]
        key = _key(bucket, name)
        self._check_generation(self._objects.get(key), generation_match)
        checksums = {"crc32c": crc32c(data), "md5Hash": md5(data)}
        for field, value in checksums.items():
            if resource.get(field) not in {None, value}:
                raise StorageError(
                    400,
                    "invalid",
                    f'Provided {field} "{resource[field]}" '
                    f'doesn\'t match calculated {field} "{value}".',
                )
        entry = self._resource(bucket, resource, len(data)) | checksums
        write_beside(self._data / key, data)
        self._objects.put(key, entry)
        return entry

    def delete(self, bucket: str, name: str) -> None:
        """Remove an object, or 404."""
        self.get(bucket, name)
        self._objects.delete(_key(bucket, name))
        (self._data / _key(bucket, name)).unlink(missing_ok=True)

    def _resource(self, bucket: str, sent: Json, size: int) -> Json:
        now = self._clock.stamp()
        generation = str(int(self._clock.now() * 1e6))
        return {
            "kind": "storage#object",
            "id": f"{bucket}/{sent['name']}",
            "name": sent["name"],
            "bucket": bucket,
            "generation": generation,
            "metageneration": "1",
            "contentType": sent.get("contentType") or "application/octet-stream",
            "storageClass": "STANDARD",
            "size": str(size),
            "timeCreated": now,
            "updated": now,
            "metadata": sent.get("metadata", {}),
            "etag": generation,
        }

    @staticmethod
    def _check_generation(present: Json | None, wanted: str | None) -> None:
        if wanted is None:
            return
        generation = "0" if present is None else present["generation"]
        if generation != wanted:
            raise StorageError(
                412,
                "conditionNotMet",
                "At least one of the pre-conditions you specified did not hold.",
            )


def split_uri(uri: str) -> tuple[str, str] | None:
    """`gs://bucket/name` as (bucket, name); None for anything else."""
    bucket, _, name = uri.removeprefix("gs://").partition("/")
    return (bucket, name) if uri.startswith("gs://") and bucket and name else None


def crc32c(data: bytes) -> str:
    """The CRC32C of the bytes, big-endian, in base64."""
    import google_crc32c

    return base64.b64encode(google_crc32c.Checksum(data).digest()).decode()


def md5(data: bytes) -> str:
    """The MD5 of the bytes in base64."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _key(bucket: str, name: str) -> str:
    return hashlib.sha256(f"{bucket}/{name}".encode()).hexdigest()
