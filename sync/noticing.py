"""What is remembered after each look through the folder, to say since when something is amiss?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.alarms import alarms, keep_alarms
from sync.gaps import keep_gaps
from sync.marks import look, marks
from sync.unsettled import unsettled

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.folder import Folder, Found
    from sync.membership import Membership
    from sync.tags import Tags


class Noticing:
    """One look. To be made before the folder is listed, and used once."""

    def __init__(self, archive: Archive, folder: Folder, tags: Tags, now_ms: int) -> None:
        self._archive, self._folder, self._tags, self._now_ms = archive, folder, tags, now_ms
        self._before = marks(archive, now_ms)

    def keep(self, membership: Membership, listed: list[Found]) -> None:
        """After everything that was `listed` had its turn. Raises: WriteFailed."""
        files = unsettled(self._archive, self._folder, self._tags, listed)
        with self._archive.writing_soon():
            look(self._archive, self._before, listed, self._now_ms)
            keep_gaps(self._archive, self._now_ms)
            keep_alarms(self._archive, alarms(self._archive, membership, files, self._now_ms))
