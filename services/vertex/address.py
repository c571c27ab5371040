"""Where calls go: Google's own hosts, or a server on this machine that speaks like them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """`base_url` is None for Google's hosts, which the clients pick from their location.

    `tuning_location` is where jobs run; `trust_proxy` is false for a server on this machine,
    since a proxy set in the environment would send loopback calls astray.
    """

    project: str
    bucket: str
    tuning_location: str
    base_url: str | None = None

    @property
    def trust_proxy(self) -> bool:
        return self.base_url is None

    @property
    def service_name(self) -> str:
        return "Vertex AI" if self.base_url is None else "the Sandbox"
