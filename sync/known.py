"""Which files of the folder must be read, and which does the archive hold already?

Rule: an exact name is believed for one thing only, that we need not read what we hold: whoever puts other
bytes under it changes nothing for us, and `verify` reads everything. Any other name is remembered with its
verdict, for as long as the system says that the file is the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from events.ids import short_name, unbase32
from sync.archive import Met
from sync.folder import genesis_name, member_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.archive import Archive
    from sync.folder import Folder, Found
    from sync.tags import Tags

HELD: Final = "held"
WAITING: Final = "waiting"
ALTERED: Final = "altered"
NEWER: Final = "newer"

PATIENCE_MS: Final = 86_400_000
"""What is of no use for a day is quarantined: listed, and read again only when it changes."""

Why = Literal[
    "",
    "empty",
    "torn",
    "elsewhere",
    "unreadable",
    "member",
    "epoch",
    "parents",
    "altered",
    "foreign",
    "newer",
]
"""`elsewhere`: its content is not on this machine. `member`, `epoch`, `parents`: what is missing to judge it.
`foreign`: another vault's.
"""

_SEALED: Final = re.compile(
    r"(?:log|people)/([0-9a-hjkmnp-tv-z]{16})/([st])-([0-9a-f]{10})-([0-9a-hjkmnp-tv-z]{16})\.nl[sk]"
)
_SHORT: Final = 10
"""Bytes of a hash that stand in a name."""
_COPY: Final = re.compile(
    r"(?:.*/)?\.?(?:([st])-([0-9a-f]{10})|(r)|(vault))-([0-9a-hjkmnp-tv-z]{16})(?![0-9a-z]).*",
    re.IGNORECASE | re.DOTALL,
)
"""Whatever a client makes of a name, it begins with the one that the file had."""
_TABLES: Final = {"s": "segments", "t": "tables"}


_LACKING: Final = frozenset({"member", "epoch", "parents"})


class Unread(NamedTuple):
    """A file to be read. `looks` is what the system says of it."""

    relative: str
    kind: str
    name: int
    looks: bytes
    since: int | None
    """When it was first met, ms since 1970; None: only now."""


class Known:
    """What is known of the folder's files."""

    def __init__(self, archive: Archive, tags: Tags, folder: Folder, vault: bytes, now_ms: int) -> None:
        self._archive, self._tags, self._folder, self._vault = archive, tags, folder, vault
        self._now_ms = now_ms
        self._context = b""
        self._met = archive.met()
        self._present: set[int] = set()
        self._noted: dict[int, Met] = {}
        self.bad: dict[str, str] = {}
        """Name → verdict of everything that is not as it should be, met now or before."""

    def unread(self, found: Iterable[Found], context: bytes) -> Iterator[Unread]:
        """Those whose content is not known, in order of their names. `context` says what is known of the
        members: with it changes what waits for a member or an epoch.
        """
        self._context = context
        held = {genesis_name(self._vault), *map(member_name, self._archive.records())}
        rest = [one for one in found if one.relative not in held]
        sealed = self._sealed(one.relative for one in rest)
        for one in sorted(one for one in rest if one.relative not in sealed):
            name = self._tags.name(one.relative)
            self._present.add(name)
            looks, met = self._folder.looks(one.relative), self._met.get(name)
            if met is not None and met.looks == looks and self._holds_still(met):
                if met.verdict != HELD:
                    self.bad[one.relative] = met.verdict
                continue
            yield Unread(one.relative, one.kind, name, looks, met.since if met else None)

    def _holds_still(self, met: Met) -> bool:
        """What waits is read again and again, but for what waits for something else, or came to nothing."""
        if met.verdict != WAITING:
            return True
        if met.context:
            return met.context == self._context
        return met.why in ("empty", "torn") and met.since < self._now_ms - PATIENCE_MS

    def _sealed(self, names: Iterable[str]) -> set[str]:
        """The exact names among them of segments and tables that the archive holds."""
        asked: dict[tuple[str, str], list[tuple[int, bytes, str]]] = {}
        for name in names:
            place = _place(name)
            if place is not None:
                asked.setdefault(place[:2], []).append((*place[2:], name))
        found: set[str] = set()
        for (kind, device), files in asked.items():
            numbers = {n for n, _, _ in files}
            held = {
                (n, digest[:_SHORT])
                for full in self._archive.devices_called(_TABLES[kind], device)
                for n, digest in self._archive.held_at(_TABLES[kind], full, numbers)
            }
            found |= {name for n, digest, name in files if (n, digest) in held}
        return found

    def note(self, file: Unread, verdict: str, why: Why = "") -> None:
        """Remembers what a file turned out to be. One that waits for members or epochs need not be read again
        before these change; of another the bytes may still be on their way.
        """
        if self.bad.get(file.relative) == WAITING:
            return  # of all that is in a pack, what waits brings us back to it
        if verdict == WAITING and self._copies(file.relative):
            verdict, why = HELD, ""
        since = self._now_ms if file.since is None else file.since
        context = self._context if why in _LACKING else b""
        self._noted[file.name] = Met(file.name, file.looks, verdict, context, since, why)
        if verdict != HELD:
            self.bad[file.relative] = verdict

    def why(self, file: Unread) -> str:
        """Why a file that was noted now is not taken in."""
        return self._noted[file.name].why if file.name in self._noted else ""

    def is_bad(self, file: Unread) -> bool:
        return file.relative in self.bad

    def _copies(self, relative: str) -> bool:
        """Whether the name was once that of a file that the archive holds: then nothing is missing, whatever
        a client made of its copy.
        """
        match = _COPY.fullmatch(relative)
        if match is None:
            return False
        kind, n, record, genesis, short = match.groups()
        short = short.lower()
        if kind is None:
            hashes = [self._vault] if genesis else self._archive.records() if record else ()
            return any(short == short_name(digest) for digest in hashes)
        table = _TABLES[kind.lower()]
        return any(
            short == short_name(digest)
            for device in self._archive.devices(table)
            for _, digest in self._archive.held(table, device, int(n, 16), int(n, 16))
        )

    def forget(self, file: Unread) -> None:
        """Its exact name is known from now on."""
        self._present.discard(file.name)
        self._noted.pop(file.name, None)

    def keep(self, *, all_seen: bool) -> None:
        """Writes it down; inside `archive.writing()`. `all_seen`: what was not present is gone."""
        gone = set(self._met) - self._present if all_seen else set[int]()
        self._archive.set_met(self._noted.values(), gone)

    @property
    def changed(self) -> bool:
        return bool(self._noted or set(self._met) - self._present)


@lru_cache(maxsize=2048)
def _place(name: str) -> tuple[str, str, int, bytes] | None:
    """(stem, short name of the device, n, beginning of the hash) of the exact name of a segment or table. A
    program that keeps running looks at the same names again and again.
    """
    match = _SEALED.fullmatch(name)
    if match is None:
        return None
    device, kind, n, short = match.groups()
    return kind, device, int(n, 16), unbase32(short)
