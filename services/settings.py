"""What the program remembers between projects, and where it keeps it. Never a secret."""

from __future__ import annotations

import enum
import getpass
import os
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.files import beside, make_folder

RECENT_LIMIT = 10
CALLS_AT_ONCE = 64
MOST_AT_ONCE = 512


class ThemeChoice(enum.StrEnum):
    """Light or dark, or as the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class SuggestionTime(enum.StrEnum):
    """When a suggestion shows while labelling; never before somebody wants it."""

    ON_REQUEST = "on_request"
    AFTER_ANSWER = "after_answer"


class CredentialsKind(enum.StrEnum):
    """Where the credentials for Vertex AI come from."""

    APPLICATION_DEFAULT = "application_default"
    SERVICE_ACCOUNT = "service_account"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class VertexSettings:
    """The connection to Vertex AI. Keys and sign-ins are in the keyring, not here."""

    project: str = ""
    inference_location: str = "global"
    tuning_location: str = "us-central1"
    bucket: str = ""
    credentials: CredentialsKind = CredentialsKind.APPLICATION_DEFAULT

    @property
    def complete(self) -> bool:
        return bool(self.project and self.bucket)


@dataclass(frozen=True, slots=True)
class Settings:
    """`author` signs answers; `recent` lists project files, the newest first.

    `agreed` are the projects whose rows may go to Vertex AI, each with the connection of which
    that was said; anything else is asked about first. `tuning_cap` is what a start of tuning may
    cost at most, in US dollars; 0: no cap. `calls_at_once` of one model are in flight at most.
    """

    author: str = ""
    theme: ThemeChoice = ThemeChoice.SYSTEM
    connection: ConnectionKind = ConnectionKind.SANDBOX
    vertex: VertexSettings = VertexSettings()
    recent: tuple[Path, ...] = ()
    suggestions: SuggestionTime = SuggestionTime.ON_REQUEST
    agreed: tuple[str, ...] = ()
    tuning_cap: float = 0.0
    calls_at_once: int = CALLS_AT_ONCE

    def with_recent(self, path: Path) -> Settings:
        others = tuple(known for known in self.recent if known != path)
        return replace(self, recent=(path, *others)[:RECENT_LIMIT])


@dataclass(frozen=True, slots=True)
class Folders:
    """Where settings, logs and the Sandbox's state live; all below TUNESMITH_HOME if it is set."""

    config: Path
    logs: Path
    state: Path

    @classmethod
    def of_user(cls) -> Folders:
        home = os.environ.get("TUNESMITH_HOME")
        if home:
            return cls.below(Path(home))
        import platformdirs

        dirs = platformdirs.PlatformDirs("tunesmith", appauthor=False)
        return cls(dirs.user_config_path, dirs.user_log_path, dirs.user_data_path)

    @classmethod
    def below(cls, home: Path) -> Folders:
        return cls(home / "config", home / "logs", home / "state")


def projects_folder() -> Path:
    """Where new projects are kept unless the user chooses another place."""
    home = os.environ.get("TUNESMITH_HOME")
    if home:
        return Path(home) / "projects"
    import platformdirs

    return platformdirs.user_documents_path() / "Tunesmith"


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The settings as a TOML file, saved beside and then replaced."""

    path: Path
    default: Settings = field(default_factory=Settings)

    def load(self) -> Settings:
        """The saved settings, or the defaults when nothing was saved.

        Raises AppError when the file cannot be read as settings; it is left as it is.
        """
        try:
            table = tomllib.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return replace(self.default, author=_user_name())
        except (OSError, ValueError) as error:
            raise _unreadable(self.path, error) from error
        try:
            return _from_table(table)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unreadable(self.path, error) from error

    def save(self, settings: Settings) -> None:
        """Raises AppError when the folder cannot be written."""
        import tomli_w

        make_folder(self.path.parent)
        with beside(self.path) as part:
            part.write_text(tomli_w.dumps(_to_table(settings)), "utf-8")


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


def _to_table(settings: Settings) -> dict[str, Any]:
    return asdict(settings) | {"recent": [str(path) for path in settings.recent]}


def _from_table(table: dict[str, Any]) -> Settings:
    vertex = table.get("vertex", {})
    return Settings(
        author=str(table.get("author") or _user_name()),
        theme=ThemeChoice(table.get("theme", ThemeChoice.SYSTEM)),
        connection=ConnectionKind(table.get("connection", ConnectionKind.SANDBOX)),
        vertex=VertexSettings(
            **{key: str(value) for key, value in vertex.items() if key != "credentials"},
            credentials=CredentialsKind(
                vertex.get("credentials", CredentialsKind.APPLICATION_DEFAULT)
            ),
        ),
        recent=tuple(Path(path) for path in table.get("recent", ())),
        suggestions=SuggestionTime(table.get("suggestions", SuggestionTime.ON_REQUEST)),
        agreed=tuple(str(agreement) for agreement in table.get("agreed", ())),
        tuning_cap=max(0.0, float(table.get("tuning_cap", 0.0))),
        calls_at_once=min(MOST_AT_ONCE, max(1, int(table.get("calls_at_once", CALLS_AT_ONCE)))),
    )


def _unreadable(path: Path, error: Exception) -> AppError:
    return AppError(
        "The settings file cannot be read.",
        f"Mend or delete {path}; the program then starts with its defaults.",
        str(error),
    )
