"""Whether a folder is on a local disk: a write-ahead journal needs one."""

from __future__ import annotations

from pathlib import Path

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "fuse.rclone"}
_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud")


def is_shared(folder: Path) -> bool:
    """True for a network share or a folder that a cloud service keeps in step."""
    resolved = folder.resolve()
    if str(resolved).startswith("\\\\"):
        return True
    names = [part.lower() for part in resolved.parts]
    if any(name.startswith(synced) for name in names for synced in _SYNCED):
        return True
    return _file_system(resolved) in _NETWORK


def _file_system(folder: Path) -> str:
    """The type of the file system a folder lies on; empty where the system does not tell."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in mounts:
        _, where, file_system, *_ = line.split(" ")
        point = Path(where.replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) > best:
            best, kind = len(point.parts), file_system
    return kind
