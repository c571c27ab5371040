"""The log, and what a user copies to ask for help. Nothing secret gets into either."""

from __future__ import annotations

import logging
import platform
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 1_000_000
LOG_FILES = 3
LOG_LINES_COPIED = 60

SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<=Bearer )[\w.~+/=-]+"
    r"|\bya29\.[\w.-]+"
    r"|\bAIza[\w-]{20,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]+"
    r"|\b[14]//?0[\w-]{10,}",
    re.DOTALL,
)
NAMED_SECRETS = re.compile(
    r"((?:access_token|refresh_token|id_token|client_secret|private_key|assertion|code_verifier)"
    r"[\"']?\s*[:=]\s*[\"']?)[^\"'&\s,}]+"
)
"""As libraries log forms and answers, should somebody let them."""


def without_secrets(text: str) -> str:
    """Keys and tokens are replaced by a word, and the home folder by ~."""
    text = NAMED_SECRETS.sub(r"\1[removed]", SECRETS.sub("[removed]", text))
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def log_to(folder: Path) -> Path:
    """Write the log to a file in `folder` that never grows large; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tunesmith.log"
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    # Of the libraries only warnings: their information tells of every request.
    for name in ("gui", "services"):
        logging.getLogger(name).setLevel(logging.INFO)
    return path


def describe(error: BaseException, log_file: Path | None = None) -> str:
    """Versions, the error with its traceback, and the end of the log."""
    trace = "".join(traceback.format_exception(error)).strip()
    return without_secrets("\n\n".join((_versions(), trace, *_end_of(log_file))))


def about(log_file: Path | None = None) -> str:
    """Versions and the end of the log, for asking for help when nothing failed."""
    return without_secrets("\n\n".join((_versions(), *_end_of(log_file))))


def _versions() -> str:
    import PySide6

    return (
        f"Tunesmith on Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{platform.platform()}, {sys.executable}"
    )


def _end_of(log_file: Path | None) -> tuple[str, ...]:
    if log_file is None or not log_file.exists():
        return ()
    lines = log_file.read_text("utf-8", errors="replace").splitlines()
    return ("\n".join(["End of the log:", *lines[-LOG_LINES_COPIED:]]),)
