"""How is something in a folder opened that others can write to? Without following a link, without waiting for
a FIFO, and once.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sync.errors import Altered, Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened_directory(path: Path) -> Iterator[int]:
    descriptor = os.open(path, DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def descended(root: int, parents: list[str]) -> Iterator[int]:
    """A descriptor of a directory below `root`, reached without following a link."""
    directory = os.dup(root)
    try:
        for parent in parents:
            deeper = os.open(parent, DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
            os.close(directory)
            directory = deeper
        yield directory
    finally:
        os.close(directory)


def read_file(directory: int, name: str, cap: int) -> bytes:
    """The bytes of a regular file, at most `cap`. What is judged is this buffer, never the file a second
    time. Raises: Waiting when it cannot be read now, Altered when it is no such file.
    """
    with opened_file(directory, name) as descriptor:
        return read_opened(descriptor, cap)


@contextmanager
def opened_file(directory: int, name: str) -> Iterator[int]:
    """O_NONBLOCK: opening a FIFO would wait for ever. Raises: Waiting, Altered."""
    try:
        descriptor = os.open(name, _FILE, dir_fd=directory)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise Altered("not a regular file") from error
        raise Waiting("unreadable now") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def read_opened(descriptor: int, cap: int) -> bytes:
    """Raises: Waiting, Altered."""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Altered("not a regular file")
        if status.st_size > cap:
            raise Altered("larger than such a file can be")
        return _read_all(descriptor, cap)
    except OSError as error:
        raise Waiting("unreadable now") from error


def _read_all(descriptor: int, cap: int) -> bytes:
    """Network file systems may give less than was asked for. Raises: Altered when it grew beyond `cap`
    meanwhile.
    """
    body = os.read(descriptor, cap + 1)
    if 0 < len(body) <= cap:
        parts = [body]
        while more := os.read(descriptor, cap + 1):
            parts.append(more)
            if sum(map(len, parts)) > cap:
                break
        body = b"".join(parts)
    if len(body) > cap:
        raise Altered("larger than such a file can be")
    return body
