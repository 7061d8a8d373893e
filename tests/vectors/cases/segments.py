"""What can be wrong with a segment, before its events are looked at?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.vectors.case import Case
from tests.vectors.good import MOMENT, USER, place
from tests.vectors.writing.notation import Keys, device, labelled, malleable, random, sha256
from tests.vectors.writing.sealed import SealedFile, Seen, segment_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good
    from tests.vectors.writing.events import Happening

LATER = "log/0000000000000000/s-0000000007-0000000000000000.nls"


def case(name: str, defect: str, expect: str, file: bytes, **parts: Any) -> Case:
    path = place(file) if len(file) > 143 and file[3:4] == b"S" else LATER
    return Case(f"segment-{name}", "segment", defect, expect, file, **{"path": path} | parts)


def next_event(good: Good) -> Happening:
    return good.happening("vector-noted", 60, {"text": "call"}, others=(USER,))


def next_segment(good: Good) -> SealedFile:
    """The segment that the desk would write next."""
    content = segment_content(next_event(good).record, wall=MOMENT)
    return good.segment(good.desk, 7, content, previous=sha256(good.desk_segments[-1].file))


def cases(good: Good) -> Iterator[Case]:
    right, event = next_segment(good), next_event(good)
    opens = {"opens": (event.id,)}
    yield case("good", "none", "accepted", right.file, **opens)
    copy = LATER.replace(".nls", " (conflicted copy).nls")
    yield case("copy", "none: somebody's copy under another name", "accepted", right.file, path=copy, **opens)
    longer = replace(right, extra_header=b"later")
    yield case("header-longer", "none: the header of a later minor version", "accepted", longer.file, **opens)
    heartbeat = replace(right, content=segment_content(wall=MOMENT))
    yield case("heartbeat", "none: no events", "accepted", heartbeat.file, opens=())
    branch = replace(right, previous=random("another branch", 32))
    yield case("branch", "none: it follows a segment that nobody has", "accepted", branch.file, **opens)
    yield from lengths(right)
    yield from versions(good, right)
    yield from places(good, right)
    yield from encryption(good, right)
    yield from signatures(good, right)
    yield from padding(right)
    yield from contents(good, right, event)


def lengths(right: SealedFile) -> Iterator[Case]:
    file = right.file
    yield case("empty", "no byte has arrived", "waiting", b"")
    yield case("magic-only", "only the magic has arrived", "waiting", file[:8])
    yield case("header-cut", "the header ends a byte early", "waiting", file[:143])
    yield case("ciphertext-cut", "half of the ciphertext has arrived", "waiting", file[:400])
    yield case("signature-cut", "the last byte of the signature is missing", "waiting", file[:-1])
    yield case("no-signature", "the signature is missing", "waiting", file[:-64])
    yield case("trailing-byte", "one byte too many", "altered", file + b"\x00")
    yield case("zeros", "full length, our name, nothing but zeros", "altered", bytes(len(file)))
    text = file.replace(b"\r\n", b"\n", 1)
    yield case("line-ends", "a client turned CR LF into LF in the magic", "altered", text, path=LATER)
    yield case(
        "bom", "a client put a byte order mark before it", "altered", b"\xef\xbb\xbf" + file, path=LATER
    )
    yield case("header-143", "the header is too short", "altered", replace(right, header_length=143).file)
    yield case("header-0", "the header has no length", "altered", replace(right, header_length=0).file)
    far = replace(right, header_length=0xFFFF).file
    yield case("header-far", "the header is longer than what has arrived", "waiting", far)
    for name, claimed in (("0", 0), ("527", 527), ("over-limit", 1_048_576), ("2-63", 1 << 63)):
        defect = f"the ciphertext says that it has {claimed} bytes, which none can have"
        yield case(f"length-{name}", defect, "altered", replace(right, claimed=claimed).file)


def versions(good: Good, right: SealedFile) -> Iterator[Case]:
    yield case("major-2", "a later major version", "newer", replace(right, major=2).file)
    yield case(
        "major-2-short", "a later major version may be shorter", "newer", replace(right, major=2).file[:99]
    )
    yield case("major-0", "no such major version", "altered", replace(right, major=0).file)
    yield case("flag", "an unknown flag, properly signed", "newer", replace(right, flags=0x80).file)
    yield case(
        "reserved", "a reserved field is set, properly signed", "newer", replace(right, reserved=1).file
    )
    wrong = replace(right, flags=1, signer=good.phone).file
    yield case("flag-forged", "an unknown flag whose signature does not hold", "altered", wrong)


def places(good: Good, right: SealedFile) -> Iterator[Case]:
    wrong = replace(right, vault=random("another vault", 16)).file
    yield case("vault", "of another vault, sealed and signed by a member", "altered", wrong)
    context = labelled("segment", good.vault, good.desk.id, right.n.to_bytes(8, "big"))
    wrong = replace(right, vault=random("another vault", 16), context=context).file
    yield case("vault-header", "says another vault, but its key is derived for this one", "altered", wrong)
    stranger = replace(right, device=device("stranger"), n=1, previous=bytes(32))
    yield case("stranger", "the device is not known yet", "waiting", stranger.file)
    recovery = Keys("recovery", good.recovery.signing_seed, good.recovery.sealing_seed)
    yield case(
        "by-recovery", "the recovery code writes no segments", "waiting", replace(right, device=recovery).file
    )
    wrong = replace(right, n=0).file
    yield case("n-0", "the first segment is number 1", "altered", wrong)
    wrong = replace(right, n=1 << 40).file
    yield case("n-beyond", "a number that no name can hold", "altered", wrong)
    wrong = replace(right, n=1).file
    yield case("n-1-previous", "the first segment names one before it", "altered", wrong)
    wrong = replace(right, previous=bytes(32)).file
    yield case("previous-zeros", "a later segment names none before it", "altered", wrong)
    unknown = replace(right, epoch_id=random("unknown epoch", 16)).file
    yield case("epoch-unknown", "of an epoch that is not known yet", "waiting", unknown)
    wrong = replace(right, epoch_id=good.second_epoch.id).file
    yield case("epoch-other", "sealed under the first epoch, names the second", "altered", wrong)
    absent = (place(good.records[-1].file),)
    late = replace(right, epoch=good.second_epoch).file
    yield case("epoch-absent", "the record of its epoch has not arrived", "waiting", late, absent=absent)
    since = tuple(place(one.file) for one in good.records[2:])
    content = segment_content(wall=MOMENT)
    phone = good.segment(good.phone, 4, content, previous=sha256(good.phone_segments[-1].file)).file
    yield case("device-absent", "the record that adds its device is missing", "waiting", phone, absent=since)


def encryption(good: Good, right: SealedFile) -> Iterator[Case]:
    place_ = right.vault + right.device.id
    seven, eight = (number.to_bytes(8, "big") for number in (7, 8))
    for name, defect, context in (
        ("info-n", "the key is derived for another number", labelled("segment", place_, eight)),
        (
            "info-device",
            "the key is derived for another device",
            labelled("segment", right.vault, good.phone.id, seven),
        ),
        (
            "info-vault",
            "the key is derived for another vault",
            labelled("segment", random("another vault", 16), right.device.id, seven),
        ),
        ("info-kind", "the key is derived for a key table", labelled("key table", place_, seven)),
        (
            "info-version",
            "the key is derived for netlog-2",
            labelled("segment", place_, seven).replace(b"netlog-1", b"netlog-2"),
        ),
        ("info-empty", "the key is derived for nothing", b""),
    ):
        yield case(name, defect, "altered", replace(right, context=context).file)
    header = right.header
    for name, defect, associated in (
        ("associated-none", "the header is not associated data", b""),
        ("associated-cut", "the header is associated data but for its last byte", header[:-1]),
        (
            "associated-previous",
            "sealed after another segment than it names",
            header[:56] + bytes(32) + header[88:],
        ),
    ):
        yield case(name, defect, "altered", replace(right, associated=associated).file)
    longer = replace(right, extra_header=b"later")
    wrong = replace(longer, associated=longer.header[:144]).file
    yield case("associated-144", "what a longer header adds is not associated data", "altered", wrong)
    yield case("nonce", "the nonce is not zero", "altered", replace(right, nonce=bytes(11) + b"\x01").file)


def signatures(good: Good, right: SealedFile) -> Iterator[Case]:
    file = right.file
    signed = right.header + right.ciphertext
    for name, defect, signature in (
        ("flipped", "a bit of the signature is flipped", file[-64:-1] + bytes([file[-1] ^ 1])),
        ("zeros", "the signature is nothing but zeros", bytes(64)),
        ("s", "S of the signature is not reduced", malleable(file[-64:])),
        (
            "header-only",
            "the signature is over the header alone",
            good.desk.sign("segment signature", right.header),
        ),
        (
            "unhashed",
            "the signature is over the bytes, not over their hash",
            good.desk.sign_raw(labelled("segment signature", signed)),
        ),
        ("unlabelled", "the signature is over a hash without a label", good.desk.sign_raw(sha256(signed))),
        ("by-member", "signed by another member", good.phone.sign("segment signature", signed)),
        ("by-recovery", "signed by the recovery key", good.recovery.sign("segment signature", signed)),
        ("label", "the signature is over another label", good.desk.sign("key table signature", signed)),
    ):
        yield case(f"signature-{name}", defect, "altered", signed + signature)
    flipped = bytearray(file)
    flipped[300] ^= 1
    yield case("ciphertext-flipped", "a bit of the ciphertext is flipped", "altered", bytes(flipped))


def padding(right: SealedFile) -> Iterator[Case]:
    filled = len(right.content).to_bytes(4, "big") + right.content
    large = replace(right, content=right.content + random("reserved", 4150 - len(right.content)))
    long = len(large.content).to_bytes(4, "big") + large.content
    for name, defect, padded in (
        ("next-size", "1,024 bytes where 512 suffice", filled.ljust(1024, b"\x00")),
        ("odd-size", "513 bytes is no allowed length", filled.ljust(513, b"\x00")),
        ("nonzero", "the last padding byte is not zero", filled.ljust(511, b"\x00") + b"\x01"),
        ("first-nonzero", "the first padding byte is not zero", (filled + b"\x01").ljust(512, b"\x00")),
        ("beyond", "the content is longer than the plaintext", (600).to_bytes(4, "big") + bytes(508)),
        ("huge", "the content says that it has 4 GiB", b"\xff\xff\xff\xff" + bytes(508)),
        ("none", "not padded above 4,096 bytes", long),
    ):
        yield case(f"padding-{name}", defect, "altered", replace(right, padded=padded).file)


def contents(good: Good, right: SealedFile, event: Happening) -> Iterator[Case]:
    def holding(*records: bytes, **parts: Any) -> bytes:
        return replace(right, content=segment_content(*records, wall=MOMENT, **parts)).file

    record, opens = event.record, {"opens": (event.id,)}
    yield case(
        "reserved-tail",
        "none: bytes after the last event",
        "accepted",
        holding(record, tail=b"later"),
        **opens,
    )
    seen = (Seen(good.phone.id, ((1, 3, sha256(b"a")), (2, 3, sha256(b"b")))),)
    yield case(
        "seen", "none: a branch, two runs overlap", "accepted", holding(record, seen=seen, marks=2), **opens
    )
    wall = replace(right, content=segment_content(record, wall=(1 << 64) - 1)).file
    yield case("wall-clock", "none: the wall clock is far beyond the calendar", "accepted", wall, **opens)
    low, high = sorted((good.phone.id, random("another writer", 16)))
    run = (1, 3, sha256(b"a"))
    for name, defect, parts in (
        ("writers-unsorted", "the writers descend", {"seen": (Seen(high, (run,)), Seen(low, (run,)))}),
        ("writers-repeated", "a writer stands twice", {"seen": (Seen(low, (run,)), Seen(low, (run,)))}),
        ("runs-unsorted", "the runs descend", {"seen": (Seen(low, ((5, 6, sha256(b"b")), run)),)}),
        ("run-backwards", "a run ends before it begins", {"seen": (Seen(low, ((3, 1, sha256(b"a")),)),)}),
        ("seen-beyond", "says 65,535 writers, has none", {"seen_count": 0xFFFF}),
        ("count-beyond", "says two events, has one", {"count": 2}),
        ("count-huge", "says 4 billion events, has one", {"count": 0xFFFFFFFF}),
        ("record-beyond", "a record is longer than the content", {"lengths": (len(record) + 1,)}),
        ("record-huge", "a record says that it has 4 GiB", {"lengths": (0xFFFFFFFF,)}),
    ):
        yield case(f"content-{name}", defect, "altered", holding(record, **parts))
    yield case("content-empty", "no content at all", "altered", replace(right, content=b"").file)
    yield case(
        "content-cut",
        "the content ends within its first field",
        "altered",
        replace(right, content=bytes(5)).file,
    )
    bad = replace(event, stamp=event.stamp + 1, wrong_id=random("wrong id", 16))
    mixed = holding(bad.record, record)
    yield case(
        "event-bad",
        "the first of two events has a wrong id; the other counts",
        "unknown-event",
        mixed,
        **opens,
    )
    mixed = holding(b"", record)
    yield case(
        "event-empty", "the first of two records is empty; the other counts", "unknown-event", mixed, **opens
    )
    mixed = holding(record[:40], record)
    yield case(
        "event-cut", "the first of two records is cut; the other counts", "unknown-event", mixed, **opens
    )
    yield case(
        "event-twice", "none: the same event twice counts once", "accepted", holding(record, record), **opens
    )
