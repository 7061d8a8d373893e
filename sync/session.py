"""Is this device unlocked right now? The key of a session lives in memory-backed storage of this user, never
on a disk.

Rule: where nothing memory-backed exists there is no session; a directory that anybody else could have made or
can read is not used.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from events.ids import base32
from sync.mounts import file_system

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_SIZE: Final = 32
_SERVICE: Final = "netlog"
_IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a directory of our own in it, checked before use


def store(home: Path, key: bytes) -> bool:
    """Starts the session of this home. False where no memory-backed place exists: then each call is unlocked
    alone.
    """
    if sys.platform == "darwin" or sys.platform == "win32":
        import keyring

        keyring.set_password(_SERVICE, _name(home), key.hex())
        return True
    end(home)
    for directory in _directories(create=True):
        with suppress(OSError):  # memory is full
            _replace(directory, _name(home), key)
            return True
    return False


def load(home: Path) -> bytes | None:
    """The key of the session, if there is one."""
    if sys.platform == "darwin" or sys.platform == "win32":
        import keyring

        kept = keyring.get_password(_SERVICE, _name(home))
        return bytes.fromhex(kept) if kept else None
    keys = [_read(directory, _name(home)) for directory in _directories(create=False)]
    return next((key for key in keys if key is not None), None)


def end(home: Path) -> None:
    """Locks, whoever began the session and wherever."""
    if sys.platform == "darwin" or sys.platform == "win32":
        import keyring
        import keyring.errors

        with suppress(keyring.errors.PasswordDeleteError):
            keyring.delete_password(_SERVICE, _name(home))
        return
    for directory in _directories(create=False):
        with suppress(FileNotFoundError):
            os.unlink(_name(home), dir_fd=directory)


def _read(directory: int, name: str) -> bytes | None:
    try:
        descriptor = os.open(name, _READ, dir_fd=directory)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not (stat.S_ISREG(status.st_mode) and _mine_alone(status)):
            return None
        key = stream.read(KEY_SIZE + 1)
    return key if len(key) == KEY_SIZE else None


def _replace(directory: int, name: str, key: bytes) -> None:
    """A reader finds the old key or the new one, never half of one."""
    unfinished = f"{name}.{os.getpid()}"
    descriptor = os.open(unfinished, _CREATE, 0o600, dir_fd=directory)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            os.fchmod(descriptor, 0o600)
            stream.write(key)
        os.rename(unfinished, name, src_dir_fd=directory, dst_dir_fd=directory)
    except OSError:
        os.unlink(unfinished, dir_fd=directory)
        raise


def _name(home: Path) -> str:
    """Bound to the real path: a copied home has no session, a home reached by another way has the same."""
    path = os.fsencode(os.path.realpath(home))
    return base32(hashlib.sha256(b"netlog-1 session\x00" + path).digest()[:16])


_READ: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)
_CREATE: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_DIRECTORY: Final = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)


def _places() -> Iterator[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_absolute():
        yield Path(runtime, "netlog")
    yield _SHARED_MEMORY / f"netlog-{os.geteuid()}"


def _directories(*, create: bool) -> Iterator[int]:
    """Descriptors of the directories that are in memory and this user's alone, each open until the next is
    asked for.

    All of them count for locking: a session may have begun where the environment named no runtime directory.
    """
    for place in _places():
        if not _in_memory(place.parent):
            continue
        try:
            if create:
                with suppress(FileExistsError):
                    place.mkdir(mode=0o700)
            descriptor = os.open(place, _DIRECTORY)
        except OSError:
            continue
        try:
            if _mine_alone(os.fstat(descriptor)):
                yield descriptor
        finally:
            os.close(descriptor)


def _mine_alone(status: os.stat_result) -> bool:
    """Anybody may make a directory in a shared one, under our name and before us."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _in_memory(directory: Path) -> bool:
    """Whether the kernel says that this directory lies on tmpfs or ramfs."""
    try:
        return file_system(directory.stat().st_dev) in _IN_MEMORY
    except OSError:
        return False
