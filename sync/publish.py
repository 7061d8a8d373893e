"""What of the archive is not in the folder yet, and how does it get there?

Rule: publishing is a retry. It can be interrupted at any point and done again by any process; a row leaves
the outbox only after its file is on the folder's disk. Trouble with the folder is told, never raised: what
was recorded is safe on this device.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from sync.errors import FolderUnavailable, WriteFailed
from sync.folder import member_name, segment_name, table_name

if TYPE_CHECKING:
    from sync.appearing import Appearing
    from sync.archive import Archive
    from sync.folder import Folder

_BATCH: Final = 32
"""Files that are put before their directories are flushed once."""


class PublishReport(NamedTuple):
    """`trouble`: why something is still pending, in one sentence."""

    published: int
    pending: int
    trouble: str | None


def publish(archive: Archive, folder: Folder) -> PublishReport:
    """Puts everything in the outbox into the folder, in its order."""
    rows = archive.outbox()
    if not rows:
        return PublishReport(0, 0, None)
    published, trouble = 0, None
    try:
        with folder.appearing() as appearing:
            for _, same in groupby(rows, lambda letter: letter[0]):
                waiting = list(same)
                for start in range(0, len(waiting), _BATCH):
                    batch = waiting[start : start + _BATCH]
                    _put(archive, appearing, batch)
                    with archive.writing_soon():
                        archive.take_out(batch)
                    published += len(batch)
    except (FolderUnavailable, WriteFailed) as error:
        trouble = str(error)
    return PublishReport(published, archive.waiting_in_outbox(), trouble)


def _put(archive: Archive, appearing: Appearing, batch: list[tuple[str, int]]) -> None:
    for kind, ref in batch:
        letter = posted(archive, kind, ref)
        if letter is not None:
            appearing.put(*letter)
    appearing.settle()


def posted(archive: Archive, kind: str, ref: int) -> tuple[str, bytes] | None:
    """(name in the folder, bytes) of what a row of the outbox stands for."""
    if kind == "record":
        found = archive.record(ref)
        return None if found is None else (member_name(found[0]), found[1])
    stored = archive.table(ref) if kind == "table" else archive.segment(ref)
    if stored is None:
        return None
    name = table_name if kind == "table" else segment_name
    return name(stored.device, stored.n, stored.hash), stored.body
