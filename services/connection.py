"""The connection that answers: the Sandbox on this machine, or Vertex AI."""

from __future__ import annotations

import enum
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.catalogue import load_catalogue
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, Model
from services.sandbox.process import SandboxAddress, SandboxProcess
from services.settings import CredentialsKind
from services.vertex.address import ServiceAddress
from services.vertex.key_store import KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.auth.credentials import Credentials

    from services.catalogue import Catalogue
    from services.ports import Bucket, TextModel, TuningApi
    from services.settings import Folders, Settings

READY_SECONDS = 30.0
SANDBOX_LOCATION = "global"
SANDBOX_TUNING_LOCATION = "us-central1"
POLL_SECONDS = {ConnectionKind.SANDBOX: 1.0, ConnectionKind.VERTEX: 45.0}


class ConnectionPhase(enum.Enum):
    """IDLE: not asked for yet."""

    IDLE = "idle"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """How the connection stands; `problem` says in words why it failed."""

    phase: ConnectionPhase
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeptKey:
    """Whose key is kept; `memory_only` says why it lasts for this run of the program only."""

    owner: str
    memory_only: str


@dataclass(frozen=True, slots=True)
class _Ports:
    """The adapters over one address; `source` tells when the Sandbox was started anew."""

    source: object
    text_model: TextModel
    tuning_api: TuningApi
    bucket: Bucket
    close: Callable[[], None]


class Connection:
    """Gives the ports of what the settings name; lives as long as the program.

    The ports wait for the Sandbox where needed, and the first use imports Google's libraries:
    ask for them off the GUI thread. Safe from any thread. `sandbox_speed` divides the time that
    jobs take in the Sandbox.
    """

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        keys: KeyStore | None = None,
        sandbox_speed: float = 1.0,
    ) -> None:
        self._folders = folders
        self._keys = keys or KeyStore()
        self._sandbox_speed = sandbox_speed
        self._lock = threading.RLock()
        self._settings = settings
        self._catalogue: Catalogue | None = None
        self._sandbox: SandboxProcess | None = None
        self._ports: _Ports | None = None
        self._state = ConnectionState(ConnectionPhase.IDLE)
        self._listeners: list[Callable[[ConnectionState], None]] = []
        self._closed = False

    @property
    def kind(self) -> ConnectionKind:
        return self._settings.connection

    @property
    def project(self) -> str:
        """The project in Google's cloud; empty for the Sandbox."""
        return "" if self.kind is ConnectionKind.SANDBOX else self._settings.vertex.project

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
        """How often it is fair to ask for the state of a tuning job."""
        return POLL_SECONDS[self.kind]

    @property
    def folders(self) -> Folders:
        """Where settings, logs and the Sandbox's state lie."""
        return self._folders

    @property
    def catalogue(self) -> Catalogue:
        """Base models, prices and recipes. Raises AppError when a file of the user's is wrong."""
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
        """Use other settings from the next call on; what runs keeps its ports."""
        with self._lock:
            same_kind = settings.connection is self._settings.connection
            if same_kind and settings.vertex == self._settings.vertex:
                self._settings = settings
                return
            self._settings = settings
            self._ports = None
            if not same_kind:
                self._stop_sandbox()
            self._tell(ConnectionState(ConnectionPhase.IDLE))

    def keep_key(self, file: Path) -> KeptKey:
        """Take the key of a service account from its JSON file; it goes to the keyring only.

        Raises AppError when the file cannot be read or is no such key.
        """
        from services.vertex.credentials import checked_key

        try:
            text = file.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise AppError(
                f"The file {file.name} cannot be read.",
                "Choose the JSON file that Google Cloud made for the service account.",
                type(error).__name__,
            ) from None
        owner = str(checked_key(text)["client_email"])
        reason = self._keys.save(text)
        with self._lock:
            self._ports = None
        return KeptKey(owner, reason)

    def kept_key(self) -> KeptKey | None:
        """The key that is kept; None without one. Raises AppError while the keyring is locked."""
        from services.vertex.credentials import checked_key

        key = self._keys.load()
        if key is None:
            return None
        return KeptKey(str(checked_key(key)["client_email"]), self._keys.memory_only)

    def forget_key(self) -> None:
        """Remove the key from memory and keyring. Raises AppError when the keyring refuses."""
        self._keys.forget()
        with self._lock:
            self._ports = None

    def text_model(self) -> TextModel:
        """Raises AppError when the connection cannot be made."""
        return self._ready().text_model

    def tuning_api(self) -> TuningApi:
        """Raises AppError when the connection cannot be made."""
        return self._ready().tuning_api

    def bucket(self) -> Bucket:
        """Raises AppError when the connection cannot be made."""
        return self._ready().bucket

    def close(self) -> None:
        """Stop the Sandbox and close the clients."""
        self._closed = True
        # Before the lock: whoever waits for the Sandbox holds it, and is freed by this.
        self._stop_sandbox()
        with self._lock:
            ports, self._ports = self._ports, None
            self._stop_sandbox()
        if ports is not None:
            ports.close()

    def _start(self) -> None:
        try:
            with self._lock:
                if not self._closed:
                    self._reach()
        except AppError as error:
            self._tell(ConnectionState(ConnectionPhase.FAILED, f"{error.title} {error.way_out}"))

    def _ready(self) -> _Ports:
        """The ports, made anew when the Sandbox had to be started again."""
        with self._lock:
            try:
                source = self._reach()
                if self._ports is None or self._ports.source != source:
                    self._ports = self._connect(source)
            except AppError as error:
                problem = f"{error.title} {error.way_out}"
                self._tell(ConnectionState(ConnectionPhase.FAILED, problem))
                raise
            return self._ports

    def _reach(self) -> SandboxAddress | ServiceAddress:
        """Where calls go, once something is there to take them."""
        if self.kind is ConnectionKind.VERTEX:
            address = self._vertex_address()
        else:
            address = self._sandbox_address()
        self._tell(ConnectionState(ConnectionPhase.READY))
        return address

    def _vertex_address(self) -> ServiceAddress:
        vertex = self._settings.vertex
        if not vertex.complete:
            raise AppError(
                "The connection to Vertex AI is not complete.",
                "Fill in the project and the bucket in Settings.",
            )
        return ServiceAddress(vertex.project, vertex.bucket, vertex.tuning_location)

    def _sandbox_address(self) -> SandboxAddress:
        if self._sandbox is None:
            self._sandbox = SandboxProcess(self._folders.state / "sandbox", self._sandbox_speed)
        sandbox = self._sandbox
        try:
            if not sandbox.running:
                self._tell(ConnectionState(ConnectionPhase.STARTING))
                sandbox.start()
            return sandbox.wait_ready(READY_SECONDS)
        except (RuntimeError, OSError) as error:
            raise AppError(
                "The Sandbox on this machine did not start.",
                f"Try again; if it stays, look into the log in {self._folders.state / 'sandbox'}.",
                str(error),
            ) from error

    def _connect(self, source: SandboxAddress | ServiceAddress) -> _Ports:
        from services.vertex.bucket import GoogleBucket
        from services.vertex.client import Clients
        from services.vertex.text_model import GeminiModel
        from services.vertex.tuning_api import GeminiTuning

        address, credentials = self._address_and_credentials(source)
        clients = Clients(address, credentials)
        thinking = {
            model.name: model.lowest_thinking
            for model in self.catalogue.models
            if model.lowest_thinking is not None
        }
        return _Ports(
            source,
            GeminiModel(clients, thinking),
            GeminiTuning(clients),
            GoogleBucket(address, credentials),
            clients.close,
        )

    def _address_and_credentials(
        self, source: SandboxAddress | ServiceAddress
    ) -> tuple[ServiceAddress, Credentials]:
        from services.vertex.credentials import from_key_file_on_this_machine

        if isinstance(source, ServiceAddress):
            return source, self._vertex_credentials()
        address = ServiceAddress(
            source.project, source.bucket, SANDBOX_TUNING_LOCATION, source.base_url
        )
        return address, from_key_file_on_this_machine(Path(source.service_account_file))

    def _vertex_credentials(self) -> Credentials:
        from services.vertex.credentials import application_default, from_key

        vertex = self._settings.vertex
        if vertex.credentials is CredentialsKind.APPLICATION_DEFAULT:
            return application_default(vertex.project)
        key = self._keys.load()
        if key is None:
            raise AppError(
                "The key of the service account is not here.",
                "Choose its JSON file again in Settings; where no keyring is used, a key is kept "
                "for one run of the program only.",
            )
        return from_key(key)

    def _stop_sandbox(self) -> None:
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.stop()

    def _tell(self, state: ConnectionState) -> None:
        if state == self._state:
            return
        self._state = state
        for listener in tuple(self._listeners):
            listener(state)
