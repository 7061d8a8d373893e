"""What of the archive is not in the folder yet, and how does it get there?

Rule: publishing is a retry. It can be interrupted at any point and done again by any process; a row leaves
the outbox only after its file is on the folder's disk. Trouble with the folder is told, never raised: what
was recorded is safe on this device.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from sync.errors import FolderUnavailable, WriteFailed
from sync.folder import genesis_name, member_name, segment_name, table_name

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


def publish(archive: Archive, folder: Folder, now_ms: int) -> PublishReport:
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
                        archive.note_published(batch, now_ms)
                    published += len(batch)
    except (FolderUnavailable, WriteFailed) as error:
        trouble = str(error)
    return PublishReport(published, archive.waiting_in_outbox(), trouble)


def _put(archive: Archive, appearing: Appearing, batch: list[tuple[str, int]]) -> None:
    for kind, ref in batch:
        sealed = posted(archive, kind, ref)
        if sealed is not None:
            appearing.put(sealed.name, sealed.body)
    appearing.settle()


class Posted(NamedTuple):
    """A file on its way. `name` is the one in the folder."""

    name: str
    hash: bytes
    body: bytes


def posted(archive: Archive, kind: str, ref: int) -> Posted | None:
    """What a row of the outbox stands for."""
    if kind == "record":
        found = archive.posted_record(ref)
        if found is None:
            return None
        genesis = found[0] == archive.meta("genesis")
        name = genesis_name(archive.meta("vault") or b"") if genesis else member_name(found[0])
        return Posted(name, *found)
    stored = archive.table(ref) if kind == "table" else archive.segment(ref)
    if stored is None:
        return None
    name_of = table_name if kind == "table" else segment_name
    return Posted(name_of(stored.device, stored.n, stored.hash), stored.hash, stored.body)
