"""What lies in this device's own directory, and how is it kept from everybody else?

Rule: directories 0700 and files 0600 whatever the umask, and a file appears under its name only when it is
whole.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from sync.errors import WriteFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DEVICE_KEY: Final = "device.key"
ARCHIVE: Final = "archive.db"
UNFINISHED_KEY: Final = "device.new"
UNFINISHED_ARCHIVE: Final = "archive.new"
"""An archive whose vault is still being made. Nobody was told a recovery code for it, so it may be thrown
away.
"""

PRIVATE_FILE: Final = 0o600
PRIVATE_DIRECTORY: Final = 0o700


def make_private(directory: Path) -> None:
    """Makes the directory (and missing parents), and takes it from others if it was there."""
    directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    directory.chmod(PRIVATE_DIRECTORY)


def create_private(path: Path) -> int:
    """A descriptor of a new file. `fchmod`, because a umask such as 0777 may take bits away. Raises:
    FileExistsError.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _CLOSE | _NO_FOLLOW, PRIVATE_FILE)
    os.fchmod(descriptor, PRIVATE_FILE)
    return descriptor


def write_private(path: Path, body: bytes, *, durable: bool = True) -> None:
    """Replaces the file as a whole. Without `durable` a power cut may leave the old one, never a mixture."""
    write_pieces(path, [body], durable=durable)


def write_pieces(path: Path, pieces: Iterable[bytes], *, durable: bool = True) -> None:
    """As `write_private`, one piece after the other."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(create_private(unfinished), "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            if durable:
                flush(stream.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    if durable:
        flush_directory(path.parent)


def replace_or_fail(path: Path, body: bytes) -> None:
    """`write_private`, in the words of this package. Raises: WriteFailed."""
    try:
        write_private(path, body)
    except OSError as error:
        raise WriteFailed(f"nothing was changed: {(error.strerror or '').lower()}: {path}") from error


def flush(descriptor: int) -> None:
    """Onto the medium. On macOS `fsync` stops at the drive's cache; only F_FULLFSYNC goes further."""
    if _FULL_SYNC is None:
        os.fsync(descriptor)
        return
    import fcntl

    try:
        fcntl.fcntl(descriptor, _FULL_SYNC)
    except OSError:  # a network file system that has no such thing
        os.fsync(descriptor)


def flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | _CLOSE | getattr(os, "O_DIRECTORY", 0))
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def _full_sync() -> int | None:
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    return getattr(fcntl, "F_FULLFSYNC", None)


_FULL_SYNC: Final = _full_sync()
_CLOSE: Final = getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
