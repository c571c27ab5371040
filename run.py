#!/usr/bin/env python3
"""Set Tunesmith up and start it; nothing but Python has to be there.

    python3 run.py                             start the program
    python3 run.py test [ARGUMENTS]            every check and test (the arguments go to pytest)
    python3 run.py bench [NAME...] [--json FILE]   measure
    python3 run.py setup                       only set up
    python3 run.py FILE.tunesmith              start with a project; options go to main.py

Set-up is part of each command and quick when there is nothing to do. It stays inside this folder
(`.uv`, `.venv`), except for system libraries that Qt needs on Linux: those are installed when run
as root on a system with apt, and named with the exact command otherwise. Set NO_SYSTEM_INSTALL=1
to be told only. With no screen the program walks a sample project through the whole loop and
leaves pictures and files in `tour/`.
"""

# Nothing here may need a newer syntax than Python 3.6, or an old one could not say what is wrong.
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Tunesmith needs Python 3.11 or newer; this is Python {}.{} ({}).\n"
        "Install a newer one from your system's packages or from python.org, and start this file "
        "with it, for example: python3.12 run.py".format(*sys.version_info[:2], sys.executable)
    )

import ctypes
import importlib.util
import os
import shutil
import signal
import ssl
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
OLDEST_UV = (0, 12)  # knows `system-certs`
PIP = ("install", "--quiet", "--disable-pip-version-check")
NO_NETWORK = (
    "Packages come from the Python package index: check the network and, where there is one, "
    "the proxy (HTTPS_PROXY) and its certificate (SSL_CERT_FILE, PIP_CERT). Then start again; "
    "what is done already is kept."
)
COMMANDS = ("setup", "test", "bench")


class Need(NamedTuple):
    """What the system must have, and the package that brings it (`debian`: newest name first)."""

    name: str
    debian: tuple[str, ...]
    fedora: str


LIBRARIES = {  # what Qt loads always, and for each kind of screen
    "always": (
        Need("libGL.so.1", ("libgl1",), "libglvnd-glx"),
        Need("libEGL.so.1", ("libegl1",), "libglvnd-egl"),
        Need("libX11.so.6", ("libx11-6",), "libX11"),
        Need("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "glib2"),
        Need("libdbus-1.so.3", ("libdbus-1-3",), "dbus-libs"),
        Need("libxkbcommon.so.0", ("libxkbcommon0",), "libxkbcommon"),
        Need("libfontconfig.so.1", ("libfontconfig1",), "fontconfig"),
    ),
    "x11": (
        Need("libxcb-cursor.so.0", ("libxcb-cursor0",), "xcb-util-cursor"),
        Need("libxcb-icccm.so.4", ("libxcb-icccm4",), "xcb-util-wm"),
        Need("libxcb-image.so.0", ("libxcb-image0",), "xcb-util-image"),
        Need("libxcb-keysyms.so.1", ("libxcb-keysyms1",), "xcb-util-keysyms"),
        Need("libxcb-render-util.so.0", ("libxcb-render-util0",), "xcb-util-renderutil"),
        Need("libxcb-shape.so.0", ("libxcb-shape0",), "libxcb"),
        Need("libxcb-xkb.so.1", ("libxcb-xkb1",), "libxcb"),
        Need("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",), "libxkbcommon-x11"),
    ),
    "wayland": (
        Need("libwayland-client.so.0", ("libwayland-client0",), "libwayland-client"),
        Need("libwayland-cursor.so.0", ("libwayland-cursor0",), "libwayland-cursor"),
        Need("libwayland-egl.so.1", ("libwayland-egl1",), "libwayland-egl"),
    ),
}
CERTIFICATES = Need("root certificates", ("ca-certificates",), "ca-certificates")
VENV = Need(
    "Python's venv module",
    ("python{}.{}-venv".format(*sys.version_info[:2]), "python3-venv"),
    "python3",
)
FONTS = (  # wanted for pictures made off screen, never fatal; a desktop has fonts of its own
    Need("*CJK*", ("fonts-noto-cjk",), "google-noto-sans-cjk-fonts"),
    Need("*Emoji*", ("fonts-noto-color-emoji",), "google-noto-color-emoji-fonts"),
)

KEYRING = (  # wanted for the test that keeps a secret in a real keyring, never fatal
    Need("gnome-keyring-daemon", ("gnome-keyring",), "gnome-keyring"),
    Need("dbus-run-session", ("dbus-daemon", "dbus"), "dbus-daemon"),
)


def screens(environment: Mapping[str, str]) -> frozenset[str]:
    """What a window can be shown on; nothing when there is no screen."""
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen:
        names = {"offscreen": [], "minimal": [], "xcb": ["x11"]}
        return frozenset(names.get(chosen, [chosen]))
    if not LINUX:
        return frozenset({"native"})
    found = {"x11": environment.get("DISPLAY"), "wayland": environment.get("WAYLAND_DISPLAY")}
    return frozenset(kind for kind, display in found.items() if display)


def loads(soname: str) -> bool:
    """Whether the system has a shared library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_certificates() -> bool:
    """Whether there are root certificates, without which no package can be fetched."""
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())))


def has_font(pattern: str) -> bool:
    """Whether a font file of such a name is installed."""
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return any(next(folder.rglob(pattern), None) for folder in folders)


def missing_needs(environment: Mapping[str, str]) -> list[Need]:
    """What has to be installed into the system before anything else works."""
    kinds = ("always", *sorted(screens(environment)))
    libraries = (need for kind in kinds for need in LIBRARIES.get(kind, ()))
    missing = [need for need in libraries if not loads(need.name)]
    if not has_certificates():
        missing.append(CERTIFICATES)
    if find_uv() is None and importlib.util.find_spec("ensurepip") is None:
        missing.append(VENV)
    return missing


def package_exists(name: str) -> bool:
    """Whether apt knows a package that can be installed by this name."""
    return quiet("apt-cache", "show", name).returncode == 0


def debian_packages(
    needs: Iterable[Need], exists: Callable[[str], bool] = package_exists
) -> list[str]:
    """The package of each need by the name that this release gives it."""
    chosen = (next(filter(exists, need.debian), need.debian[-1]) for need in needs)
    return list(dict.fromkeys(chosen))


def may_install(environment: Mapping[str, str]) -> bool:
    """Whether system packages are installed here, or only named."""
    return (
        shutil.which("apt-get") is not None
        and os.geteuid() == 0
        and environment.get("NO_SYSTEM_INSTALL") != "1"
    )


def advice(needs: Sequence[Need]) -> str:
    """The exact command that installs what is missing."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        packages = " ".join(debian_packages(needs))
        return f"  {sudo}apt-get update && {sudo}apt-get install -y {packages}"
    if shutil.which("dnf"):
        return f"  {sudo}dnf install -y " + " ".join(dict.fromkeys(need.fedora for need in needs))
    return "  (with your system's package manager; Debian calls them {})".format(
        " ".join(debian_packages(needs, exists=lambda _: False))
    )


def install(needs: Sequence[Need]) -> str:
    """Install the packages with apt; returns apt's last words, or nothing when all went well."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet("apt-get", "update", "-q")
    packages = debian_packages(needs)
    say("Installing system packages: " + " ".join(packages))
    options = ("-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")
    done = quiet("apt-get", "install", *options, *packages)
    return "" if done.returncode == 0 else "\n".join(done.stdout.splitlines()[-3:])


def provide_system(environment: Mapping[str, str]) -> None:
    """Have the system libraries, or end with what is missing and how to get it."""
    missing = missing_needs(environment)
    complaint = ""
    if missing and may_install(environment):
        complaint = install(missing)
        importlib.invalidate_caches()
        missing = missing_needs(environment)
    if missing:
        names = "\n".join(f"  {need.name}" for need in missing)
        sys.exit(
            f"{complaint}\nTunesmith needs this from the system:\n{names}\n"
            f"Install it, then start again:\n{advice(missing)}".strip()
        )


def provide_fonts(environment: Mapping[str, str]) -> None:
    """Have fonts for every script in pictures made off screen; do without if they can't be had."""
    missing = [font for font in FONTS if not has_font(font.name)]
    if missing and may_install(environment):
        install(missing)
        missing = [font for font in missing if not has_font(font.name)]
    if missing:
        say(
            "Korean text or emoji will show as boxes in pictures. Fonts for them:\n"
            + advice(missing)
        )


def provide_keyring(environment: Mapping[str, str]) -> None:
    """Have a keyring to test with; that test is skipped without one."""
    missing = [need for need in KEYRING if shutil.which(need.name) is None]
    if missing and may_install(environment):
        install(missing)
        missing = [need for need in missing if shutil.which(need.name) is None]
    if missing:
        say("The test with a real keyring is skipped. What it needs:\n" + advice(missing))


def in_environment(folder: Path, program: str) -> Path:
    """Where a virtual environment keeps a program."""
    return folder / "Scripts" / f"{program}.exe" if WINDOWS else folder / "bin" / program


def uv_version(uv: str) -> tuple[int, ...]:
    """Major and minor version; empty when it does not run."""
    try:
        number = quiet(uv, "--version").stdout.split()[1]
        return tuple(int(part) for part in number.split(".")[:2])
    except (IndexError, ValueError):
        return ()


def find_uv() -> str | None:
    """A uv that is recent enough: our own, or else the one on the path."""
    candidates = (str(in_environment(ROOT / ".uv", "uv")), shutil.which("uv"))
    return next((uv for uv in candidates if uv and uv_version(uv) >= OLDEST_UV), None)


def fetch_uv() -> str:
    """Get uv into a private folder."""
    say("Fetching uv, which installs the libraries …")
    folder = ROOT / ".uv"
    wanted = "uv>=" + ".".join(map(str, OLDEST_UV))
    steps = (
        (sys.executable, "-m", "venv", "--clear", str(folder)),
        (str(in_environment(folder, "python")), "-m", "pip", *PIP, wanted),
    )
    for step in steps:
        if subprocess.call(step) != 0:
            sys.exit(f"uv could not be installed; the lines above say why.\n{NO_NETWORK}")
    return str(in_environment(folder, "uv"))


def provide_libraries() -> Path:
    """Have the locked libraries in `.venv`; returns its Python."""
    uv = find_uv() or fetch_uv()
    python = in_environment(ROOT / ".venv", "python")
    command = [uv, "sync", "--locked", "--quiet"]
    if quiet(str(python), "-c", "").returncode != 0:  # not there, or its base was removed
        say("Installing the libraries of Tunesmith into .venv; the first time takes minutes …")
        # Compiled once here, since where Python may not keep what it compiles, each start pays.
        command += ["--python", sys.executable, "--compile-bytecode"]
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=".venv")
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        sys.exit(f"The libraries could not be installed; the lines above say why.\n{NO_NETWORK}")
    return python


def say(text: str) -> None:
    """Tell what goes on, before what is started next speaks."""
    print(text, flush=True)


def quiet(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says; 127 when there is none."""
    try:
        return subprocess.run(command, check=False, text=True, stdout=PIPE, stderr=STDOUT)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def set_up(environment: Mapping[str, str], fonts: bool) -> Path:
    """Everything that has to be there; returns the Python to start with."""
    if LINUX:
        provide_system(environment)
        if fonts:
            provide_fonts(environment)
    return provide_libraries()


def test_arguments(arguments: Sequence[str]) -> list[str]:
    """Pytest's arguments; without any, everything on all cores."""
    return list(arguments) or ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]


def bench_arguments(arguments: Sequence[str]) -> list[str]:
    """The bench's arguments with the file to write made absolute: it runs in another folder."""
    pairs = zip(["", *arguments], arguments, strict=False)
    return [str(Path(word).absolute()) if last == "--json" else word for last, word in pairs]


def start_arguments(arguments: Sequence[str], screen: bool) -> list[str]:
    """What main.py is started with."""
    if arguments or screen:
        return list(arguments)
    folder = ROOT / "tour"
    say(f"No screen here: a sample project goes through the whole loop off screen, into {folder}")
    return ["--tour", str(folder)]


def mistaken(arguments: Sequence[str]) -> bool:
    """Whether the first word is neither a command, nor an option, nor a file."""
    first = arguments[0] if arguments else "-"
    return not (first in COMMANDS or first.startswith("-") or Path(first).exists())


def hand_over(command: list[str], folder: Path, environment: Mapping[str, str]) -> NoReturn:
    """Become the program, so that signals reach it and its exit code is ours."""
    os.chdir(folder)
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(process.wait())


def main(arguments: Sequence[str]) -> None:
    """Do what the command line says."""
    if mistaken(arguments):
        print(f"{arguments[0]}: no such command or file", file=sys.stderr)
    if mistaken(arguments) or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        sys.exit(2 if mistaken(arguments) else 0)
    word = arguments[0] if arguments and arguments[0] in COMMANDS else "start"
    environment = dict(os.environ)
    screen = word in ("start", "setup") and bool(screens(environment))
    if not screen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    python = str(set_up(environment, fonts=not screen))
    if word == "test" and LINUX:
        provide_keyring(environment)
    if word == "test":
        hand_over([python, "-m", "pytest", *test_arguments(arguments[1:])], ROOT, environment)
    if word == "bench":
        bench = [python, "-m", "tests.benchmarks", *bench_arguments(arguments[1:])]
        hand_over(bench, ROOT, environment)
    if word == "start":
        program = [python, str(ROOT / "main.py"), *start_arguments(arguments, screen)]
        hand_over(program, Path.cwd(), environment)


if __name__ == "__main__":
    try:
        os.environ.pop("VIRTUAL_ENV", None)  # uv would take the caller's for ours
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
