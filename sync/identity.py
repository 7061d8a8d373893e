"""Is this still the only home that writes as this device? In doubt it goes on under a new identity.

A copied home, a restored backup and a resumed snapshot all write as the same device, and would take the same
number twice. None of them can be told from the original, so whoever notices stops being that device: it signs
itself in as a new one. What was written before stays, both branches of it, and is nobody's fault.

Rule: nothing is recorded under an identity in doubt. The new secrets lie in the archive, sealed under the key
of this device that stays the same, and not in the device key file: old and new are one transaction, so there
is no moment at which a crash would leave half an identity (docs/adr/0010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sync import seal
from sync.format.common import ID
from sync.format.membership import ADD, parse_add, parse_membership
from sync.keys import SEALING_SEED, DeviceKeys, device_id

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.format.segment import SeenVector
    from sync.keys import KeyPairs
    from sync.place import Place
    from sync.seal import Entropy

COPIED: Final = "copied"
"""The home is on another machine than it was."""
MOVED: Final = "moved"
"""The home has another path than it had; a copy cannot be told from a move."""
SECOND: Final = "second"
"""Something that this device wrote, or that another device holds of it, is not in its archive: a second home
writes as this device, or this one is an older state of it.
"""

SECRETS: Final = 32 + SEALING_SEED + 32
"""Bytes: the signing seed, the sealing seed and the nonce key."""


class Retired(NamedTuple):
    """An identity that this home had. `n` and `tip`: its last segment here. `at` is ms since 1970."""

    device: bytes
    n: int
    tip: bytes
    at: int
    why: str


def present_keys(archive: Archive, first: DeviceKeys) -> DeviceKeys:
    """The secrets that this device has now. `first`: those in its key file. Raises: Altered."""
    sealed = archive.meta("secrets")
    return _opened(archive, archive.meta("device") or b"", sealed, first.local_key) if sealed else first


def first_device(archive: Archive) -> bytes:
    """The id that stands in the device key file."""
    rows = archive.ask("SELECT device FROM identities ORDER BY rowid LIMIT 1")
    return rows[0][0] if rows else archive.meta("device") or b""


def retired(archive: Archive) -> list[Retired]:
    """The former identities of this home, the oldest first."""
    rows = archive.ask("SELECT device, n, tip, retired, why FROM identities ORDER BY rowid")
    return [Retired(*row) for row in rows]


def former_keys(archive: Archive, local_key: bytes) -> list[tuple[bytes, KeyPairs]]:
    """(device id, key pairs) of the former identities: an epoch may be sealed to one of them alone, by
    somebody who had not heard of the next. Raises: Altered.
    """
    rows = archive.ask("SELECT device, secrets FROM identities ORDER BY rowid")
    return [(one, _opened(archive, one, sealed, local_key).pairs) for one, sealed in rows]


def _opened(archive: Archive, device: bytes, sealed: bytes, local_key: bytes) -> DeviceKeys:
    secrets = seal.unseal_local(local_key, _context(archive, device), sealed)
    return DeviceKeys.from_secrets(secrets + local_key)


def sealed_secrets(
    archive: Archive, device: bytes, secrets: bytes, local_key: bytes, entropy: Entropy
) -> bytes:
    return seal.seal_local(local_key, _context(archive, device), secrets, entropy)


def _context(archive: Archive, device: bytes) -> bytes:
    return b"identity" + (archive.meta("vault") or b"") + device


def successors(archive: Archive) -> dict[bytes, tuple[bytes, ...]]:
    """Device → those that it signed in: it goes on as one of them, and whatever else appears under its id is
    a branch that was left behind.
    """
    found: dict[bytes, list[bytes]] = {}
    for digest, body in sorted(archive.records().items()):
        if digest == archive.meta("genesis"):
            continue
        record = parse_membership(body)
        if record.kind == ADD and (new := device_id(parse_add(record.body).identity)) != record.author:
            found.setdefault(record.author, []).append(new)
    return {old: tuple(new) for old, new in found.items()}


def doubt(archive: Archive, place: Place) -> str:
    """Why this device must not write under its identity any more; empty if it may."""
    noted = (archive.meta("doubt") or b"").decode("ascii")
    if noted:
        return noted
    machine, home = archive.meta("machine"), archive.meta("home")
    if machine and place.machine and machine != place.machine:
        return COPIED
    return MOVED if home and home != place.home else ""


def note_doubt(archive: Archive) -> None:
    """Lasts until a new identity is taken; inside `archive.writing()`."""
    archive.set_meta(doubt=SECOND.encode("ascii"))


def knows_better(archive: Archive, device: bytes, seen: SeenVector) -> bool:
    """Whether somebody has seen of this device what its own archive does not hold."""
    return any(
        all(digest[:ID] != run.tip for _, digest in archive.held("segments", device, run.last, run.last))
        for run in seen.get(device, ())
    )


def remembers(archive: Archive, place: Place) -> bool:
    """Whether the archive says all that there is to say of this place."""
    machine = archive.meta("machine") or b""
    return archive.meta("home") == place.home and machine == (place.machine or machine)


def remember(archive: Archive, place: Place) -> None:
    """Inside `archive.writing()`."""
    archive.set_meta(home=place.home)
    if place.machine:
        archive.set_meta(machine=place.machine)
