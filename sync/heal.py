"""What does the folder lack that this device holds, and when is it published again?

What was deleted by accident, by a sync client or by somebody, lies in the archive byte for byte, and goes
back under its own name a day after it was missed.

Rule: nothing is concluded but from a complete listing of the right folder, and nothing is ever deleted. Where
much is gone at once nothing is done without being told to: then it is more likely that this is the wrong
folder, or that somebody meant it. Clocks only decide when.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import short_name, unbase32
from sync.archive import record_number
from sync.errors import FolderUnavailable, WriteFailed
from sync.folder import genesis_name, member_name, real_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sync.archive import Archive
    from sync.folder import Folder, Found

    Letter = tuple[str, int]
    """(kind, ref), as in the outbox."""

DAY_MS: Final = 86_400_000
HANDFUL: Final = 8
"""So few may be missing without being a reason to ask, however small the vault is."""
_DOUBLINGS: Final = 5
"""What vanishes again and again is waited for longer each time, up to a month: somebody's client may be told
to keep it out of here.
"""
_TOLD: Final = 10
"""Bytes of a hash that a name tells."""
_PLACE: Final = re.compile(r"[0-9a-f]{10}-[0-9a-hjkmnp-tv-z]{16}\.nl[sk]")


class Lacking(NamedTuple):
    """`files` of `total` are not in the folder; `returned` of them go back now. `genesis`: the folder is
    ours, but the file that says so is gone, or just came back. `trouble`: why nothing was concluded.
    """

    files: int
    total: int
    returned: int = 0
    genesis: bool = False
    trouble: str | None = None

    @property
    def is_much(self) -> bool:
        return is_much(self.files, self.total)


def is_much(files: int, total: int) -> bool:
    """More than a quarter at once, and more than a few: then somebody must say that it may go back."""
    return files >= HANDFUL and files * 4 > total


class Healing:
    """One look. Use once.

    Args:
        archive: of this device.
        folder: the synced folder.
        now_ms: by this device's clock, ms since 1970.
        in_packs: the segments of the archive that lie in packs, by the names of a listing.
        needless: key tables that nobody needs in the folder.

    """

    def __init__(
        self,
        archive: Archive,
        folder: Folder,
        *,
        now_ms: int,
        in_packs: Callable[[Collection[str]], Collection[int]] = lambda _: (),
        needless: Collection[int] = (),
    ) -> None:
        self._archive, self._folder, self._now_ms = archive, folder, now_ms
        self._in_packs, self._needless = in_packs, needless

    def run(self, *, everything: bool = False) -> Lacking:
        """Notes what is missing, and posts what has been for a day; `everything`: all of it, now, however
        much it is. Never raises for trouble with the folder; says it.
        """
        try:
            found = list(self._folder.listing())
        except FolderUnavailable as error:
            return self._without_genesis(error, at_once=everything)
        try:
            letters, total = self._missing(found)
            if is_much(len(letters), total) and not everything:
                self._note(letters, (), total)
                return Lacking(len(letters), total)
            due = letters if everything else self._due(letters)
            self._note(letters, due, total)
        except WriteFailed as error:
            return Lacking(0, 0, trouble=str(error))
        return Lacking(len(letters), total, len(due))

    def _missing(self, found: Iterable[Found]) -> tuple[list[Letter], int]:
        """What is held and neither in the folder nor in the outbox, and how many files are held."""
        listed = {real_name(one.relative): one.relative for one in found if one.regular}
        records = self._archive.records()
        missing: list[Letter] = [
            ("record", record_number(digest))
            for digest, body in records.items()
            if not self._is_whole(self._name(digest), len(body), listed)
        ]
        total = len(records)
        for kind, elsewhere in (("table", self._needless), ("segment", self._in_packs(listed))):
            for device in self._archive.devices(f"{kind}s"):
                lacking, count = self._sealed(kind, device, listed)
                missing += [(kind, ref) for ref in lacking if ref not in elsewhere]
                total += count
        waiting = set(self._archive.outbox())
        return [letter for letter in missing if letter not in waiting], total

    def _name(self, digest: bytes) -> str:
        if digest == self._archive.meta("genesis"):
            return genesis_name(self._archive.meta("vault") or b"")
        return member_name(digest)

    def _sealed(self, kind: str, device: bytes, listed: dict[str, str]) -> tuple[list[int], int]:
        """The segments or tables of a device that are missing, and how many there are. Hashes are compared as
        bytes: making the name of everything that is held would cost more than all the rest.
        """
        archive, beginning = self._archive, _beginning(kind, device)
        names = {place: name for name in listed if (place := _place(name, beginning))}
        rows = archive.ask(
            f"SELECT id, n, substr(hash, 1, {_TOLD}) FROM {kind}s WHERE device=?",  # noqa: S608 - constants
            device,
        )
        missing = [ref for ref, n, digest in rows if (n, digest) not in names]
        present = {ref: names[n, digest] for ref, n, digest in rows if (n, digest) in names}
        sizes = archive.ask(
            f"SELECT {kind}s.id, length(body) FROM json_each(?) JOIN {kind}s ON {kind}s.id = value",  # noqa: S608 - a constant
            json.dumps(list(present)),
        )
        return missing + [ref for ref, size in sizes if not self._is_whole(present[ref], size, listed)], len(
            rows
        )

    def _is_whole(self, name: str, size: int, listed: dict[str, str]) -> bool:
        """In the folder, and not only the beginning of it, which some clients leave there for ever; then it
        was published beside that. Of what a client keeps elsewhere only the name is here.
        """
        stem, _, suffix = name.rpartition(".")
        return any(
            one in listed and (listed[one] != one or self._folder.size(one) == size)
            for one in (name, f"{stem}-2.{suffix}", f"{stem}-3.{suffix}")
        )

    def _due(self, missing: list[Letter]) -> list[Letter]:
        """Those that were missed long enough ago."""
        since = {
            (kind, ref): at for kind, ref, at in self._archive.ask("SELECT kind, ref, since FROM absent")
        }
        times = {
            (kind, ref): each for kind, ref, each in self._archive.ask("SELECT kind, ref, times FROM again")
        }
        return [
            letter
            for letter in missing
            if letter in since
            and self._now_ms - since[letter] >= DAY_MS << min(times.get(letter, 0), _DOUBLINGS)
        ]

    def _note(self, missing: list[Letter], due: Collection[Letter], total: int) -> None:
        """What is missing and since when, and what goes back. A clock that was ahead begins anew."""
        archive, now, returned = self._archive, self._now_ms, set(due)
        known = {(kind, ref): at for kind, ref, at in archive.ask("SELECT kind, ref, since FROM absent")}
        since = {one: min(known.get(one, now), now) for one in missing if one not in returned}
        said = len(since), total
        if since == known and not due and (archive.number("lacking"), archive.number("holding")) == said:
            return
        with archive.writing():
            archive.db.executemany("DELETE FROM absent WHERE kind=? AND ref=?", known.keys() - since.keys())
            archive.db.executemany(
                "INSERT OR REPLACE INTO absent VALUES(?,?,?)", ((*one, at) for one, at in since.items())
            )
            archive.db.executemany(
                "INSERT INTO again VALUES(?,?,1,?) ON CONFLICT DO UPDATE SET times=times+1, at=excluded.at",
                ((*one, now) for one in due),
            )
            for kind, ref in due:
                archive.post(kind, [ref])
            archive.set_meta(lacking=len(since), holding=total)

    def _without_genesis(self, error: FolderUnavailable, *, at_once: bool) -> Lacking:
        """Nothing says whose folder it is. If most of what is held lies in it, it is ours: then the genesis
        was deleted, and comes back like any other file.
        """
        try:
            found = self._folder.listing_without_genesis()
            missing, total = self._missing(found)
            genesis = ("record", record_number(self._archive.meta("genesis") or b""))
            if not found or genesis not in missing or len(missing) * 4 > total:
                return Lacking(0, 0, trouble=str(error))
            if not at_once and genesis not in self._due(missing):
                self._note(missing, (), total)
                return Lacking(len(missing), total, genesis=True, trouble=str(error))
            self._folder.write_genesis(*self._genesis())
            missing.remove(genesis)
            self._note(missing, (), total)
        except (FolderUnavailable, WriteFailed) as trouble:
            return Lacking(0, 0, trouble=str(trouble))
        return Lacking(len(missing), total, 1, genesis=True)

    def _genesis(self) -> tuple[str, bytes]:
        digest = self._archive.meta("genesis") or b""
        return self._name(digest), self._archive.records()[digest]


def _beginning(kind: str, device: bytes) -> str:
    directory, stem = ("log", "s") if kind == "segment" else ("people", "t")
    return f"{directory}/{short_name(device)}/{stem}-"


def _place(name: str, beginning: str) -> tuple[int, bytes] | None:
    """What a name of a segment or table tells: n, and the first bytes of the hash."""
    rest = name.removeprefix(beginning)
    if rest == name or not _PLACE.fullmatch(rest):
        return None
    return int(rest[:10], 16), unbase32(rest[11:27])
