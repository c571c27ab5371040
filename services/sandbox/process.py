"""Starts and ends the server as a child process; light enough for the window's start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parents[2]
_TAIL = 4000


@dataclass(frozen=True, slots=True)
class SandboxAddress:
    """What the server says when it is ready; the field names are those of its JSON line."""

    port: int
    base_url: str
    project: str
    project_number: str
    bucket: str
    service_account_file: str
    base_models: tuple[str, ...]

    @classmethod
    def read(cls, line: str) -> SandboxAddress:
        """The address in a JSON line; unknown fields are left out."""
        said: dict[str, Any] = json.loads(line)
        said["base_models"] = tuple(said["base_models"])
        return cls(**{field.name: said[field.name] for field in fields(cls)})


class SandboxProcess:
    """The server in a child process, which ends when this one does, killed or not.

    `models` are base models that are added or changed: see `catalog.base_models`.
    """

    def __init__(
        self, state_folder: Path, speed: float = 1.0, models: Sequence[dict[str, Any]] = ()
    ) -> None:
        self._folder = state_folder
        self._speed = speed
        self._models = json.dumps(list(models))
        self._process: subprocess.Popen[str] | None = None
        self._line = ""
        self._said = threading.Event()

    @property
    def running(self) -> bool:
        """Whether the child is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the child and return at once; its errors go to `sandbox.log` in the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._said.clear()
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [
                    sys.executable, "-m", "services.sandbox",
                    "--state", str(self._folder.absolute()), "--speed", str(self._speed),
                    "--models", self._models,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=_ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
        self._process = process
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    def wait_ready(self, timeout: float = 20.0) -> SandboxAddress:
        """Wait (seconds) until the server answers; RuntimeError when it does not come up."""
        if self._process is None:
            raise RuntimeError("The Sandbox was not started.")
        if not self._said.wait(timeout):
            raise RuntimeError(f"The Sandbox did not answer within {timeout:g} s.\n{self._tail()}")
        if not self._line:
            raise RuntimeError(f"The Sandbox ended before it was ready.\n{self._tail()}")
        return SandboxAddress.read(self._line)

    def stop(self, timeout: float = 5.0) -> None:
        """End the child: it is asked to, and killed when it does not within `timeout` seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def _log(self) -> Path:
        return self._folder / "sandbox.log"

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._line = process.stdout.readline()
        self._said.set()
        process.stdout.close()

    def _tail(self) -> str:
        if not self._log.exists():
            return ""
        return self._log.read_bytes()[-_TAIL:].decode("utf-8", "replace")
