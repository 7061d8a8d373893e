"""How does a file leave the folder? The only place that unlinks there what once was published.

Rule: only a file whose exact name and hash are given by its writer is unlinked; whatever else lies under
that name stays. It is read right before, through the descriptor of its directory, and no link is
followed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from sync.errors import Altered, Waiting
from sync.format.common import file_hash
from sync.home import flush
from sync.opening import descended, opened_file, read_file, read_opened

if TYPE_CHECKING:
    from types import TracebackType


class Vanishing:
    """Files on their way out of a tree, given by a descriptor of its root."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._unsettled: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._root = -1

    def still_reads(self, relative: str, digest: bytes, size: int) -> bool:
        """Whether a file is there, and is the one of this hash and size."""
        parent, _, name = relative.rpartition("/")
        try:
            with descended(self._root, parent.split("/")) as directory:
                return file_hash(read_file(directory, name, size)) == digest
        except (Altered, Waiting, FileNotFoundError):
            return False

    def remove(self, relative: str, digest: bytes, size: int) -> bool:
        """Unlinks a file if it is the one of this hash and size; whether it did. Raises: OSError."""
        parent, _, name = relative.rpartition("/")
        try:
            with (
                descended(self._root, parent.split("/")) as directory,
                opened_file(directory, name) as descriptor,
            ):
                same = file_hash(read_opened(descriptor, size)) == digest
                if not same or not _is(directory, name, descriptor):
                    return False
                os.unlink(name, dir_fd=directory)
        except (Altered, Waiting, FileNotFoundError):
            return False
        self._unsettled.add(parent)
        return True

    def settle(self) -> None:
        """Flushes the directories, so that what is gone stays gone. Raises: OSError."""
        for parent in sorted(self._unsettled):
            with descended(self._root, parent.split("/")) as directory:
                flush(directory)
        self._unsettled.clear()


def _is(directory: int, name: str, descriptor: int) -> bool:
    """Whether the name still is the file that was read. Raises: FileNotFoundError."""
    named, opened = os.stat(name, dir_fd=directory, follow_symlinks=False), os.fstat(descriptor)
    return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)
