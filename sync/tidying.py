"""What keeps the folder small? Packs of loose segments, and one key table for many, when they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.consolidating import Consolidation
from sync.packing import PackReport, pack_due

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.archive import Archive
    from sync.folder import Folder
    from sync.own_chain import Tip
    from sync.recording import Author
    from sync.tags import Tags


def tidy(  # noqa: PLR0913 - what this device wrote, and as whom it writes
    archive: Archive,
    folder: Folder,
    tags: Tags,
    epochs: dict[bytes, bytes],
    *,
    author: Author,
    tips: Collection[Tip],
    now_ms: int,
) -> PackReport:
    """Never raises for trouble with the folder; says it. A new key table waits in the outbox.

    Args:
        archive: of this device.
        folder: the synced folder.
        tags: of its indexes.
        epochs: epoch id → key.
        author: what new key tables are written as.
        tips: the ends of the chains that were written in this home, under each id that it has and had.
        now_ms: by this device's clock, ms since 1970.

    """
    packs = pack_due(archive, folder, author.vault, tips, now_ms)
    tables = Consolidation(archive, folder, tags, epochs, author, now_ms=now_ms).run()
    return PackReport(
        packs.packed, packs.removed + tables.removed, packs.trouble or tables.trouble, tables.tables
    )
