"""Records that cannot be read are counted and stop nothing, however they came to be sealed."""

import os
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.envelope import Envelope, NotCanonical
from events.ids import USER
from sync.errors import VaultError
from sync.format.common import SEGMENT_MAGIC, file_hash
from sync.format.sealed import Header
from sync.format.segment import SegmentContent, parse_record
from sync.log import Log
from sync.reading import open_segment
from sync.seal import Writer, seal
from tests.sync.drafts import about, person

if TYPE_CHECKING:
    from pathlib import Path


def sealed_by(log: Log, *records: bytes) -> None:
    """Puts a segment with any records whatsoever into the archive, sealed and signed as by the device."""
    pairs, archive = log._keys.pairs, log._archive
    device = archive.meta("device") or b""
    writer = Writer(
        pairs.signing_seed, log._keys.nonce_key, log.membership.epoch or b"", log.membership.epoch_key
    )
    n, previous = archive.number("n") + 1, archive.meta("tip") or bytes(32)
    bare = Header(SEGMENT_MAGIC, log.vault, device, n, previous, bytes(16), bytes(32), 0)
    body = seal(bare, SegmentContent(1, 2, {}, records).encode(), writer, os.urandom).body
    with archive.writing():
        archive.add_segment(device, n, file_hash(body), body)
        archive.set_meta(n=n, tip=file_hash(body))


def records_of(log: Log) -> list[bytes]:
    stored = [open_segment(each.body, log.membership.epochs) for each in log._archive.segments_after(0)]
    return [raw for opened in stored for raw in opened.records()]


def test_broken_records_are_counted_and_the_others_of_their_segment_are_read(log: Log) -> None:
    dana = person()
    recorded = log.record([about(dana), about(USER)])
    whole, of_user = records_of(log)
    unknown_key = bytearray(whole)
    unknown_key[whole.index(parse_record(whole).recipients[0][0])] ^= 1
    broken = [
        whole[:16] + bytes([whole[16] | 8]) + whole[17:],  # a flag of a later version
        whole[:-1] + bytes([whole[-1] ^ 1]),
        bytes([whole[0] ^ 1]) + whole[1:],
        whole[:20],
        whole[:60],
        b"\0",
        bytes(unknown_key),
    ]
    sealed_by(log, broken[0], whole, *broken[1:], of_user)
    assert list(log.everything()) == [*recorded, *recorded]
    assert log.count().unreadable == len(broken)
    assert log.dirty_since(1) >= {dana, USER}
    log.reindex()
    assert list(log.envelopes([dana])) == recorded[:1]
    report = log.verify()
    named = {each.why.split(" of ")[0] for each in report.bad}
    assert named == {f"altered: event {n}" for n in (3, 4, 5, 6, 7)}


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """One vault for many examples; nothing is written to it."""
    from sync.format.device import LOWEST_COST

    place: Path = tmp_path_factory.mktemp("vault")
    log = Log.create(
        place / "home", place / "folder", passphrase="x", device_name="laptop", cost=LOWEST_COST
    ).log
    many = [person() for _ in range(20)]
    log.record([about(person()), about(person(), person()), about(USER), about(*many)])
    return log


@given(st.randoms(use_true_random=False), st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_of_a_record_does_more_than_make_it_unreadable(
    device: Log, chance: random.Random, data: st.DataObject
) -> None:
    """A changed wrap of one recipient leaves the event to the others, as it was."""
    opened = open_segment(next(device._archive.segments_after(0)).body, device.membership.epochs)
    original = data.draw(st.sampled_from(opened.records()))
    raw = bytearray(original)
    for _ in range(chance.randrange(1, 4)):
        match chance.randrange(4):
            case 0:
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            case 1:
                del raw[chance.randrange(len(raw)) :]
                raw += b"\0"
            case 2:
                raw += chance.randbytes(chance.randrange(20))
            case _:
                at = chance.randrange(len(raw))
                raw[at : at + 2] = b"\xff\xff"
    try:
        event = device._reader.read(opened, bytes(raw))
    except (VaultError, NotCanonical):
        return
    assert event in [device._reader.read(opened, each) for each in opened.records()]


def test_the_name_under_which_an_event_lies_is_the_hash_of_what_it_says(log: Log) -> None:
    """A record whose clear part was exchanged for that of another one does not open."""
    log.record([about(USER), about(USER, text="other")])
    one, two = (parse_record(raw) for raw in records_of(log))
    opened = open_segment(next(log._archive.segments_after(0)).body, log.membership.epochs)
    exchanged = type(one)(one.id, one.author, two.clear, one.recipients, one.sealed)
    with pytest.raises((VaultError, NotCanonical)):
        log._reader.read(opened, exchanged.encode())


def test_without_the_key_of_a_person_only_what_is_about_them_is_unreadable(
    log: Log, reopen: Callable[[], Log]
) -> None:
    dana, eli = person(), person()
    log.record([about(dana)])
    both, alone = log.record([about(dana, eli), about(eli)])
    log._archive.db.execute("DELETE FROM tables WHERE n = 1")
    later = reopen()
    assert list(later.everything()) == [both, alone]
    assert later.count().unreadable == 1
    assert list(later.envelopes([dana])) == [both]


def test_a_key_is_believed_only_if_its_id_commits_to_it(log: Log, reopen: Callable[[], Log]) -> None:
    """Two tags that collide: the index leads to the key of somebody else."""
    dana, eli = person(), person()
    of_dana, of_eli = log.record([about(dana), about(eli)])
    archive, tags = log._archive, log._tags
    key_id = parse_record(records_of(log)[0]).recipients[0][0]
    ((_, number),) = archive.key_places(tags.person_key(key_id))
    wrong = (tags.person_key(key_id), 1, 1 - number)
    with archive.writing():
        archive.db.execute("DELETE FROM key_index WHERE tag = ?", wrong[:1])
        archive.index_keys([wrong])
    assert list(reopen().envelopes([dana, eli])) == [of_eli]
    with archive.writing():
        archive.index_keys([(wrong[0], 1, number)])
    assert list(reopen().envelopes([dana, eli])) == [of_dana, of_eli]


def test_a_person_whose_key_was_lost_gets_another_one(log: Log, reopen: Callable[[], Log]) -> None:
    dana = person()
    log.record([about(dana)])
    log._archive.db.execute("DELETE FROM tables WHERE n = 1")
    later = reopen()
    (recorded,) = later.record([about(dana)])
    assert list(reopen().envelopes([dana])) == [recorded]


def test_a_segment_of_an_unknown_epoch_is_unreadable_as_a_whole(log: Log) -> None:
    log.record([about(USER)])
    log.membership.epochs.clear()
    assert list(log.everything()) == []
    assert log.count().unreadable == 1


def test_events_come_one_by_one_not_all_at_once(log: Log) -> None:
    log.record(about(USER, text="x" * 10_000) for _ in range(300))
    stream = log.everything()
    first: Envelope = next(stream)
    assert first.subjects == (USER,)
    assert len(log._reader._recent._kept) == 0
    assert sum(1 for _ in stream) == 299
