"""The calls that lead to a tuning job, with the real clients."""

from __future__ import annotations

import json
import threading
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.sandbox_server import SandboxServer

BASE = "gemini-3.1-flash-lite"
_TEXTS = {
    "card_arrival": "my new card has not come in the mail, where is it",
    "exchange_rate": "what rate do you use to change euro into dollars",
    "age_limit": "how old must my child be to open an account",
    "top_up_failed": "adding money did not work and was declined",
}
_STARTS = ["please", "hello", "wondering", "help", "hi", "well", "so", "excuse", "dear", "ok"]


def upload_rows(server: SandboxServer, name: str, extra: list[Any] | None = None) -> str:
    """Forty rows of four labels as a file in the bucket; its URI."""
    rows: list[Any] = [
        row(f"Message: {start}, {text}\nCategory:", label)
        for start in _STARTS
        for label, text in _TEXTS.items()
    ]
    text = "".join(json.dumps(entry) + "\n" for entry in [*rows, *(extra or [])])
    return instance_uri(server, f"{name}.jsonl", text)


def row(prompt: str, answer: str) -> Any:
    """One line of tuning data."""
    return {
        "systemInstruction": {"role": "system", "parts": [{"text": "Classify."}]},
        "contents": [
            {"role": "user", "parts": [{"text": prompt}]},
            {"role": "model", "parts": [{"text": answer}]},
        ],
    }


def instance_uri(server: SandboxServer, name: str, text: str) -> str:
    """Upload a text; its URI."""
    server.storage().bucket(server.bucket).blob(name).upload_from_string(text)
    return f"gs://{server.bucket}/{name}"


def tune(
    client: Any,
    uri: str,
    *,
    epochs: int | None = 1,
    base: str = BASE,
    validation: str = "",
    **config: Any,
) -> Any:
    """Start a tuning job with google.genai."""
    from google.genai import types

    if validation:
        config["validation_dataset"] = types.TuningValidationDataset(gcs_uri=validation)
    config = {"epoch_count": epochs, "adapter_size": "ADAPTER_SIZE_FOUR", **config}
    settings = types.CreateTuningJobConfig(**config)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return client.tunings.tune(
            base_model=base, training_dataset=types.TuningDataset(gcs_uri=uri), config=settings
        )


def wait_for(client: Any, name: str, look: Callable[[Any], None] = lambda _: None) -> Any:
    """Ask for a job until it has ended."""
    pause = threading.Event()
    for _ in range(1500):
        job = client.tunings.get(name=name)
        look(job)
        if job.has_ended:
            return job
        pause.wait(0.01)
    raise AssertionError(f"{name} did not end")
