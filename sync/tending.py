"""What is due in the folder? All upkeep, in the order in which one thing makes the next unnecessary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.acknowledging import send_again
from sync.heal import Healing
from sync.publish import publish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.archive import Archive
    from sync.folder import Folder
    from sync.membership import Membership
    from sync.reading import Reader


class Tended(NamedTuple):
    """What one round of upkeep found and did.

    `lacking` of `holding` files are not in the folder, `returned` of them went back; `asks`: they are so many
    that somebody must say so first; `genesis`: the file that makes the folder a vault is among them. `resent`
    segments were sent again to a device that had not seen them. `pending` files could not be published, and
    `trouble` says why.
    """

    lacking: int = 0
    holding: int = 0
    returned: int = 0
    asks: bool = False
    genesis: bool = False
    resent: int = 0
    pending: int = 0
    trouble: str | None = None


def tend(  # noqa: PLR0913 - what upkeep depends on
    archive: Archive,
    reader: Reader,
    membership: Membership,
    folder: Folder,
    own: Iterable[bytes],
    *,
    now_ms: int,
    everything: bool = False,
) -> Tended:
    """`own`: the ids that this device has and had. `everything`: what the folder lacks goes back at once."""
    found = Healing(archive, folder, now_ms=now_ms).run(everything=everything)
    here = Tended(found.files, found.total, found.returned, found.is_much and not everything, found.genesis)
    if found.trouble:
        return here._replace(pending=archive.waiting_in_outbox(), trouble=found.trouble)
    resent = send_again(archive, reader, membership, folder, own, now_ms=now_ms)
    published = publish(archive, folder, now_ms)
    return here._replace(
        resent=resent.segments, pending=published.pending, trouble=resent.trouble or published.trouble
    )
