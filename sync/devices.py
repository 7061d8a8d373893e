"""Who are the devices of this vault, when was each heard of, and what of it is not here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.ids import device_id
from sync.errors import VaultError
from sync.format.segment import parse_content
from sync.gaps import gaps
from sync.identity import successors
from sync.log import Device

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.membership import Membership
    from sync.reading import Reader


def devices(archive: Archive, reader: Reader, membership: Membership, now_ms: int) -> list[Device]:
    """The members, this device first, then by name; then those that were removed."""
    me, events, replaced = archive.meta("device") or b"", archive.events_of(), successors(archive)
    lacking, review = {gap.device: gap.many for gap in gaps(archive, now_ms)}, archive.count_aside()
    found = [
        Device(
            device_id(one),
            member.label,
            events.get(one, 0),
            _heard(archive, reader, one),
            lacking.get(one, 0),
            tuple(device_id(each) for each in replaced.get(one, ()) if each in membership.members),
            _standing(membership, one),
            review.get(one, 0),
        )
        for one, member in (membership.members | membership.former).items()
    ]
    return sorted(
        found, key=lambda each: (each.standing == "removed", each.id != device_id(me), each.name, each.id)
    )


def _standing(membership: Membership, device: bytes) -> str:
    if device not in membership.members:
        return "removed"
    return "suspended" if device in membership.suspended else "member"


def _heard(archive: Archive, reader: Reader, device: bytes) -> int | None:
    tip = archive.tip(device)
    opened = tip and reader.opened(tip.id)
    try:
        return parse_content(opened.content).wall if opened else None
    except VaultError:
        return None
