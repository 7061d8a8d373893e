"""Is there one already that watches for this home? A lock that the system drops with its holder.

Rule: nothing that is recorded depends on it. Two watchers would do no harm, only the same work twice.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK: Final = "watch.lock"


@contextmanager
def alone(home: Path) -> Iterator[bool]:
    """Whether nobody else watches for this home; then nobody else does until this ends."""
    descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | _PLAIN, 0o600)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def somebody_watches(home: Path) -> bool:
    """Whether a watcher of this home is alive."""
    with suppress(OSError):
        descriptor = os.open(home / _LOCK, os.O_RDWR | _PLAIN)
        try:
            return not _locked(descriptor)
        finally:
            os.close(descriptor)
    return False


def _locked(descriptor: int) -> bool:
    """Takes the lock, unless somebody has it. On a file system without locks everybody is alone."""
    try:
        import fcntl
    except ImportError:  # Windows
        return _locked_by_msvcrt(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _locked_by_msvcrt(descriptor: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    return True


_PLAIN: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
