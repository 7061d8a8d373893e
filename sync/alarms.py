"""What should not have happened, who is it about, who says so, and since when?

An alarm: authenticated data that is wrong, a fork, a device that says less than before, a folder that went
back behind what was seen in it, a recovery code that was made without the one in force, devices that have
removed each other. A notice: what is explained (both branches of a copied home are kept), or may
still arrive by itself (what is withheld). Gaps alone are neither.

Rule: what is found is found again each time from the archive, so it goes away by itself once it is settled;
kept is only since when it is there, whether it was told, and whether the user knows of it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from events.ids import base32, device_id, short_name
from sync.claims import FORK, LESS, contradictions
from sync.format.membership import ADD, parse_add, parse_membership
from sync.format.segment import SeenRun
from sync.gaps import gaps
from sync.keys import device_id as identified
from sync.known import ALTERED
from sync.marks import RECORDS, marks
from sync.seen import forks_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from events.ids import DeviceId
    from sync.archive import Archive
    from sync.membership import Membership
    from sync.unsettled import Unsettled

Kind = Literal["altered", "dispute", "fork", "less", "recovery-code", "went-back", "withheld"]
_ID: Final = 8


class Alarm(NamedTuple):
    """`device`: whom it is about; None: the vault. `witnesses`: who says so, other than this device; of a
    dispute, who has part in it. `since`:
    ms since 1970, by this device's clock. `many`: how many files or segments, where that is known. `keys`
    name each single thing that is amiss: a further one makes the alarm a new one. `new`: not told yet.
    `known`: the user said that he knows.
    """

    id: str
    kind: Kind
    notice: bool
    device: DeviceId | None
    witnesses: tuple[DeviceId, ...]
    since: int
    many: int
    files: tuple[str, ...]
    keys: tuple[str, ...]
    new: bool
    known: bool


class _Found(NamedTuple):
    kind: Kind
    device: bytes | None
    keys: tuple[str, ...]
    witnesses: tuple[bytes, ...] = ()
    many: int = 0
    files: tuple[str, ...] = ()
    since: int | None = None
    notice: bool = False


def alarms(archive: Archive, membership: Membership, files: Sequence[Unsettled], now_ms: int) -> list[Alarm]:
    """Alarms first, then notices; each in order of what it is about.

    Args:
        archive: of this device.
        membership: who belongs to the vault.
        files: those of the folder that are not taken in.
        now_ms: the wall clock, ms since 1970.

    """
    noted = _noted(archive)
    found = [_alarm(each, noted, now_ms) for each in _everything(archive, membership, files, now_ms)]
    return sorted(found, key=lambda each: (each.notice, each.kind, each.device or "", each.id))


def keep_alarms(archive: Archive, found: Iterable[Alarm]) -> None:
    """Remembers since when each is there, and forgets what is settled; inside `archive.writing()`."""
    since = {key: each.since for each in found for key in each.keys}
    gone = [(key,) for key in _noted(archive).keys() - since.keys()]
    archive.db.executemany("DELETE FROM noticed WHERE finding=?", gone)
    archive.db.executemany("INSERT OR IGNORE INTO noticed VALUES(?,?,0,0)", since.items())


def mark_told(archive: Archive, found: Iterable[Alarm], *, known: bool = False) -> None:
    """The user has seen them; `known`: and need not be shown them again. Inside `archive.writing()`."""
    rows = [(key, each.since, known) for each in found for key in each.keys]
    archive.db.executemany(
        "INSERT INTO noticed VALUES(?,?,1,?)"
        " ON CONFLICT DO UPDATE SET told=1, known=max(known, excluded.known)",
        rows,
    )


def _noted(archive: Archive) -> dict[str, tuple[int, bool, bool]]:
    """(since, told, known) by key."""
    rows = archive.ask("SELECT finding, since, told, known FROM noticed")
    return {key: (since, bool(told), bool(known)) for key, since, told, known in rows}


def _alarm(found: _Found, noted: dict[str, tuple[int, bool, bool]], now_ms: int) -> Alarm:
    known = [noted.get(key, (now_ms, False, False)) for key in found.keys]
    return Alarm(
        base32(hashlib.sha256(f"{found.kind} {found.device!r}".encode()).digest())[:_ID],
        found.kind,
        found.notice,
        None if found.device is None else device_id(found.device),
        tuple(map(device_id, found.witnesses)),
        found.since if found.since is not None else min(since for since, _, _ in known),
        found.many,
        found.files,
        found.keys,
        not all(told for _, told, _ in known),
        all(told_of for _, _, told_of in known),
    )


def _everything(
    archive: Archive, membership: Membership, files: Sequence[Unsettled], now_ms: int
) -> Iterator[_Found]:
    yield from _altered(membership, files)
    yield from _forks(archive, membership)
    yield from _less(archive)
    yield from _went_back(archive, now_ms)
    yield from _recovery_codes(archive, membership)
    yield from _disputes(membership)
    for gap in gaps(archive, now_ms):
        if gap.withheld:
            key = f"withheld {gap.device.hex()}"
            yield _Found(
                "withheld", gap.device, (key,), gap.witnesses, gap.many, since=gap.since, notice=True
            )


def _altered(membership: Membership, files: Sequence[Unsettled]) -> Iterator[_Found]:
    """One alarm for the files of each device, however many there are."""
    devices = {short_name(device): device for device in membership.members}
    grouped: dict[bytes | None, list[Unsettled]] = {}
    for file in files:
        if file.verdict == ALTERED:
            parts = file.name.split("/")
            grouped.setdefault(devices.get(parts[1].lower()) if len(parts) > 2 else None, []).append(file)  # noqa: PLR2004 - kind, device, name
    for device, found in grouped.items():
        yield _Found(
            "altered",
            device,
            tuple(f"altered {file.tag}" for file in found),
            many=len(found),
            files=tuple(file.name for file in found[:_SHOWN]),
            since=min(file.since for file in found),
        )


_SHOWN: Final = 20


def _forks(archive: Archive, membership: Membership) -> Iterator[_Found]:
    """That a device which has taken a new identity wrote twice under its old one is explained."""
    witnesses: dict[bytes, set[bytes]] = {}
    for device, runs in _runs(archive).items():
        if forks_at(runs) is not None:
            witnesses[device] = set()
    for found in contradictions(archive):
        if found.kind == FORK:
            witnesses.setdefault(found.device, set()).add(found.other)
    explained = {archive.meta("device"), *(_renewed(archive) if witnesses else ())}
    for device, others in witnesses.items():
        notice = device in explained or device not in membership.members
        yield _Found("fork", device, (f"fork {device.hex()}",), tuple(sorted(others)), notice=notice)


def _runs(archive: Archive) -> dict[bytes, list[SeenRun]]:
    runs: dict[bytes, list[SeenRun]] = {}
    for device, first, last, tip in archive.runs():
        runs.setdefault(device, []).append(SeenRun(first, last, tip))
    return runs


def _renewed(archive: Archive) -> set[bytes]:
    """The devices that signed for another one, as whoever takes a new identity does."""
    genesis, found = archive.meta("genesis"), set()
    for digest, body in archive.records().items():
        if digest != genesis:
            record = parse_membership(body)
            if record.kind == ADD and identified(parse_add(record.body).identity) != record.author:
                found.add(record.author)
    return found


def _less(archive: Archive) -> Iterator[_Found]:
    """Only along one chain: on two branches both things may be true."""
    runs = _runs(archive)
    for found in contradictions(archive):
        if found.kind == LESS:
            chain = runs.get(found.device, [])
            linked = any(run.first <= found.below and found.n <= run.last for run in chain)
            if linked and forks_at(chain) is None:
                key = f"less {found.device.hex()} {found.other.hex()}"
                yield _Found("less", found.device, (key,), (found.other,))


def _went_back(archive: Archive, now_ms: int) -> Iterator[_Found]:
    for mark in marks(archive, now_ms).values():
        if mark.went_back(now_ms):
            device = None if mark.device == RECORDS else mark.device
            key = f"went-back {mark.device.hex()}"
            yield _Found("went-back", device, (key,), many=mark.n - mark.seen, since=mark.less)


def _recovery_codes(archive: Archive, membership: Membership) -> Iterator[_Found]:
    """On the device where it was made the user was told so then."""
    made: dict[bytes, list[bytes]] = {}
    for code, device in membership.irregular_recoveries.items():
        made.setdefault(device, []).append(code)
    for device, codes in made.items():
        keys = tuple(f"recovery-code {code.hex()}" for code in codes)
        yield _Found("recovery-code", device, keys, notice=device == archive.meta("device"))


def _disputes(membership: Membership) -> Iterator[_Found]:
    if membership.suspended:
        devices = tuple(sorted(membership.suspended))
        yield _Found("dispute", None, tuple(f"dispute {each.hex()}" for each in devices), devices)
