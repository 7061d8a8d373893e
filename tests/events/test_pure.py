"""Clock, ids, dates and the envelope: small pure pieces that everything else stands on."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import clock, ids
from events.clock import LIMIT, Stamp
from events.envelope import (
    Draft,
    Envelope,
    NotCanonical,
    canonical_json,
    clear_part,
    compute_id,
    parse_canonical,
    parse_clear_part,
    plaintext,
    split_plaintext,
    stamped,
)
from events.ids import USER, DeviceId, EventId, SubjectId
from events.occurred import Occurred

stamps = st.integers(0, LIMIT - 1).map(Stamp)


@given(stamps, st.integers(-(10**14), 10**14))
def test_a_tick_is_later_than_everything_before_unless_the_clock_is_at_its_end(last: Stamp, now: int) -> None:
    later = clock.tick(last, now)
    assert later < LIMIT
    assert later > last or last == LIMIT - 1


@given(stamps, st.integers(0, 2**64 - 1).map(Stamp))
def test_merging_never_goes_back_and_never_takes_a_stamp_beyond_the_limit(last: Stamp, seen: Stamp) -> None:
    merged = clock.merge(last, seen)
    assert last <= merged < LIMIT
    if seen < LIMIT:
        assert merged == max(last, seen)


@given(st.integers(0, 2**64 - 1).map(Stamp))
def test_a_stamp_is_sixteen_hex_digits_in_text(stamp: Stamp) -> None:
    text = clock.to_text(stamp)
    assert len(text) == 16
    assert clock.from_text(text) == stamp


@pytest.mark.parametrize(
    "text", ["", "1", "00000000000000FF", "0x00000000000001", " 000000000000001", "zz" * 8]
)
def test_a_stamp_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        clock.from_text(text)


@given(st.binary(min_size=16, max_size=16))
def test_sixteen_bytes_are_twenty_six_letters_and_back(raw: bytes) -> None:
    text = ids.base32(raw)
    assert len(text) == ids.ID_LENGTH
    assert set(text).isdisjoint("ilou")
    assert ids.unbase32(text) == raw


@given(st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyzABCIL~é", max_size=30))
def test_base32_has_one_spelling(text: str) -> None:
    try:
        raw = ids.unbase32(text)
    except ValueError:
        return
    assert ids.base32(raw) == text


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=2, max_size=5))
def test_ids_in_text_are_ordered_as_their_bytes_are(raws: list[bytes]) -> None:
    assert sorted(raws) == [ids.unbase32(text) for text in sorted(ids.base32(raw) for raw in raws)]


def test_a_subject_needs_a_known_kind() -> None:
    assert ids.subject_from_bytes(b"p" + bytes(16)) == "p" + "0" * 26
    assert ids.subject_to_bytes(USER) == b"u" + bytes(16)
    for wrong in (b"x" + bytes(16), b"p" + bytes(15), b"\xe9" + bytes(16)):
        with pytest.raises(ValueError, match=r".*"):
            ids.subject_from_bytes(wrong)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-11-10", date(2026, 11, 10), "day"),
        ("2026-11", date(2026, 11, 1), "month"),
        ("2026-11-10~", date(2026, 11, 10), "about"),
        ("2026-11-10T15:00", date(2026, 11, 10), "exact"),
        ("2026-11-10T15:00+05:30", date(2026, 11, 10), "exact"),
        ("2026-11-10T23:59Z", date(2026, 11, 10), "exact"),
    ],
)
def test_a_date_says_how_exact_it_is(text: str, day: date, precision: str) -> None:
    occurred = Occurred.parse(text)
    assert (occurred.day, occurred.precision, str(occurred)) == (day, precision, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "2026-11-10T25:00",
        "2026-11~",
        "10.11.2026",
        "2026-11-10 ",
        "٢٠٢٦-11-10",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Occurred.parse(text)


@pytest.mark.parametrize(
    ("text", "hours", "then"),
    [
        ("2026-11-10", 24, "2026-11-11"),
        ("2026-11-10T15:00", 24, "2026-11-11T15:00"),
        ("2026-11-10T23:30+01:00", 48, "2026-11-12T23:30+01:00"),
        ("2026-12-31", 25, "2027-01-02"),
    ],
)
def test_some_hours_later(text: str, hours: int, then: str) -> None:
    assert str(Occurred.parse(text).after(hours=hours)) == then


def test_exact_times_of_a_day_come_in_their_order_and_after_the_day_alone() -> None:
    texts = ["2026-11-10T09:00", "2026-11-09", "2026-11-10T15:00", "2026-11-10"]
    ordered = sorted(map(Occurred.parse, texts), key=lambda one: one.sort_key)
    assert [one.text for one in ordered] == [
        "2026-11-09",
        "2026-11-10",
        "2026-11-10T09:00",
        "2026-11-10T15:00",
    ]


DEVICE = DeviceId(ids.base32(b"d" * 16))


def make(**changes: object) -> Envelope:
    draft = Draft("note-written", 1, (SubjectId("p" + "0" * 26), USER), "2026-11-10", b'{"text":"hello"}')
    whole = stamped(draft, device=DEVICE, stamp=Stamp(7), recorded=9, part_of=None, blind=b"b" * 16)
    return whole._replace(**changes)  # type: ignore[arg-type]


def identity(envelope: Envelope) -> EventId:
    return compute_id(envelope.device, clear_part(envelope), plaintext(envelope))


def test_the_clear_part_and_the_plaintext_read_back() -> None:
    envelope = make()
    clear, end = parse_clear_part(b"??" + clear_part(envelope) + b"rest", 2)
    assert end == 2 + len(clear_part(envelope))
    assert (clear.stamp, clear.recorded, clear.version, clear.name) == (7, 9, 1, "note-written")
    assert (clear.part_of, clear.subjects) == (None, envelope.subjects)
    assert split_plaintext(plaintext(envelope)) == (envelope.blind, envelope.occurred, envelope.data)


@pytest.mark.parametrize(
    "change",
    [
        {"device": DeviceId(ids.base32(b"e" * 16))},
        {"stamp": Stamp(8)},
        {"recorded": 10},
        {"name": "note-writter"},
        {"version": 2},
        {"part_of": EventId(ids.base32(b"p" * 16))},
        {"subjects": (USER,)},
        {"blind": b"c" * 16},
        {"occurred": "2026-11-11"},
        {"data": b'{"text":"hellp"}'},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_id_binds_every_field(change: dict[str, object]) -> None:
    assert identity(make()) == make().id
    assert identity(make(**change)) != make().id


def test_two_equal_short_texts_have_different_ids_because_of_the_blind() -> None:
    assert identity(make(blind=b"1" * 16)) != identity(make(blind=b"2" * 16))


@pytest.mark.parametrize("length", range(len(clear_part(make()))))
def test_a_torn_clear_part_is_refused(length: int) -> None:
    with pytest.raises(NotCanonical):
        parse_clear_part(clear_part(make())[:length], 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Note"},
        {"name": "no_te"},
        {"version": 0},
        {"subjects": (USER, "p" + "0" * 26)},
        {"subjects": (USER, USER)},
    ],
)
def test_a_clear_part_has_one_spelling(change: dict[str, object]) -> None:
    with pytest.raises(NotCanonical):
        parse_clear_part(clear_part(make(**change)), 0)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"a":9007199254740991,"b":-9007199254740991}',
        b'{"a":' * 64 + b"1" + b"}" * 64,
        b'{"a":"' + b"[{" * 90 + b'\\""}',
        b'{"a":[' + b"[]," * 99 + b"[]]}",
    ],
    ids=range(5),
)
def test_data_at_its_limits_is_read(raw: bytes) -> None:
    assert canonical_json(parse_canonical(raw)) == raw


@given(st.dictionaries(st.text(), json_values))
def test_canonical_data_reads_back_and_has_one_spelling(value: dict[str, object]) -> None:
    try:
        raw = canonical_json(value)
    except NotCanonical:
        assert any(0xD800 <= ord(letter) <= 0xDFFF for letter in json.dumps(value, ensure_ascii=False))
        return
    assert parse_canonical(raw) == value


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b"[]",
        b"1",
        b"",
        b'{"a":"\\ud800"}',
        b'{"a":"' + b"x" * 70_000 + b'"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' * 65 + b"1" + b"}" * 65,
    ],
    ids=range(20),
)
def test_another_spelling_is_refused(raw: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(raw)
