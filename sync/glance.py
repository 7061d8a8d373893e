"""Has anything appeared in the folder since it was last looked through? A glance at its directories, for
commands that only answer.

Rule: a hint. It may say "perhaps" for nothing; it says "no" only where every directory is as it was, and was
left alone for a while before: a file that came in the same tick of the clock would not show.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SHARDED: Final = ("log", "packs", "people")
_SETTLED_NS: Final = 2_000_000_000
"""File systems keep times of up to two seconds' grain."""


def glance(folder: Path, now_ns: int) -> bytes:
    """What the directories of the folder look like; nothing where they cannot be trusted to show a change.

    Args:
        folder: the synced folder.
        now_ns: the wall clock, ns since 1970.

    """
    digest, newest = hashlib.sha256(), 0
    try:
        for status in map(os.stat, _directories(os.fspath(folder))):
            newest = max(newest, status.st_mtime_ns)
            digest.update(b"%d %d\n" % (status.st_ino, status.st_mtime_ns))
    except OSError:
        return b""
    return digest.digest() if newest < now_ns - _SETTLED_NS else b""


def _directories(root: str) -> list[str]:
    """The root, and those of FORMAT.md section 3 below it."""
    above = _below(root, lambda name: name == "members" or name in _SHARDED)
    shards = [shard for one in above if one.rpartition("/")[2] in _SHARDED for shard in _below(one)]
    return [root, *above, *shards]


def _below(directory: str, wanted: Callable[[str], bool] = lambda _: True) -> list[str]:
    with os.scandir(directory) as entries:
        return sorted(
            each.path for each in entries if wanted(each.name) and each.is_dir(follow_symlinks=False)
        )
