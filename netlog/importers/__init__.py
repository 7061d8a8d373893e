"""How does a file that somebody brings get in? Opened once, safely, read into memory, never trusted.

Rule: only regular files, and never more of one than the limit: a pipe would hang, a device would never end.
"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from netlog.errors import UnfitFile

MIB: Final = 1 << 20
_BINARY: Final = getattr(os, "O_BINARY", 0)
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
_WHY: Final = {
    errno.ENOENT: "there is no such file",
    errno.ELOOP: "the symbolic links go round in a circle",
    errno.EACCES: "this file may not be read",
    errno.EPERM: "this file may not be read",
    errno.ENXIO: "this is not a file",
    errno.EISDIR: "this is a folder, not a file",
    errno.ENAMETOOLONG: "the name is too long",
}


def contents(path: str | Path, *, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Raises: UnfitFile."""
    shown = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE)
    except (OSError, ValueError) as problem:
        number = getattr(problem, "errno", None) or 0
        why = _WHY.get(number, "this file cannot be opened")
        raise UnfitFile(f"{why}: {shown}", hint=_look(path)) from None
    try:
        _check(os.fstat(descriptor), path, limit)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError:
        raise UnfitFile(f"this file cannot be read to its end: {shown}", hint=_look(path)) from None
    finally:
        os.close(descriptor)
    if len(data) > limit:  # it grew while it was read
        raise too_large(shown, limit)
    return data


def written_on(path: str | Path) -> str | None:
    """The day on which the file was last written, as far as its system tells."""
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime, tz=UTC).date().isoformat()
    except (OSError, ValueError, OverflowError):
        return None


def _check(status: os.stat_result, path: str | Path, limit: int) -> None:
    if S_ISDIR(status.st_mode):
        raise UnfitFile(f"this is a folder, not a file: {path}", hint=_look(path))
    if not S_ISREG(status.st_mode):
        raise UnfitFile(f"this is not a regular file: {path}", hint="copy its content to a file first")
    if status.st_size > limit:
        raise too_large(str(path), limit)


def too_large(shown: str, limit: int) -> UnfitFile:
    hint = "split it, with the header line in each part"
    return UnfitFile(f"this file is larger than {limit // MIB} MiB: {shown}", hint=hint)


def _look(path: str | Path) -> str:
    return f"ls -l {Path(path).parent}"
