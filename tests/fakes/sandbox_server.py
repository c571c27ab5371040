"""The Sandbox as a child process, with the clients that talk to it."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

from services.sandbox.process import SandboxAddress, SandboxProcess

if TYPE_CHECKING:
    from pathlib import Path

SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]


class SandboxServer:
    """A started server; `speed` divides the delays of its jobs."""

    def __init__(self, folder: Path, speed: float = 20.0) -> None:
        self.folder = folder
        self.process = SandboxProcess(folder, speed)
        self.address: SandboxAddress
        self._clients: dict[str, Any] = {}

    def start(self) -> SandboxServer:
        self.process.start()
        self.address = self.process.wait_ready()
        return self

    def stop(self) -> None:
        self.process.stop()

    @property
    def base_url(self) -> str:
        return self.address.base_url

    @property
    def bucket(self) -> str:
        return self.address.bucket

    def credentials(self) -> Any:
        """The key's credentials, without the look-up of allowed regions at Google."""
        from google.oauth2 import service_account

        class LocalCredentials(service_account.Credentials):
            def _is_regional_access_boundary_lookup_required(self) -> bool:
                return False

        return LocalCredentials.from_service_account_file(
            self.address.service_account_file, scopes=SCOPES
        )

    def genai(self, location: str = "global") -> Any:
        """The google.genai client of a location; making one costs 50 ms, so it is kept."""
        if location not in self._clients:
            self._clients[location] = self.new_genai(location)
        return self._clients[location]

    def new_genai(self, location: str = "global") -> Any:
        """A google.genai client with fresh credentials; hold it, else it closes itself."""
        from google import genai
        from google.genai import types

        return genai.Client(
            vertexai=True,
            project=self.address.project,
            location=location,
            credentials=self.credentials(),
            http_options=types.HttpOptions(
                base_url=self.base_url,
                timeout=30_000,
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

    def storage(self) -> Any:
        """A google.cloud.storage client."""
        from google.cloud import storage

        return storage.Client(
            project=self.address.project,
            credentials=self.credentials(),
            client_options={"api_endpoint": self.base_url},
        )

    def gapic(self, client: Any) -> Any:
        """A client of aiplatform_v1, such as `EndpointServiceClient`, over REST."""
        from google.api_core.client_options import ClientOptions

        return client(
            credentials=self.credentials(),
            transport="rest",
            client_options=ClientOptions(api_endpoint=self.base_url),
        )

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control route: faults, switches, clock, tokens, requests."""
        request = urllib.request.Request(
            f"{self.base_url}/sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def fault(self, match: str, kind: str, **more: Any) -> None:
        self.control("POST", "faults", {"match": match, "kind": kind, **more})
