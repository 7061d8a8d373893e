"""Which files of the folder are not taken in, why not, and since when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.errors import FolderUnavailable
from sync.known import HELD

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.folder import Folder, Found
    from sync.tags import Tags


class Unsettled(NamedTuple):
    """`verdict` is waiting, altered or newer, and `why` one of `known.Why`. `since` is when it was first met,
    ms since 1970. `tag` stands for the name in the archive.
    """

    name: str
    verdict: str
    why: str
    since: int
    tag: int


def unsettled(
    archive: Archive, folder: Folder, tags: Tags, listed: list[Found] | None = None
) -> list[Unsettled]:
    """As they were at the last look, in order of their names. The archive does not know these: they come from
    what is `listed`, or is in the folder now; what is not there any more is left out.
    """
    met = {each.name: each for each in archive.met().values() if each.verdict != HELD}
    if not met:
        return []
    try:
        names = {
            tags.name(one.relative): one.relative for one in (folder.listing() if listed is None else listed)
        }
    except FolderUnavailable:
        return []
    found = [
        Unsettled(names[tag], each.verdict, each.why, each.since, tag)
        for tag, each in met.items()
        if tag in names
    ]
    return sorted(found)
