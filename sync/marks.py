"""Did the folder go back behind what this device has seen in it?

The mark of a device is the highest of its segments that was seen in the folder; the mark of the vault counts
its membership records, which nobody ever takes away. A name is enough to be present, whatever a client made
of it: what is in a file is judged elsewhere.

Rule: nothing is concluded from a folder that could not be listed to its end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import short_name
from sync.folder import real_name
from sync.format.common import file_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sync.archive import Archive
    from sync.folder import Found

RECORDS: Final = b"records"
"""Stands for a device in the mark that counts membership records."""
PACKED_MS: Final = 7 * 86_400_000
"""After so long a writer takes away what it has packed, and the pack may arrive later than that."""
_PATIENCE_MS: Final = 86_400_000

_SHORT: Final = "([0-9a-hjkmnp-tv-z]{16})"
_SEGMENT: Final = re.compile(rf"s-([0-9a-f]{{10}})-{_SHORT}(?![0-9a-z])", re.IGNORECASE)
_PACK: Final = re.compile(rf"p-[0-9a-f]{{10}}-([0-9a-f]{{10}})-{_SHORT}(?![0-9a-z])", re.IGNORECASE)
_RECORD: Final = re.compile(rf"r-{_SHORT}(?![0-9a-z])", re.IGNORECASE)


class Mark(NamedTuple):
    """Up to segment `n` of a device was seen in the folder, first at `since`, ms since 1970; at the last look
    up to `seen`, which is less since `less`.
    """

    device: bytes
    n: int
    since: int
    seen: int
    less: int | None

    def went_back(self, now_ms: int) -> bool:
        """At once where no packing can explain it."""
        return self.less is not None and (
            self.less < self.since + PACKED_MS or now_ms >= self.less + _PATIENCE_MS
        )


def marks(archive: Archive, now_ms: int) -> dict[bytes, Mark]:
    """To be read before the folder is listed: another process may see more, and raise them, meanwhile."""
    rows = archive.ask("SELECT device, n, since, seen, less FROM marks ORDER BY device")
    kept = {row[0]: Mark(*row) for row in rows}
    me, n = archive.meta("device") or b"", _published(archive)
    mark = kept.get(me)
    if n > (mark.n if mark else archive.number("unmarked")):
        kept[me] = mark._replace(n=n, since=now_ms) if mark else Mark(me, n, now_ms, n, None)
    return kept


def _published(archive: Archive) -> int:
    """What this device put into the folder it need not see there to know of it."""
    question = "SELECT min(n) FROM outbox JOIN segments ON id = ref WHERE kind = 'segment' AND device = ?"
    ((posted,),) = archive.ask(question, archive.meta("device") or b"")
    return archive.number("n") if posted is None else posted - 1


def look(archive: Archive, before: Mapping[bytes, Mark], found: Iterable[Found], now_ms: int) -> None:
    """Compares with a complete listing; inside `archive.writing()`."""
    listed = list(found)
    looked = _state(archive, before, listed)
    if looked == archive.meta("looked"):
        return
    archive.set_meta(looked=looked)
    there = _present(archive, listed)
    for device in before.keys() | there.keys():
        mark, seen = before.get(device), there.get(device, 0)
        if mark is None or seen >= mark.n:
            new = Mark(device, seen, now_ms if mark is None or seen > mark.n else mark.since, seen, None)
        else:
            new = mark._replace(seen=seen, less=now_ms if mark.less is None else mark.less)
        if new != mark:
            archive.db.execute(
                "INSERT INTO marks VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET n=excluded.n,"
                " since=excluded.since, seen=excluded.seen, less=excluded.less WHERE n<=excluded.n",
                new,
            )


def _state(archive: Archive, before: Mapping[bytes, Mark], listed: list[Found]) -> bytes:
    """All that a look depends on: while that is the same, so is what it would find."""
    names = "\n".join(sorted(one.relative for one in listed))
    held = archive.ask("SELECT count(*) FROM records"), archive.position()
    said = f"{sorted(before.items())} {held} {names}"
    return file_hash(said.encode("utf-8", "surrogateescape"))


def forget(archive: Archive) -> None:
    """Another folder is looked at from now on; inside `archive.writing()`."""
    archive.db.execute("DELETE FROM marks")
    archive.set_meta(unmarked=archive.number("n"))


def _present(archive: Archive, found: Iterable[Found]) -> dict[bytes, int]:
    """The highest number of each device among what is listed and held; and how many records are."""
    segments: dict[str, set[tuple[int, str]]] = {}
    packs: dict[str, set[int]] = {}
    records: set[str] = set()
    for one in found:
        directory, _, name = one.relative.rpartition("/")
        shard, name = directory.rpartition("/")[2].lower(), real_name(name)
        if match := _SEGMENT.match(name):
            segments.setdefault(shard, set()).add((int(match[1], 16), match[2].lower()))
        elif match := _PACK.match(name):
            packs.setdefault(shard, set()).add(int(match[1], 16))
        elif match := _RECORD.match(name):
            records.add(match[1].lower())
    there = {
        device: _highest(archive, device, segments.get(short, set()), packs.get(short, set()))
        for device in archive.devices()
        for short in [short_name(device)]
    }
    there[RECORDS] = len(records & {short_name(digest) for digest in archive.records()})
    return {device: n for device, n in there.items() if n}


def _highest(archive: Archive, device: bytes, segments: set[tuple[int, str]], packs: set[int]) -> int:
    """Only what the archive holds was there for certain: a name alone says nothing."""
    found = next((n for n in sorted(packs, reverse=True) if archive.held("segments", device, n, n)), 0)
    for n, short in sorted(segments, reverse=True):
        if n <= found:
            break
        if any(short_name(digest) == short for _, digest in archive.held("segments", device, n, n)):
            return n
    return found
