"""The connection that answers: the Sandbox on this machine, or Vertex AI."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from services.catalogue import load_catalogue
from services.domain.connection import ConnectionPhase, ConnectionState
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, Model
from services.keeper import Keeper
from services.sandbox.process import SandboxAddress, SandboxProcess
from services.vertex.address import ServiceAddress
from services.vertex.key_store import KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.catalogue import BaseModel, Catalogue
    from services.ports import (
        BatchApi,
        Bucket,
        CurveReader,
        Evaluator,
        ModelRegistry,
        TextModel,
        TuningApi,
    )
    from services.settings import Folders, Settings
    from services.vertex.adapters import Adapters
    from services.vertex.request_body import Abilities

READY_SECONDS = 30.0
SANDBOX_LOCATION = "global"
SANDBOX_TUNING_LOCATION = "us-central1"
POLL_SECONDS = {ConnectionKind.SANDBOX: 1.0, ConnectionKind.VERTEX: 30.0}


class Connection:
    """Gives the ports of what the settings name; lives as long as the program.

    The ports wait for the Sandbox where needed, and the first use imports Google's libraries:
    ask for them off the GUI thread. Safe from any thread. `sandbox_speed` divides the time that
    jobs take in the Sandbox. `keeper` has the key of a service account or a sign-in with Google.
    """

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        keys: KeyStore | None = None,
        sandbox_speed: float = 1.0,
    ) -> None:
        self._folders = folders
        self.keeper = Keeper(keys or KeyStore(), self._forget_ports)
        self._sandbox_speed = sandbox_speed
        # Held for a moment only, also by the window; what waits holds `_reaching`.
        self._lock = threading.Lock()
        self._reaching = threading.Lock()
        self._settings = settings
        self._generation = 0
        self._catalogue: Catalogue | None = None
        self._sandbox: SandboxProcess | None = None
        self._ports: Adapters | None = None
        self._state = ConnectionState(ConnectionPhase.IDLE)
        self._listeners: list[Callable[[ConnectionState], None]] = []
        self._may_leave: Callable[[], bool] = lambda: True
        self._closed = False

    @property
    def kind(self) -> ConnectionKind:
        return self._settings.connection

    @property
    def project(self) -> str:
        """The project in Google's cloud; empty for the Sandbox."""
        return "" if self.kind is ConnectionKind.SANDBOX else self._settings.vertex.project

    @property
    def bucket_name(self) -> str:
        """Where training files go; empty for the Sandbox, whose bucket is on this machine."""
        return "" if self.kind is ConnectionKind.SANDBOX else self._settings.vertex.bucket

    @property
    def inference_location(self) -> str:
        """Where base models answer."""
        if self.kind is ConnectionKind.SANDBOX:
            return SANDBOX_LOCATION
        return self._settings.vertex.inference_location

    @property
    def tuning_location(self) -> str:
        """Where tuning jobs run."""
        if self.kind is ConnectionKind.SANDBOX:
            return SANDBOX_TUNING_LOCATION
        return self._settings.vertex.tuning_location

    @property
    def incomplete(self) -> str:
        """What the settings still lack for this connection; empty when nothing."""
        if self.kind is ConnectionKind.VERTEX and not self._settings.vertex.complete:
            return "The connection to Vertex AI needs a project and a bucket."
        return ""

    @property
    def poll_seconds(self) -> float:
        """The shortest interval at which it is fair to ask for the state of tuning jobs."""
        return POLL_SECONDS[self.kind]

    @property
    def folders(self) -> Folders:
        """Where settings, logs and the Sandbox's state lie."""
        return self._folders

    @property
    def catalogue(self) -> Catalogue:
        """Base models, prices and recipes, read once."""
        with self._lock:
            if self._catalogue is None:
                self._catalogue = load_catalogue(self._folders.config)
            return self._catalogue

    def base_models(self) -> tuple[Model, ...]:
        """The base models that prompts can be run on here, the usual one first.

        The Sandbox answers to the same names.
        """
        return tuple(
            Model(model.title, model.name, self.inference_location, self.kind, model.name)
            for model in self.catalogue.models
        )

    def state(self) -> ConnectionState:
        """How it stands now; never waits."""
        return self._state

    def subscribe(self, listener: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Call `listener` when the state changes, on the thread that changed it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self) -> None:
        """Begin to connect; returns at once. Nothing is sent to Vertex AI before the first call."""
        threading.Thread(target=self._start, name="connection", daemon=True).start()

    def configure(self, settings: Settings) -> None:
        """Use other settings from the next call on; what runs keeps its ports. Never waits."""
        with self._lock:
            before, self._settings = self._settings, settings
            if (before.connection, before.vertex) == (settings.connection, settings.vertex):
                return
            self._ports = None
            self._generation += 1
            sandbox = None
            if before.connection is not settings.connection:
                sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            threading.Thread(target=sandbox.stop, name="sandbox-end", daemon=True).start()
        self._tell(ConnectionState(ConnectionPhase.IDLE))

    def ask_before_rows(self, may_leave: Callable[[], bool]) -> None:
        """Who says whether rows may leave this machine; called off the GUI thread, may wait."""
        self._may_leave = may_leave

    def let_rows_leave(self) -> None:
        """Raise AppError unless rows may be sent. The Sandbox, on this machine, never asks."""
        if self.kind is ConnectionKind.VERTEX and not self._may_leave():
            raise AppError(
                "Nothing was sent to Vertex AI.",
                "Begin once more when the rows may go there, or choose the Sandbox in Settings.",
            )

    def text_model(self, *, sends_rows: bool = True) -> TextModel:
        """Raises AppError when the connection cannot be made, or rows may not be sent."""
        if sends_rows:
            self.let_rows_leave()
        return self._ready().text_model

    def tuning_api(self) -> TuningApi:
        """Raises AppError when the connection cannot be made."""
        return self._ready().tuning_api

    def bucket(self) -> Bucket:
        """Raises AppError when the connection cannot be made."""
        return self._ready().bucket

    def batches(self) -> BatchApi:
        """Raises AppError when the connection cannot be made."""
        return self._ready().batches

    def curve_reader(self) -> CurveReader:
        """Raises AppError when the connection cannot be made."""
        return self._ready().curves

    def evaluator(self) -> Evaluator:
        """Raises AppError when the connection cannot be made."""
        return self._ready().evaluator

    def model_registry(self) -> ModelRegistry:
        """Raises AppError when the connection cannot be made."""
        return self._ready().models

    def close(self) -> None:
        """Stop the Sandbox and close the clients; whoever waits for them is told."""
        with self._lock:
            self._closed = True
            sandbox, self._sandbox = self._sandbox, None
            ports, self._ports = self._ports, None
        if sandbox is not None:
            sandbox.stop()
        if ports is not None:
            ports.close()

    def _start(self) -> None:
        with contextlib.suppress(AppError), self._reaching:
            self._reach(self._generation)

    def _ready(self) -> Adapters:
        """The ports, made anew when the Sandbox had to be started again."""
        with self._reaching:
            generation = self._generation
            source = self._reach(generation)
            ports = self._ports
            if ports is None or ports.address != _as_service(source):
                ports = self._made(source, generation)
            return ports

    def _made(self, source: SandboxAddress | ServiceAddress, generation: int) -> Adapters:
        try:
            ports = self._connect(source)
        except AppError as error:
            self._tell_failure(error, generation)
            raise
        with self._lock:
            if generation == self._generation and not self._closed:
                self._ports = ports
        return ports

    def _forget_ports(self) -> None:
        with self._lock:
            self._ports = None
            self._generation += 1
        if self.kind is ConnectionKind.VERTEX:
            self._tell(ConnectionState(ConnectionPhase.IDLE))

    def _reach(self, generation: int) -> SandboxAddress | ServiceAddress:
        """Where calls go, once something is there to take them."""
        try:
            if self.kind is ConnectionKind.VERTEX:
                address = self._vertex_address()
            else:
                address = self._sandbox_address()
        except AppError as error:
            self._tell_failure(error, generation)
            raise
        if generation == self._generation:
            self._tell(ConnectionState(ConnectionPhase.READY))
        return address

    def _tell_failure(self, error: AppError, generation: int) -> None:
        """Unless the settings were changed meanwhile: then it is of no interest any more."""
        if generation == self._generation:
            words = f"{error.title} {error.way_out}"
            self._tell(ConnectionState(ConnectionPhase.FAILED, words))

    def _vertex_address(self) -> ServiceAddress:
        vertex = self._settings.vertex
        if not vertex.complete:
            raise AppError(
                "The connection to Vertex AI is not complete.",
                "Fill in the project and the bucket in Settings.",
            )
        return ServiceAddress(vertex.project, vertex.bucket, vertex.tuning_location)

    def _sandbox_address(self) -> SandboxAddress:
        folder = self._folders.state / "sandbox"
        models = [_as_sandbox_model(model) for model in self.catalogue.models]
        with self._lock:
            if self._closed:
                raise AppError("The program is closing.", "Start it again.")
            if self._sandbox is None:
                self._sandbox = SandboxProcess(folder, self._sandbox_speed, models)
            sandbox = self._sandbox
        try:
            if not sandbox.running:
                self._tell(ConnectionState(ConnectionPhase.STARTING))
                sandbox.start()
            if self._closed:
                sandbox.stop()
            return sandbox.wait_ready(READY_SECONDS)
        except (RuntimeError, OSError) as error:
            raise AppError(
                "The Sandbox on this machine did not start.",
                f"Try again; if it stays, look into the log in {folder}.",
                str(error),
            ) from error

    def _connect(self, source: SandboxAddress | ServiceAddress) -> Adapters:
        from services.vertex.adapters import Adapters
        from services.vertex.credentials import from_key_file_on_this_machine

        if isinstance(source, ServiceAddress):
            address, credentials = source, self.keeper.credentials(self._settings.vertex)
        else:
            address = _as_service(source)
            key_file = Path(source.service_account_file)
            credentials = from_key_file_on_this_machine(key_file)
        return Adapters.over(address, credentials, self._abilities())

    def _abilities(self) -> Abilities:
        from services.vertex.request_body import Abilities

        models = self.catalogue.models
        thinking = {model.name: model.lowest_thinking for model in models}
        return Abilities(
            {name: lowest for name, lowest in thinking.items() if lowest is not None},
            frozenset(model.name for model in models if not model.controlled_generation),
        )

    def _tell(self, state: ConnectionState) -> None:
        if state == self._state:
            return
        self._state = state
        for listener in tuple(self._listeners):
            listener(state)


def _as_sandbox_model(model: BaseModel) -> dict[str, object]:
    """What the Sandbox is to know of a base model, so that it goes by the user's table too."""
    return {
        "name": model.name,
        "display_name": model.title,
        "adapter_sizes": model.adapter_sizes,
        "tuning_regions": model.tuning_locations,
        "multi_region": model.multi_region,
        "continues": model.continues,
    }


def _as_service(source: SandboxAddress | ServiceAddress) -> ServiceAddress:
    if isinstance(source, ServiceAddress):
        return source
    return ServiceAddress(source.project, source.bucket, SANDBOX_TUNING_LOCATION, source.base_url)
