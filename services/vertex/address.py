"""Where calls go: Google's own hosts, or a server on this machine that speaks like them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.prediction import Model

API_VERSION = "v1beta1"
_SHARED_HOSTS = {
    "global": "aiplatform.googleapis.com",
    "us": "aiplatform.us.rep.googleapis.com",
    "eu": "aiplatform.eu.rep.googleapis.com",
}

UNKNOWN_MEMBER = "user:YOUR_ACCOUNT"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """`base_url` is None for Google's hosts, which the clients pick from their location.

    `tuning_location` is where jobs run; `trust_proxy` is false for a server on this machine,
    since a proxy set in the environment would send loopback calls astray. `member` names the
    account in gcloud's words, for the lines that give it a role.
    """

    project: str
    bucket: str
    tuning_location: str
    base_url: str | None = None
    member: str = field(default=UNKNOWN_MEMBER, compare=False)

    @property
    def trust_proxy(self) -> bool:
        return self.base_url is None

    @property
    def service_name(self) -> str:
        return "Vertex AI" if self.base_url is None else "the Sandbox"

    def call_url(self, model: Model) -> str:
        """Where generateContent of a model is posted to, as google-genai does it."""
        location = model.location
        host = _SHARED_HOSTS.get(location, f"{location}-aiplatform.googleapis.com")
        root = (self.base_url or f"https://{host}").rstrip("/")
        resource = model.resource
        if not resource.startswith("projects/"):
            parent = f"projects/{self.project}/locations/{location}"
            resource = f"{parent}/publishers/google/models/{resource}"
        return f"{root}/{API_VERSION}/{resource}:generateContent"
