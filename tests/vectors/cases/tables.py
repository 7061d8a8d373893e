"""What can be wrong with a key table, and what if one kind of sealed file poses as the other?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.vectors.case import Case
from tests.vectors.cases.segments import next_segment
from tests.vectors.good import place
from tests.vectors.writing.events import Person
from tests.vectors.writing.notation import digest, labelled, magic, random
from tests.vectors.writing.sealed import SealedFile, table_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good

KIM, LEE = Person("Kim"), Person("Lee")


def case(name: str, defect: str, expect: str, file: bytes, **parts: Any) -> Case:
    path = "people/0000000000000000/t-0000000002-0000000000000000.nlk"
    return Case(f"key-table-{name}", "key-table", defect, expect, file, **{"path": path} | parts)


def cases(good: Good) -> Iterator[Case]:
    right = SealedFile("key table", good.vault, good.desk, 2, good.first_epoch, table_content(KIM, LEE))
    opens = {"opens": tuple(sorted((KIM.key_id, LEE.key_id)))}
    yield case("good", "none", "accepted", right.file, path=place(right.file), **opens)
    nobody = replace(right, content=table_content()).file
    yield case("nobody", "none: no people", "accepted", nobody, opens=())
    second = random("second key", 32)
    twice = sorted([KIM.id + KIM.key, KIM.id + second])
    keys = tuple(sorted((KIM.key_id, digest("person key", KIM.id, second)[:16])))
    file = replace(right, content=table_content(pairs=twice)).file
    yield case("two-keys", "none: a person with two keys", "accepted", file, opens=keys)
    yield from frames(good, right)
    yield from contents(right)
    yield from confusion(good, right)


def frames(good: Good, right: SealedFile) -> Iterator[Case]:
    file = right.file
    yield case("cut", "the last byte of the signature is missing", "waiting", file[:-1])
    yield case("trailing-byte", "one byte too many", "altered", file + b"\x00")
    yield case("major-2", "a later major version", "newer", replace(right, major=2).file)
    yield case("flag", "an unknown flag, properly signed", "newer", replace(right, flags=1).file)
    wrong = replace(right, previous=random("previous", 32)).file
    yield case("previous", "a key table has none before it", "altered", wrong)
    wrong = replace(right, vault=random("another vault", 16)).file
    yield case("vault", "of another vault, sealed and signed by a member", "altered", wrong)
    wrong = replace(right, signer=good.phone).file
    yield case("signer", "signed by another member than it names", "altered", wrong)
    unknown = replace(right, epoch_id=random("unknown epoch", 16)).file
    yield case("epoch-unknown", "of an epoch that is not known yet", "waiting", unknown)
    padded = right.padding.ljust(1024, b"\x00")
    yield case("padding", "1,024 bytes where 512 suffice", "altered", replace(right, padded=padded).file)


def contents(right: SealedFile) -> Iterator[Case]:
    pairs = sorted([KIM.id + KIM.key, LEE.id + LEE.key])
    for name, defect, content in (
        ("unsorted", "the people descend", table_content(pairs=pairs[::-1])),
        ("repeated", "a person and key stand twice", table_content(pairs=[pairs[0], pairs[0]])),
        ("count-beyond", "says three people, has two", table_content(KIM, LEE, count=3)),
        ("count-huge", "says 4 billion people, has two", table_content(KIM, LEE, count=0xFFFFFFFF)),
        ("left-over", "a byte is left over", table_content(KIM, LEE, tail=b"\x00")),
        ("empty", "no content at all", b""),
    ):
        yield case(f"content-{name}", defect, "altered", replace(right, content=content).file)


def confusion(good: Good, table: SealedFile) -> Iterator[Case]:
    segment = next_segment(good)
    writer = good.vault + good.desk.id
    as_segment = labelled("segment", writer, table.n.to_bytes(8, "big"))
    as_table = labelled("key table", writer, segment.n.to_bytes(8, "big"))
    path = {"path": "log/0000000000000000/s-0000000002-0000000000000000.nls"}
    posing = replace(table, magic=magic("S"))
    for name, defect, wrong in (
        ("as-segment", "a key table in all but its magic", posing),
        (
            "sealed-as-segment",
            "a key table, its key derived as a segment's",
            replace(posing, context=as_segment),
        ),
        ("signed-as-segment", "a key table, signed as a segment", replace(posing, label="segment signature")),
    ):
        yield replace(case(name, defect, "altered", wrong.file, **path), kind="segment")
    posing = replace(segment, magic=magic("K"), previous=bytes(32))
    for name, defect, wrong in (
        ("from-segment", "a segment in all but its magic", posing),
        (
            "sealed-from-segment",
            "a segment, its key derived as a key table's",
            replace(posing, context=as_table),
        ),
        (
            "signed-from-segment",
            "a segment, signed as a key table",
            replace(posing, label="key table signature"),
        ),
    ):
        yield case(name, defect, "altered", wrong.file)
