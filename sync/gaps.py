"""What of each device has not arrived, since when, and who has seen it?

Rule: a gap is a state, not an alarm: any order of arrival makes some. How long it lasts is measured by this
device's own clock, and decides only how it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sync.claims import unheld
from sync.format.segment import SeenRun
from sync.seen import Since, aged, lacking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.archive import Archive
    from sync.claims import Unheld
    from sync.seen import Range

WITHHELD_MS: Final = 3 * 86_400_000
"""What has not arrived for so long, while newer things have, is being kept from this device."""


class Gap(NamedTuple):
    """`many` segments of a device are missing, the first of them since a moment, ms since 1970. `witnesses`:
    who has seen some of them, in order of their ids. `withheld`: newer things arrived long since.
    """

    device: bytes
    many: int
    since: int
    witnesses: tuple[bytes, ...]
    withheld: bool


class _Known(NamedTuple):
    """What this device holds and hears of the chains of others."""

    runs: dict[bytes, list[SeenRun]]
    unheld: list[Unheld]

    def lacked(self, device: bytes) -> list[Range]:
        tips = [each.n for each in self.unheld if each.device == device]
        return lacking(self.runs.get(device, []), tips)

    def tip(self, device: bytes) -> int:
        return max((run.last for run in self.runs.get(device, [])), default=0)


def gaps(archive: Archive, now_ms: int) -> list[Gap]:
    """Of each device of which something is missing, in order of their ids; never of this one."""
    known, kept = _known(archive), _kept(archive)
    found = []
    for device in _devices(archive, known):
        pieces = aged(kept.get(device, []), known.lacked(device), now_ms)
        if pieces:
            found.append(_gap(known, device, pieces, now_ms))
    return found


def keep_gaps(archive: Archive, now_ms: int) -> None:
    """Remembers since when; inside `archive.writing()`."""
    known, kept = _known(archive), _kept(archive)
    for device in {*_devices(archive, known), *kept}:
        pieces = aged(kept.get(device, []), known.lacked(device), now_ms)
        if pieces != kept.get(device, []):
            archive.db.execute("DELETE FROM gaps WHERE device=?", (device,))
            archive.db.executemany("INSERT INTO gaps VALUES(?,?,?,?)", ((device, *each) for each in pieces))


def _known(archive: Archive) -> _Known:
    runs: dict[bytes, list[SeenRun]] = {}
    for device, first, last, tip in archive.runs():
        runs.setdefault(device, []).append(SeenRun(first, last, tip))
    return _Known(runs, unheld(archive))


def _devices(archive: Archive, known: _Known) -> list[bytes]:
    named = {*known.runs, *(each.device for each in known.unheld)}
    return sorted(named - {archive.meta("device") or b""})


def _kept(archive: Archive) -> dict[bytes, list[Since]]:
    kept: dict[bytes, list[Since]] = {}
    for device, *piece in archive.ask("SELECT device, first, last, since FROM gaps ORDER BY device, first"):
        kept.setdefault(device, []).append(Since(*piece))
    return kept


def _gap(known: _Known, device: bytes, pieces: list[Since], now_ms: int) -> Gap:
    said = [each for each in known.unheld if each.device == device]
    witnesses = {each.witness for each in said}
    if known.tip(device) > pieces[0].first:
        witnesses.add(device)
    return Gap(
        device,
        sum(each.last - each.first + 1 for each in pieces),
        min(each.since for each in pieces),
        tuple(sorted(witnesses)),
        any(
            _overtaken(known, device, piece, said) for piece in pieces if piece.since <= now_ms - WITHHELD_MS
        ),
    )


def _overtaken(known: _Known, device: bytes, piece: Since, said: Iterable[Unheld]) -> bool:
    """Whether something newer arrived: of the device itself, or of whoever has seen what is missing."""
    return known.tip(device) > piece.last or any(
        known.tip(each.witness) > each.said for each in said if each.n >= piece.first
    )
