"""Who are the devices of this vault, when was each heard of, and what of it is not here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.ids import device_id
from sync.errors import VaultError
from sync.format.segment import parse_content
from sync.identity import successors
from sync.log import Device
from sync.seen import Link, missing, own_gaps

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.membership import Membership
    from sync.reading import Reader
    from sync.seen import Missing


def devices(archive: Archive, reader: Reader, membership: Membership) -> list[Device]:
    """The members, this device first, then by name; then those that were removed."""
    me, events, replaced = archive.meta("device") or b"", archive.events_of(), successors(archive)
    heard: dict[bytes, int] = {}
    links = [Link(device, *link) for device in archive.devices() for link in archive.links(device)]
    gaps = own_gaps(links)
    for device in archive.devices():
        tip = archive.tip(device)
        opened = tip and reader.opened(tip.id)
        if opened is None:
            continue
        try:
            content = parse_content(opened.content)
        except VaultError:
            continue
        heard[device] = content.wall
        gaps += missing(content.seen, links)
    review = archive.count_aside()
    found = [
        Device(
            device_id(one),
            member.label,
            events.get(one, 0),
            heard.get(one),
            _lacking([gap for gap in gaps if gap.device == one]) if one != me else 0,
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


def _lacking(gaps: list[Missing]) -> int:
    """How many numbers the gaps hold together; counted, because whoever claims something may claim
    anything.
    """
    total, reached = 0, 0
    for gap in sorted(gaps):
        total += max(0, gap.last - max(gap.first - 1, reached))
        reached = max(reached, gap.last)
    return total
