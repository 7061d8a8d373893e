"""Which records will be asked for next? Those about subjects in a known order, cut out of many segments.

A batch of subjects has events in nearly every segment. Opening all of them for each batch would make a
rebuild cost the square of the log; so the sealed records of many batches are kept from one opening.
"""

from __future__ import annotations

import struct
from collections import deque
from mmap import mmap
from typing import TYPE_CHECKING, Final

from sync.archive import Place
from sync.reading import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sync.archive import Archive
    from sync.reading import Opened

_AT_ONCE: Final = 1 << 17
"""Records that are cut out together, about."""
_BYTES: Final = 64 << 20
"""Of records in memory, at most; usually they are half of that, and gone before the tables are full."""
_STEP: Final = 250
"""Subjects whose records lie together."""
_PAGE: Final = 1 << 16
_HEAD: Final = struct.Struct("=qqII")
"""tag, segment, offset, length"""


class Packed:
    """Records of a few subjects, in memory that goes back to the system as soon as they are taken: that of a
    hundred thousand small pieces would not.
    """

    def __init__(self, tags: Sequence[int]) -> None:
        self.tags = tags
        self._pages: list[mmap] = []

    def add(self, tag: int, segment: int, offset: int, raw: bytes) -> None:
        size = _HEAD.size + len(raw)
        if not self._pages or len(self._pages[-1]) - self._pages[-1].tell() < size:
            self._pages.append(mmap(-1, max(size, _PAGE)))
        self._pages[-1].write(_HEAD.pack(tag, segment, offset, len(raw)))
        self._pages[-1].write(raw)

    def take_out(self) -> Iterator[tuple[int, int, int, bytes]]:
        """(tag, segment, offset, record)"""
        for page in self._pages:
            end = page.tell()
            page.seek(0)
            while page.tell() < end:
                tag, segment, offset, length = _HEAD.unpack(page.read(_HEAD.size))
                yield tag, segment, offset, page.read(length)
            page.close()


class Ahead:
    """Records about the subjects of an order. `opened` opens a segment; None: it is not there."""

    def __init__(
        self, archive: Archive, opened: Callable[[int], Opened | None], order: Sequence[int] = ()
    ) -> None:
        self._archive, self._opened, self._order = archive, opened, order
        self._next = 0
        self._origins: dict[int, Opened] = {}
        self._packed: deque[Packed] = deque()
        self._held: dict[int, list[Held]] = {}

    def take(self, tags: set[int]) -> dict[Place, Held]:
        """What is held about these, each record once, and held no more. Their tags are taken from the set."""
        found: dict[Place, Held] = {}
        while tags:
            for tag in tags & self._held.keys():
                found.update((Place(one.origin.id, one.offset), one) for one in self._held.pop(tag))
                tags.remove(tag)
            if self._packed and not tags.isdisjoint(self._packed[0].tags):
                self._unpack(self._packed.popleft())
            elif not self._packed and self._next < len(self._order) and self._order[self._next] in tags:
                self._read_on()
            else:
                break
        return found

    def _unpack(self, packed: Packed) -> None:
        self._held |= {tag: [] for tag in packed.tags}
        for tag, segment, offset, raw in packed.take_out():
            self._held[tag].append(Held(self._origins[segment], offset, raw))

    def _read_on(self) -> None:
        """The next subjects: as many as have about so many records, or fewer if these are large."""
        end = count = 0
        while count < _AT_ONCE and self._next + end < len(self._order):
            step = self._order[self._next + end : self._next + end + _STEP]
            count, end = count + self._archive.count_places(step), end + len(step)
        while not self._cut_out(self._order[self._next : self._next + end]):
            end //= 2
        self._next += end

    def _cut_out(self, tags: Sequence[int]) -> bool:
        """Holds all records about these; if they are more than one and the records too many bytes, none."""
        packed = [Packed(tags[start : start + _STEP]) for start in range(0, len(tags), _STEP)]
        together, size = {tag: one for one in packed for tag in one.tags}, 0
        for segment, places in self._archive.tagged_places(tags):
            opened = self._opened(segment)
            if opened is None:
                continue
            self._origins[segment] = opened.without_content()
            for offset, tag in places:
                raw = opened.record(offset)
                together[tag].add(tag, segment, offset, raw)
                size += len(raw)
            if size > _BYTES and len(tags) > 1:
                return False
        self._packed.extend(packed)
        return True
