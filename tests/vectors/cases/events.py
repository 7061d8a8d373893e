"""What can be wrong with the record of an event?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.vectors.case import Case
from tests.vectors.good import ACME, DANA, NOOR, SAM, STRANGER, USER, text_id
from tests.vectors.writing.events import Happening, Person
from tests.vectors.writing.notation import expand, labelled, random, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good

UNMET = Person("nobody has this key")


def case(name: str, defect: str, expect: str, event: Happening, **parts: Any) -> Case:
    """A record as it lies in a segment of the desk, under the first epoch."""
    opens = (event.id,) if expect == "accepted" else ()
    record = parts.get("record", event.record)
    return Case(f"record-{name}", "record", defect, expect, record, opens=opens)


def cases(good: Good) -> Iterator[Case]:
    plain = good.happening("vector-noted", 70, {"text": "call"}, others=(USER,))
    about = good.happening("vector-noted", 71, {"text": "one"}, people=(DANA,))
    both = good.happening("vector-noted", 72, {"text": "two"}, people=(DANA, SAM))
    yield case("user", "none: about the user", "accepted", plain)
    yield case("person", "none: about one person", "accepted", about)
    yield case("people", "none: about two people", "accepted", both)
    relayed = replace(plain, author=STRANGER, relayed=True)
    yield case("relayed", "none: relayed", "accepted", relayed)
    yield case("no-subject", "none: about nobody", "accepted", replace(plain, others=()))
    for stamp, words in ((1 << 62, "2^62"), ((1 << 64) - 1, "the greatest number")):
        wild = replace(plain, stamp=stamp)
        yield case(f"stamp-{stamp:x}", f"none: its stamp is {words}", "accepted", wild)
    late = replace(plain, recorded=253_402_300_800_000)
    yield case("recorded-late", "recorded in the year 10000", "unknown-event", late)
    latest = replace(plain, recorded=253_402_300_799_999)
    yield case("recorded-latest", "none: recorded at the end of the year 9999", "accepted", latest)
    strange = replace(plain, name="0-never-heard-of", version=65_535)
    yield case("strange", "none: name and version that nobody knows", "accepted", strange)
    yield from clear_parts(good, plain)
    yield from bindings(good, plain, about)
    yield from keys(good, about, both)
    yield from data(good, plain)


def clear_parts(good: Good, plain: Happening) -> Iterator[Case]:
    for flags in (2, 0x80):
        wrong = replace(plain, flags=flags)
        yield case(f"flag-{flags}", "an unknown flag", "unknown-event", wrong)
    low, high = sorted((ACME, DANA.subject))
    for name, defect, parts in (
        ("version-0", "versions begin at 1", {"version": 0}),
        ("name-empty", "the name is empty", {"raw_name": b""}),
        ("name-upper", "the name has a capital letter", {"raw_name": b"Vector-noted"}),
        ("name-65", "the name has 65 letters", {"raw_name": b"a" * 65}),
        ("name-nul", "the name has a zero byte", {"raw_name": b"vector\x00noted"}),
        ("name-line-end", "the name ends in a line feed", {"raw_name": b"vector-noted\n"}),
        ("subjects-unsorted", "the subjects descend", {"subjects": (high, low)}),
        ("subjects-repeated", "a subject stands twice", {"subjects": (low, low)}),
        ("subjects-beyond", "says 1,000 subjects, has one", {"subject_count": 1000}),
        ("subject-kind", "a subject of an unknown kind", {"subjects": (b"x" + bytes(16),)}),
        ("subject-user", "the user is all zeros, this is not", {"subjects": (b"u" + bytes(15) + b"\x01",)}),
    ):
        wrong_parts: dict[str, Any] = parts
        yield case(name, defect, "unknown-event", replace(plain, **wrong_parts))
    record = plain.record
    for name, defect, cut in (
        ("cut-id", "the record ends within its id", record[:10]),
        ("cut-clear", "the record ends within its clear part", record[:30]),
        (
            "cut-sealed",
            "the sealed part is shorter than its tag",
            record[: len(record) - len(plain.plaintext) - 1],
        ),
    ):
        yield case(name, defect, "unknown-event", plain, record=cut)


def bindings(good: Good, plain: Happening, about: Happening) -> Iterator[Case]:
    """Everything opens, but the id or the key binds something else."""
    relayed = replace(plain, author=STRANGER, relayed=True)
    other_version = labelled("event", plain.id, (2).to_bytes(2, "big"), plain.named)
    other_event = labelled("event", about.id, (1).to_bytes(2, "big"), plain.named)
    for name, defect, event, parts in (
        ("id", "the id is not the hash, but all is sealed under it", plain, {"wrong_id": random("id", 16)}),
        ("id-author", "the id is computed for another author", plain, {"hashed_author": good.phone.id}),
        ("id-relayer", "the id names the relaying device", relayed, {"hashed_author": good.desk.id}),
        ("info-version", "sealed for another version", plain, {"context": other_version}),
        ("info-id", "sealed for another event", plain, {"context": other_event}),
        ("associated", "the id is not associated data", plain, {"associated": b""}),
        ("key", "sealed under the key of another epoch", plain, {"base": good.second_epoch.key}),
        (
            "person-epoch",
            "names a person's key, sealed under the epoch's",
            about,
            {"base": good.first_epoch.key},
        ),
        ("person-other", "names a person's key, sealed under another's", about, {"base": SAM.key}),
        (
            "person-recipient",
            "names another person's key than it is sealed under",
            about,
            {"wraps": (SAM.key_id,)},
        ),
    ):
        wrong: dict[str, Any] = parts
        yield case(name, defect, "unknown-event", replace(event, **wrong))
    record = plain.record
    flipped = record[:-1] + bytes([record[-1] ^ 1])
    yield case(
        "sealed-flipped", "a bit of the sealed part is flipped", "unknown-event", plain, record=flipped
    )
    later = bytearray(record)
    later[16 + 1 + 7] ^= 1
    name, defect = "stamp-flipped", "the stamp is not the one that the id binds"
    yield case(name, defect, "unknown-event", plain, record=bytes(later))


def keys(good: Good, about: Happening, both: Happening) -> Iterator[Case]:
    alone = replace(about, people=(UNMET,))
    yield case("key-missing", "the key of its person has not arrived", "waiting", alone)
    strangers = replace(both, people=(UNMET, Person("nor this one")))
    yield case("keys-missing", "the keys of both its people have not arrived", "waiting", strangers)
    half = replace(both, people=(UNMET, NOOR))
    yield case("key-of-one", "none: one of two keys is here", "accepted", half)
    one, two = both.recipients
    spoiled = {wrap: wrap[:-1] + bytes([wrap[-1] ^ 1]) for wrap in (one, two)}
    swapped = (one[:16] + two[16:], two[:16] + one[16:])
    for name, defect, wraps in (
        ("unsorted", "the recipients descend", (two, one)),
        ("repeated", "a recipient stands twice", (one, one)),
        ("spoiled", "no wrap of the content key opens", (spoiled[one], spoiled[two])),
        ("swapped", "each wrap stands under the other's key id", swapped),
        ("unbound", "the key id is not associated data of the wraps", tuple(unbound(both))),
        (
            "other-event",
            "the wraps are those of another event",
            replace(both, stamp=both.stamp + 1).recipients,
        ),
    ):
        yield case(f"wraps-{name}", defect, "unknown-event", replace(both, wraps=wraps))
    many = replace(both, recipient_count=0xFFFF)
    yield case("wraps-beyond", "says 65,535 recipients, has two", "unknown-event", many)


def unbound(event: Happening) -> Iterator[bytes]:
    for person in sorted(event.people, key=lambda person: person.key_id):
        key = expand(person.key, labelled("content key", event.id))
        yield person.key_id + seal(key, event.content_key, b"")


def data(good: Good, plain: Happening) -> Iterator[Case]:
    """Each would fit a note but for its spelling: what a reader does not know in a note it ignores."""
    about = good.happening("note-written", 73, {}, people=(DANA,))
    person = text_id(DANA.subject).encode()
    note = b'"person":"' + person + b'","text":"x"}'
    for name, defect, raw in (
        ("none", "the data is nothing", b""),
        ("array", "the data is no object", b"[]"),
        ("space", "white space", b'{"a": 1,' + note),
        ("line-end", "a line end after the object", b'{"a":1,' + note + b"\n"),
        ("bom", "a byte order mark", b'\xef\xbb\xbf{"a":1,' + note),
        ("unsorted", "the keys descend", b'{"b":1,"a":1,' + note),
        ("utf-16-order", "keys in UTF-16 order", b"{" + note[:-1] + ',"😀":1,"\ufb01":1}'.encode()),
        ("repeated", "a key stands twice", b'{"a":1,"a":1,' + note),
        ("float", "a floating-point number", b'{"a":1.5,' + note),
        ("exponent", "a floating-point number", b'{"a":1e3,' + note),
        ("nan", "no number", b'{"a":NaN,' + note),
        ("minus-zero", "zero has one spelling", b'{"a":-0,' + note),
        ("leading-zero", "numbers have no leading zeros", b'{"a":01,' + note),
        ("surrogate", "a lone surrogate, escaped", b'{"a":"\\ud800",' + note),
        ("surrogate-raw", "a lone surrogate in the bytes", b'{"a":"\xed\xa0\x80",' + note),
        ("pair-escaped", "an escaped pair of surrogates", b'{"a":"\\ud83d\\ude00",' + note),
        ("escape-slash", "an escape that JSON does not demand", b'{"a":"\\/",' + note),
        ("escape-letter", "an escape that JSON does not demand", b'{"a":"\\u0041",' + note),
        ("escape-del", "an escape that JSON does not demand", b'{"a":"\\u007f",' + note),
        ("escape-long", "a longer escape than needed", b'{"a":"\\u000a",' + note),
        ("escape-upper", "an escape in capitals", b'{"a":"\\u001F",' + note),
        ("control", "a control character as it is", b'{"a":"\x01",' + note),
        ("utf-8", "not UTF-8", b'{"a":"\xff",' + note),
        ("overlong", "a letter in overlong UTF-8", b'{"a":"\xc1\x81",' + note),
        ("deep", "nested 65 deep", b'{"a":' + b"[" * 64 + b"]" * 64 + b"," + note),
        ("integer", "an integer of 54 bits", b'{"a":9007199254740992,' + note),
        ("integer-long", "an integer of a thousand digits", b'{"a":' + b"9" * 1000 + b"," + note),
        ("utf-16", "UTF-16", (b'{"a":1,' + note).decode().encode("utf-16-le")),
    ):  # fmt: skip
        yield case(f"data-{name}", defect, "unknown-event", replace(about, data=raw))
    strange = '{"":"\\u001f\\"\\\\\u007f\u2028/","\ufb01":-9007199254740991,"😀":[null,true,{}]}'.encode()
    fine = replace(plain, data=strange)
    yield case("data-odd", "none: whatever canonical JSON allows", "accepted", fine)
    deep = replace(about, data=b'{"a":' + b"[" * 63 + b"]" * 63 + b"," + note)
    yield case("data-deepest", "none: nested 64 deep", "accepted", deep)
    known = replace(about, data=b'{"a":1,' + note)
    yield case("data-note", "none: a note with a field of a later version", "accepted", known)
    for name, defect, parts in (
        ("occurred-beyond", "occurred is longer than the plaintext", {"occurred_length": 255}),
        ("occurred-foreign", "occurred is not ASCII", {"occurred": "２０２６".encode()}),
        ("plaintext-short", "the plaintext ends within the blind", {"inner": bytes(15)}),
        ("plaintext-blind", "the plaintext is a blind and no more", {"inner": bytes(16)}),
    ):
        wrong_parts: dict[str, Any] = parts
        yield case(name, defect, "unknown-event", replace(plain, **wrong_parts))
