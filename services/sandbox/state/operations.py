"""Long-running operations; what they stand for is done at once, so they are done when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.identity import new_id
from services.sandbox.wire.errors import not_found

if TYPE_CHECKING:
    from services.sandbox.clock import Clock
    from services.sandbox.state.documents import Collection

Json = dict[str, Any]
_V1 = "type.googleapis.com/google.cloud.aiplatform.v1."
EMPTY = "type.googleapis.com/google.protobuf.Empty"


class Operations:
    """google.longrunning.Operation resources."""

    def __init__(self, stored: Collection, clock: Clock) -> None:
        self._stored = stored
        self._clock = clock

    def done(self, parent: str, verb: str, response: Json | None = None) -> Json:
        """A finished operation on `parent`; `verb` is such as "UndeployModel".

        The answer to the call itself is not done yet, as on the service: the client asks again.
        """
        name = f"{parent}/operations/{new_id()}"
        now = self._clock.stamp()
        metadata = {
            "@type": f"{_V1}{verb}OperationMetadata",
            "genericMetadata": {"createTime": now, "updateTime": now},
        }
        answer = {"@type": EMPTY} if response is None else response
        done = {"name": name, "metadata": metadata, "done": True, "response": answer}
        self._stored.put(name, done)
        return {"name": name, "metadata": metadata}

    def get(self, name: str) -> Json:
        """The operation, or 404."""
        found = self._stored.get(name)
        if found is None:
            raise not_found(f"Operation not found: {name}")
        return found


def typed(kind: str, **fields: Any) -> Json:
    """A response of a v1 message type, such as "DeployModelResponse"."""
    return {"@type": f"{_V1}{kind}", **fields}
