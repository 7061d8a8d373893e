"""When may something have changed in the folder? Hints of the system, gathered until it is quiet again.

Rule: only hints. The system loses some under a burst, and has none for folders that lie on another machine;
whoever asks looks through the folder every now and then whatever is said here (DESIGN, *Ingesting*).

The only module that imports watchdog.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from sync.mounts import file_system

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

QUIET: Final = 0.25
"""Seconds without a hint after which a change is taken to be complete: a file is written and renamed within
less."""
LONGEST: Final = 0.7
"""Seconds after the first hint after which it is told, however much goes on: who watches wants to see it
within one."""
_SILENT: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "fuse.rclone", "vboxsf", "drvfs"}
)
"""File systems whose changes on other machines reach no program here."""


class Hints:
    """What the system says about a directory and all below it, from `__enter__` to `__exit__`.

    `silent`: there are no hints here; then only looking tells.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._observer: BaseObserver | None = None
        self._changed = threading.Condition()
        self._first = self._last = 0.0
        self._place: tuple[int, int] | None = None
        self._overflow = _Overflow(self._hint)
        self.silent = True

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def renew(self) -> None:
        """Follows a folder that was unmounted, replaced or made again: hints belong to what was there."""
        if self._place != _place(self._directory):
            self._end()
            self._begin()

    def wait(self, seconds: float) -> bool:
        """Waits for a hint, and then until no more come. Returns whether there was one."""
        end = time.monotonic() + seconds
        with self._changed:
            while not self._first:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            while (left := self._settled_at() - time.monotonic()) > 0:
                self._changed.wait(left)
            self._first = 0.0
        return True

    def _settled_at(self) -> float:
        return min(self._last + QUIET, self._first + LONGEST)

    def _hint(self) -> None:
        with self._changed:
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._changed.notify_all()

    def _begin(self) -> None:
        self._place = _place(self._directory)
        if self._place is None or file_system(self._place[0]) in _SILENT:
            self.silent = True
            return
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        hint = self._hint

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002 - what it was tells nothing
                hint()

        handler = Handler()
        # It warns of every directory that it came to know twice, which is no fault and nobody's business.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        observer = Observer()
        observer.schedule(handler, os.fspath(self._directory), recursive=True, event_filter=_kinds())
        try:
            observer.start()
        except OSError:  # the limit of watches or of watchers is reached, or the folder went away meanwhile
            self.silent = True
            return
        self._observer, self.silent = observer, False
        _LOGGER.addHandler(self._overflow)

    def _end(self) -> None:
        _LOGGER.removeHandler(self._overflow)
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
        self._observer = None


class _Overflow(logging.Handler):
    """watchdog says in its log alone that hints were lost: that is a hint, too."""

    def __init__(self, hint: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._hint = hint

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - whatever it is, looking is right
        self._hint()


_LOGGER: Final = logging.getLogger("watchdog")
_LOGGER.propagate = False


def _kinds() -> list[type[FileSystemEvent]]:
    """A file may appear by being renamed, by being made, or by being closed after it was written in place.

    Deletions are no hint: what is gone is looked for in time. Elsewhere than on Linux nothing says that a
    file was closed; there each piece written is a hint.
    """
    from watchdog import events

    kinds: Sequence[type[FileSystemEvent]] = (
        events.FileMovedEvent,
        events.FileCreatedEvent,
        events.DirMovedEvent,
        events.DirCreatedEvent,
    )
    written = events.FileClosedEvent if sys.platform == "linux" else events.FileModifiedEvent
    return [*kinds, written]


def _place(directory: Path) -> tuple[int, int] | None:
    """Which directory it is, of those that may be found under this name in turn."""
    with suppress(OSError):
        status = directory.stat()
        return status.st_dev, status.st_ino
    return None
