"""What can be wrong with a pack?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.vectors.case import Case
from tests.vectors.cases.segments import next_segment
from tests.vectors.good import place
from tests.vectors.writing.notation import random
from tests.vectors.writing.sealed import PackFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good


def case(name: str, defect: str, expect: str, file: bytes, **parts: Any) -> Case:
    path = "packs/0000000000000000/p-0000000003-0000000004-0000000000000000.nlp"
    return Case(f"pack-{name}", "pack", defect, expect, file, path=path, **parts)


def cases(good: Good) -> Iterator[Case]:
    three, four, five = (segment.file for segment in good.desk_segments[2:5])
    right = PackFile(good.vault, good.desk.id, (three, four))
    opens = {"opens": (good.meeting.id,)}
    yield replace(case("good", "none", "accepted", right.file, **opens), path=place(right.file))
    alone = replace(right, segments=(four,)).file
    yield case("one", "none: one segment", "accepted", alone, **opens)
    apart = replace(right, segments=(three, five)).file
    yield case("gap-in-n", "none: a number is missing between", "accepted", apart, opens=(good.elsewhere.id,))
    yield from frames(replace(right, segments=(four,)))
    yield from indexes(right)
    yield from foreign(good, right)


def frames(right: PackFile) -> Iterator[Case]:
    file = right.file
    yield case("cut", "the last byte is missing", "waiting", file[:-1])
    yield case("segment-cut", "the segment has arrived in part", "waiting", file[:600])
    yield case("header-cut", "the header has arrived in part", "waiting", file[:60])
    yield case("index-cut", "the index has arrived in part", "waiting", file[: 72 + 736 + 40])
    yield case("trailing-byte", "one byte too many", "altered", file + b"\x00")
    yield case("major-2", "a later major version", "newer", replace(right, major=2).file)
    yield case("reserved", "a reserved field is set", "newer", replace(right, reserved=1).file)
    yield case("major-0", "no such major version", "altered", replace(right, major=0).file)
    yield case(
        "total",
        "the hash of the pack does not hold",
        "altered",
        replace(right, total=random("total", 32)).file,
    )
    wrong = replace(right, vault=random("another vault", 16)).file
    yield case("vault", "names another vault, holds segments of this one", "altered", wrong)


def indexes(right: PackFile) -> Iterator[Case]:
    """Two segments only where it takes two."""
    alone = replace(right, segments=right.segments[1:])
    [four] = alone.entries
    end = 72 + len(alone.segments[0])
    shorter = four[:16] + (735).to_bytes(4, "big") + four[20:]
    for name, defect, parts in (
        ("hash", "the hash of the segment does not hold", {"index": four[:20] + random("hash", 32)}),
        ("length", "the entry ends a byte early", {"index": shorter}),
        (
            "number",
            "the entry names another number",
            {"index": bytes(7) + b"\x09" + four[8:], "first": 9, "last": 9},
        ),
        ("gap", "a byte lies between the segments and the index", {"gap": b"\x00"}),
        ("index-early", "the index is said to begin a byte early", {"index_offset": end - 1}),
        ("index-far", "the index is said to begin at 2^63", {"index_offset": 1 << 63}),
        (
            "index-over-limit",
            "the index would end beyond the largest pack",
            {"index_offset": 16_777_216 - 83},
        ),
        ("index-in-header", "the index is said to begin in the header", {"index_offset": 71}),
        ("count-huge", "says 4 billion segments, has one", {"count": 0xFFFFFFFF}),
        ("count-0", "says that nothing is in it", {"count": 0}),
        ("first", "the first number is not that of the first segment", {"first": 3}),
        ("last", "the last number is not that of the last segment", {"last": 5}),
    ):
        odd: dict[str, Any] = parts
        yield case(name, defect, "altered", replace(alone, **odd).file)
    far = replace(alone, index_offset=end + 52).file
    yield case("index-later", "the index is said to begin later: there is more to come", "waiting", far)
    more = replace(alone, count=2).file
    yield case("count-more", "says two segments, has one: there is more to come", "waiting", more)
    one, two = right.entries
    moved = two[:8] + (72 + 735).to_bytes(8, "big") + two[16:]
    descending, repeated = right.segments[::-1], right.segments[:1] * 2
    pairs: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("overlap", "the second entry begins within the first", {"index": one + moved}),
        ("swapped", "the entries stand in the wrong order", {"index": two + one}),
        ("entry-twice", "an entry stands twice", {"index": one + one, "last": 3}),
        ("count-less", "says one segment, has two", {"count": 1}),
        ("descending", "the segments descend", {"segments": descending}),
        ("repeated", "the same segment twice", {"segments": repeated}),
    )
    for name, defect, wrong in pairs:
        yield case(name, defect, "altered", replace(right, **wrong).file)


def foreign(good: Good, right: PackFile) -> Iterator[Case]:
    three, four = right.segments
    phone = good.phone_segments[2].file
    wrong = replace(right, segments=(phone, four)).file
    yield case("foreign-device", "a segment of another device lies in it", "altered", wrong)
    wrong = replace(right, device=good.phone.id).file
    yield case("device", "names another device than its segments", "altered", wrong)
    table = good.tables[1].file
    wrong = replace(right, segments=(three, table)).file
    yield case("table-inside", "a key table lies in it", "altered", wrong)
    spoiled = three[:-1] + bytes([three[-1] ^ 1])
    mixed = replace(right, segments=(spoiled, four)).file
    name, defect = "segment-altered", "the pack holds, but not the first segment in it; the other counts"
    yield case(name, defect, "altered", mixed, opens=(good.meeting.id,))
    later = next_segment(good)
    newer = replace(later, flags=1).file
    mixed = replace(right, segments=(four, newer)).file
    name, defect = "segment-newer", "the last segment in it has an unknown flag; the other counts"
    yield case(name, defect, "newer", mixed, opens=(good.meeting.id,))
    later_major = replace(later, major=2).file
    mixed = replace(right, segments=(four, later_major)).file
    name, defect = "segment-major-2", "the last segment in it is of a later major version; the other counts"
    yield case(name, defect, "newer", mixed, opens=(good.meeting.id,))
