"""What is due in the folder? All upkeep, in the order in which one thing makes the next unnecessary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.acknowledging import send_again
from sync.heal import Healing
from sync.pack_index import segments_in_listed
from sync.packing import PackReport
from sync.publish import publish
from sync.tidying import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sync.archive import Archive
    from sync.folder import Folder
    from sync.membership import Membership
    from sync.own_chain import Tip
    from sync.reading import Reader
    from sync.recording import Author
    from sync.tags import Tags


class Tended(NamedTuple):
    """What one round of upkeep found and did.

    `lacking` of `holding` files are not in the folder, `returned` of them went back; `asks`: they are so many
    that somebody must say so first; `genesis`: the file that makes the folder a vault is among them. `resent`
    segments were sent again to a device that had not seen them. `packed` segments are in a new pack, `tables`
    key tables in a new one, and `removed` files left the folder for that. `pending` files could not be
    published, and `trouble` says why.
    """

    lacking: int = 0
    holding: int = 0
    returned: int = 0
    asks: bool = False
    genesis: bool = False
    resent: int = 0
    packed: int = 0
    tables: int = 0
    removed: int = 0
    pending: int = 0
    trouble: str | None = None


def tend(  # noqa: PLR0913, PLR0917 - what upkeep depends on
    archive: Archive,
    reader: Reader,
    membership: Membership,
    folder: Folder,
    tags: Tags,
    author: Author | None,
    own: Sequence[Tip],
    *,
    now_ms: int,
    everything: bool = False,
) -> Tended:
    """`own`: the ends of the chains that were written in this home. `author`: as whom key tables are written;
    None: as nobody now, and nothing is tidied. `everything`: what the folder lacks goes back at once.
    """

    def in_packs(listed: Collection[str]) -> set[int]:
        return segments_in_listed(archive, listed)

    healing = Healing(archive, folder, now_ms=now_ms, in_packs=in_packs, needless=archive.superseded())
    found = healing.run(everything=everything)
    here = Tended(found.files, found.total, found.returned, found.is_much and not everything, found.genesis)
    if found.trouble:
        return here._replace(pending=archive.waiting_in_outbox(), trouble=found.trouble)
    resent = send_again(archive, reader, membership, folder, [tip.device for tip in own], now_ms=now_ms)
    tidied = PackReport()
    if author is not None and not here.asks:
        tidied = tidy(archive, folder, tags, membership.epochs, author=author, tips=own, now_ms=now_ms)
    published = publish(archive, folder, now_ms)
    return here._replace(
        resent=resent.segments,
        packed=tidied.packed,
        tables=tidied.tables,
        removed=tidied.removed,
        pending=published.pending,
        trouble=resent.trouble or tidied.trouble or published.trouble,
    )
