"""The launcher: what it decides, and what it says when it cannot go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import run

LINUX_ONLY = pytest.mark.skipif(not run.LINUX, reason="system libraries are named on Linux only")
POSIX_ONLY = pytest.mark.skipif(run.WINDOWS, reason="a program is replaced on POSIX only")


@LINUX_ONLY
@pytest.mark.parametrize(
    ("environment", "kinds"),
    [
        ({}, set()),
        ({"DISPLAY": ":0"}, {"x11"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"x11", "wayland"}),
        ({"DISPLAY": ""}, set()),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, set()),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "minimal:x=1"}, set()),
        ({"QT_QPA_PLATFORM": "xcb"}, {"x11"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland;xcb"}, {"wayland"}),
        ({"QT_QPA_PLATFORM": "vnc"}, {"vnc"}),
    ],
)
def test_what_a_window_can_be_shown_on(environment: dict[str, str], kinds: set[str]) -> None:
    assert run.screens(environment) == kinds


def test_a_package_goes_by_the_name_of_the_release() -> None:
    glib = run.Need("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "glib2")
    assert run.debian_packages([glib], lambda _: True) == ["libglib2.0-0t64"]
    assert run.debian_packages([glib], {"libglib2.0-0"}.__contains__) == ["libglib2.0-0"]


def test_a_package_that_apt_does_not_know_yet_is_still_named_once() -> None:
    one, two = (run.Need(name, ("libxcb1",), "libxcb") for name in ("a", "b"))
    assert run.debian_packages([one, two], lambda _: False) == ["libxcb1"]


@LINUX_ONLY
def test_a_library_that_is_not_there_is_missed() -> None:
    assert run.loads("libc.so.6")
    assert not run.loads("libnot-there.so.0")


def test_a_uv_that_is_not_there_is_not_recent_enough() -> None:
    assert run.uv_version("no-such-program") < run.OLDEST_UV


def test_a_program_whose_file_is_gone_fails_quietly(tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.symlink_to(tmp_path / "removed")
    assert run.quiet(str(broken), "-c", "").returncode != 0
    assert run.quiet(sys.executable, "-c", "").returncode == 0


def test_without_a_screen_the_sample_is_walked_through() -> None:
    assert run.start_arguments([], screen=False) == ["--tour", str(run.ROOT / "tour")]
    assert run.start_arguments([], screen=True) == []
    assert run.start_arguments(["--tour", "here"], screen=False) == ["--tour", "here"]


def test_the_file_of_a_bench_is_where_the_caller_stands() -> None:
    made = run.bench_arguments(["preview", "--json", "out.json"])
    assert made == ["preview", "--json", str(Path.cwd() / "out.json")]


def test_arguments_of_the_tests_go_to_pytest() -> None:
    assert run.test_arguments(["tests/unit", "-q"]) == ["tests/unit", "-q"]
    assert "-n" in run.test_arguments([])


@pytest.mark.parametrize("word", ["tset", "no-such-file.tunesmith"])
def test_a_mistyped_word_shows_the_commands_and_starts_nothing(word: str) -> None:
    done = _launch(word)
    assert done.returncode == 2
    assert f"{word}: no such command or file" in done.stderr
    assert "python3 run.py test" in done.stdout


def test_help_is_help() -> None:
    assert _launch("--help").returncode == 0


@LINUX_ONLY
def test_what_is_missing_is_named_with_the_command(tmp_path: Path) -> None:
    """Here there are no certificates, and nothing may be installed."""
    empty = {"SSL_CERT_FILE": str(tmp_path / "none"), "SSL_CERT_DIR": str(tmp_path / "none")}
    done = _launch("setup", NO_SYSTEM_INSTALL="1", **empty)
    assert done.returncode == 1
    assert "root certificates" in done.stderr
    assert "ca-certificates" in done.stderr


@POSIX_ONLY
def test_the_exit_code_of_the_program_is_passed_on() -> None:
    assert _hand_over("raise SystemExit(7)").wait() == 7


@POSIX_ONLY
def test_a_signal_reaches_the_program() -> None:
    """No process is left behind when the launcher is told to end."""
    process = _hand_over("print('up', flush=True); import threading; threading.Event().wait()")
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait() == -signal.SIGTERM
    process.stdout.close()


def _hand_over(program: str) -> subprocess.Popen[str]:
    """A process in which the launcher hands over to a Python program."""
    command = [sys.executable, "-c", program]
    code = f"import os, pathlib, run; run.hand_over({command!r}, pathlib.Path.cwd(), os.environ)"
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=run.ROOT, stdout=subprocess.PIPE, text=True
    )


def _launch(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The launcher as a person starts it, from another folder."""
    return subprocess.run(
        [sys.executable, str(run.ROOT / "run.py"), *arguments],
        cwd=run.ROOT.parent,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
