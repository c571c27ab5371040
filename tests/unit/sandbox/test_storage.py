"""google.cloud.storage against the Sandbox."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer


@pytest.fixture(scope="module")
def bucket(shared_server: SandboxServer) -> Any:
    return shared_server.storage().bucket(shared_server.bucket)


@pytest.mark.parametrize(
    "name", ["plain.txt", "a folder/übung 1.jsonl", "a%2Fb?c#d", "한국어/표.csv"]
)
def test_a_text_comes_back_as_it_was_sent(bucket: Any, name: str) -> None:
    blob = bucket.blob(name)
    blob.upload_from_string("Grüße, 안녕\n")
    assert bucket.blob(name).download_as_text() == "Grüße, 안녕\n"
    blob.reload()
    assert blob.size == len("Grüße, 안녕\n".encode())
    blob.delete()
    assert not blob.exists()


def test_a_large_file_goes_up_in_chunks(bucket: Any) -> None:
    data = bytes(range(256)) * 4096 * 9
    blob = bucket.blob("large.bin", chunk_size=256 * 1024 * 8)
    blob.upload_from_file(io.BytesIO(data), size=len(data), checksum="crc32c")
    assert bucket.blob("large.bin").download_as_bytes() == data
    assert bucket.blob("large.bin").download_as_bytes(start=1000, end=1999) == data[1000:2000]


def test_a_broken_chunk_is_sent_again(bucket: Any, server: SandboxServer) -> None:
    server.fault("/upload/*", "503", times=1)
    bucket.blob("again.bin").upload_from_string("x")
    assert bucket.blob("again.bin").download_as_text() == "x"


def test_a_listing_has_pages_and_folders(bucket: Any) -> None:
    names = [f"list/{folder}/{at}.txt" for folder in "ab" for at in range(3)]
    for name in names:
        bucket.blob(name).upload_from_string(name)
    paged = bucket.list_blobs(prefix="list/", page_size=2)
    assert [blob.name for blob in paged] == names
    folders = bucket.list_blobs(prefix="list/", delimiter="/")
    assert not list(folders)
    assert folders.prefixes == {"list/a/", "list/b/"}


def test_what_exists_is_not_overwritten_unless_asked(bucket: Any) -> None:
    blob = bucket.blob("once.txt")
    blob.upload_from_string("1", if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        blob.upload_from_string("2", if_generation_match=0)
    assert blob.download_as_text() == "1"


def test_what_is_not_there_is_not_found(bucket: Any, server: SandboxServer) -> None:
    with pytest.raises(exceptions.NotFound):
        bucket.blob("nothing").download_as_bytes()
    with pytest.raises(exceptions.NotFound):
        server.storage().get_bucket("no-such-bucket")


def test_a_bucket_can_be_made(server: SandboxServer) -> None:
    client = server.storage()
    client.create_bucket("another", location="europe-west4")
    assert client.get_bucket("another").location == "EUROPE-WEST4"
    assert {bucket.name for bucket in client.list_buckets()} >= {"another", server.bucket}
