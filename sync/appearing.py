"""How does a file appear in a directory whole, under a name that did not exist, and stay after a power cut?

Rule: write → flush → link without replacing → flush the directory. Only then may anybody count on it.
Unfinished files have no name in the synced folder where the system allows it: sync clients carry every name
they see, a crashed one for ever.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Final, Self

from sync.home import flush

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

UNFINISHED: Final = ".nltmp-"
"""What a name of an unfinished file begins with, where there must be one; the common clients can be told to
ignore it.
"""

_MOMENT: Final = 946_684_800
"""2000-01-01T00:00Z: every file has this time, so that the folder does not tell when the user was at work."""
_COPIES: Final = 100
_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ANONYMOUS: Final = getattr(os, "O_TMPFILE", 0)
_NOT_HERE: Final = frozenset(
    {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT, errno.ENOSYS, errno.EXDEV}
)
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


class Appearing:
    """Files on their way into a tree. `owner` tells our unfinished files from those of other devices;
    `lasting` are the directories (device, inode) that are known to stay, and grows.
    """

    def __init__(
        self, root: int, scratch: Path, owner: str, lasting: set[tuple[int, int]] | None = None
    ) -> None:
        self._root = root
        self._scratch = scratch
        self._lasting = set() if lasting is None else lasting
        self._mark = f"{UNFINISHED}{owner}-"
        self._directories: dict[str, int] = {"": os.dup(root)}
        self._unsettled: set[str] = set()
        self._created: list[str] = []
        self._anonymous = bool(_ANONYMOUS)
        self._numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for descriptor in self._directories.values():
            os.close(descriptor)
        self._directories.clear()

    def put(self, relative: str, body: bytes) -> str:
        """Lets a file appear, and returns the name that it got. Identical bytes there already: done.

        The name is taken by something else: that stays as it is, and ours appears under the next free copy
        name.
        Raises: OSError.
        """
        parent, _, name = relative.rpartition("/")
        directory = self._directory(parent)
        stem, dot, suffix = name.rpartition(".")
        for number in range(1, _COPIES):
            candidate = name if number == 1 else f"{stem}-{number}{dot}{suffix}"
            if self._holds_now(directory, candidate, body, parent):
                return candidate
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), relative)

    def settle(self) -> None:
        """Flushes every directory that something appeared in since the last time. Raises: OSError."""
        for parent in sorted(self._unsettled, reverse=True):
            flush(self._directories[parent])
        self._unsettled.clear()

    def take_back(self) -> None:
        """Removes what this object itself made, for a beginning that failed halfway."""
        for relative in reversed(self._created):
            parent, _, name = relative.rpartition("/")
            with suppress(OSError):
                if relative in self._directories:
                    os.rmdir(name, dir_fd=self._directories[parent])
                else:
                    os.unlink(name, dir_fd=self._directories[parent])
        self._created.clear()

    def _holds_now(self, directory: int, name: str, body: bytes, parent: str) -> bool:
        """Whether `name` holds our bytes now. The name is flushed later even if it was there before: its
        writer may have died.
        """
        if not _is_there(directory, name):
            with suppress(FileExistsError):
                self._appear(directory, name, body)
                self._unsettled.add(parent)
                self._created.append(f"{parent}/{name}" if parent else name)
                return True
        if not _holds(directory, name, body):
            return False
        self._unsettled.add(parent)
        return True

    def _directory(self, relative: str) -> int:
        """A descriptor of a directory below the root, made if it is missing, reached without following a
        link.

        A new directory is flushed before the first file is in it, so that one with files is known to stay.
        """
        if relative not in self._directories:
            above, _, name = relative.rpartition("/")
            parent = self._directory(above)
            with suppress(FileExistsError):
                os.mkdir(name, 0o700, dir_fd=parent)
                self._created.append(relative)
            self._directories[relative] = descriptor = os.open(name, _DIRECTORY, dir_fd=parent)
            self._let_stay(descriptor, parent)
        return self._directories[relative]

    def _let_stay(self, directory: int, parent: int) -> None:
        status = os.fstat(directory)
        place = status.st_dev, status.st_ino
        if place not in self._lasting:
            if _is_empty(directory):
                flush(parent)
            self._lasting.add(place)

    def _appear(self, directory: int, name: str, body: bytes) -> None:
        """Raises: FileExistsError, OSError."""
        if self._anonymous:
            try:
                _appear_anonymously(directory, name, body)
                return
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
                self._anonymous = False
        try:
            self._appear_from_scratch(directory, name, body)
        except OSError as error:
            if error.errno != errno.EXDEV and error.errno not in _NO_LINKS:
                raise
            _remove_orphans(directory, self._mark)
            _appear_by_name(directory, directory, self._unfinished(), name, body)

    def _unfinished(self) -> str:
        return f"{self._mark}{os.getpid():x}-{next(self._numbers):x}"

    def _appear_from_scratch(self, directory: int, name: str, body: bytes) -> None:
        """Raises: OSError with EXDEV when this device's own directory lies on another file system."""
        scratch = os.open(self._scratch, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if os.fstat(scratch).st_dev != os.fstat(directory).st_dev:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            _remove_orphans(scratch, self._mark)
            _appear_by_name(scratch, directory, self._unfinished(), name, body)
        finally:
            os.close(scratch)


def _appear_anonymously(directory: int, name: str, body: bytes) -> None:
    """A file without a name cannot be carried away unfinished, and a crash leaves nothing."""
    descriptor = os.open(".", _ANONYMOUS | os.O_WRONLY | os.O_CLOEXEC, 0o600, dir_fd=directory)
    try:
        _fill(descriptor, body)
        os.link(f"/proc/self/fd/{descriptor}", name, dst_dir_fd=directory, follow_symlinks=True)
    finally:
        os.close(descriptor)


def _appear_by_name(place: int, directory: int, unfinished: str, name: str, body: bytes) -> None:
    """Through a named file in `place`. A lock on it says that its writer lives; the kernel drops the lock
    with the writer.
    """
    descriptor = os.open(unfinished, _NEW, 0o600, dir_fd=place)
    try:
        _lock(descriptor)
        _fill(descriptor, body)
        _link_or_rename(place, unfinished, directory, name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished, dir_fd=place)
        os.close(descriptor)


def _link_or_rename(place: int, unfinished: str, directory: int, name: str) -> None:
    """A link never replaces anything. Where links do not exist (FAT, some network shares) a rename must do;
    the name holds a hash of the content, so that what a race could replace is the same bytes.
    """
    try:
        os.link(unfinished, name, src_dir_fd=place, dst_dir_fd=directory)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if _is_there(directory, name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name) from error
        os.rename(unfinished, name, src_dir_fd=place, dst_dir_fd=directory)


def _fill(descriptor: int, body: bytes) -> None:
    """The time is set before the name exists: nobody sees the real one."""
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fchmod(descriptor, 0o600)
    os.utime(descriptor, (_MOMENT, _MOMENT))
    flush(descriptor)


def _is_there(directory: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _is_empty(directory: int) -> bool:
    with os.scandir(directory) as entries:
        return next(entries, None) is None


def _holds(directory: int, name: str, body: bytes) -> bool:
    """Whether a regular file of this name has exactly these bytes, and is on the disk."""
    try:
        descriptor = os.open(name, _READ, dir_fd=directory)
    except OSError:
        return False
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(body):
            return False
        if os.read(descriptor, len(body) + 1) != body:
            return False
        flush(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _lock(descriptor: int) -> None:
    import fcntl

    with suppress(OSError):  # a file system without locks: then orphans stay, and are ignored
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove_orphans(place: int, mark: str) -> None:
    """Unfinished files of ours whose writer died."""
    import fcntl

    for name in os.listdir(place):
        if not name.startswith(mark):
            continue
        with suppress(OSError):
            descriptor = os.open(name, _READ, dir_fd=place)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(name, dir_fd=place)
            finally:
                os.close(descriptor)
