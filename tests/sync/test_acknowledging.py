"""What another device has still not seen long after it was published goes out again, in another file."""

from itertools import pairwise
from pathlib import Path

import pytest

from events.ids import SubjectId, short_name, unbase32
from sync.log import Log
from tests.sync.apart import Apart
from tests.sync.clocked import Clock
from tests.sync.drafts import about, person


@pytest.fixture
def someone() -> SubjectId:
    return person()


def packs(log: Log) -> list[Path]:
    return sorted(log.folder.path.glob("packs/*/*"))


def lose(log: Log, *numbers: int) -> None:
    """A phone whose sync client never delivers these segments: it reads a folder in which they are not."""
    for number in numbers:
        own = log.folder.path / "log" / short_name(unbase32(log.device))
        (path,) = own.glob(f"s-{number:010x}-*")
        path.rename(path.with_name(f"x{path.name}"))


def ids(log: Log) -> set[str]:
    return {event.id for event in log.everything()}


def found_again(log: Log) -> None:
    for path in log.folder.path.glob("log/*/xs-*"):
        path.rename(path.with_name(path.name[1:]))


def said(laptop: Log, phone: Log, someone: SubjectId) -> None:
    """The phone writes what it has seen, and the laptop reads it and does its upkeep."""
    phone.receive()
    phone.record([about(someone)])
    found_again(laptop)
    laptop.receive()


def test_what_was_not_seen_after_two_days_goes_out_in_a_pack_and_arrives(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    (event,) = laptop.record([about(someone)])
    laptop.record([about(someone)])
    lose(laptop, 1)
    clock.days(2.1)
    said(laptop, phone, someone)
    assert laptop.tend().resent == 1
    lose(laptop, 1)
    assert len(packs(laptop)) == 1
    phone.receive()
    assert event.id in {each.id for each in phone.everything()}
    phone.record([about(someone)])
    laptop.receive()
    clock.days(90)
    assert laptop.tend().resent == 0


def test_before_two_days_nothing_is_sent_again(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    lose(laptop, 1)
    clock.days(1.9)
    said(laptop, phone, someone)
    clock.days(30)
    assert laptop.tend().resent == 0
    assert packs(laptop) == []


def test_a_device_that_never_comes_back_asks_for_nothing(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    phone.record([about(someone)])
    laptop.receive()
    laptop.record([about(someone)])
    for _ in range(20):
        clock.days(10)
        laptop.record([about(someone)])
        assert laptop.tend().resent == 0


def test_what_both_have_seen_is_never_sent_again(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    for _ in range(6):
        for log, other in ((laptop, phone), (phone, laptop)):
            log.record([about(someone)])
            other.receive()
        clock.days(3)
        assert laptop.tend().resent == phone.tend().resent == 0
    assert packs(laptop) == []


def test_a_device_that_takes_nothing_up_is_sent_less_and_less_and_each_time_another_file(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    for _ in range(8):
        laptop.record([about(someone)])
    names: list[set[str]] = []
    sent_on = []
    for day in range(130):
        clock.days(1)
        lose(laptop, 1)
        for path in packs(laptop):
            path.unlink()
        said(laptop, phone, someone)
        if laptop.tend().resent:
            sent_on.append(day)
            names.append({path.name for path in packs(laptop)})
    assert len(sent_on) == 6
    waits = [later - earlier for earlier, later in pairwise(sent_on)]
    assert waits == [4, 8, 16, 32, 64]
    assert len(set.union(*names)) == sum(map(len, names)) == 6


def test_what_makes_a_device_a_member_goes_along_for_whoever_holds_nothing_of_it(
    tmp_path: Path, someone: SubjectId, clock: Clock
) -> None:
    with Apart(tmp_path) as apart:
        phone, tablet = apart.logs["phone"], apart.join("tablet")
        clock.of(phone, tablet)
        apart.meet()
        before = {path.name for path in apart.folder("tablet").glob("members/*")}
        laptop = apart.join("laptop", through="tablet")
        clock.of(laptop)
        laptop.record([about(someone)])
        for path in apart.folder("laptop").glob("members/*"):
            if path.name not in before:
                copy = apart.folder("phone") / "members" / path.name
                copy.write_bytes(path.read_bytes()[:100])
        for day in range(6):
            clock.days(1)
            phone.record([about(someone)])
            apart.meet()
            for log in (phone, laptop, tablet):
                log.tend()
            assert (ids(phone) == ids(laptop)) == (day >= 2), day
        assert phone.membership.members.keys() == laptop.membership.members.keys()


def test_segments_without_events_ask_for_nothing(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock
) -> None:
    laptop, phone = pair
    with laptop._archive.writing():
        heartbeat(laptop)
    laptop.publish()
    lose(laptop, 1)
    clock.days(3)
    said(laptop, phone, someone)
    assert laptop.tend().resent == 0
    assert packs(laptop) == []


def heartbeat(log: Log) -> None:
    from sync import seal
    from sync.format.common import ID, NO_HASH, SEGMENT_MAGIC, file_hash
    from sync.format.sealed import Header
    from sync.format.segment import HEARTBEAT, SegmentContent

    author = log._recording(None)._author
    content = SegmentContent(author.clock_ms(), HEARTBEAT, {}, ()).encode()
    bare = Header(SEGMENT_MAGIC, author.vault, author.device, 1, NO_HASH, bytes(ID), NO_HASH, 0)
    body = seal.seal(bare, content, author.writer, author.entropy).body
    number = log._archive.add_segment(author.device, 1, file_hash(body), body)
    log._archive.post("segment", [number])
    log._archive.set_meta(n=1, tip=file_hash(body))


def test_a_vector_that_holds_only_changes_leaves_what_was_said_before(
    pair: tuple[Log, Log], someone: SubjectId, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    phone.receive()
    phone.record([about(someone)])
    monkeypatch.setattr("sync.recording.WHOLE_VECTOR", 0)
    monkeypatch.setattr("sync.recording.Recording._seen", lambda _: {})
    clock.days(3)
    phone.record([about(someone)])
    laptop.receive()
    assert laptop.tend().resent == 0
    laptop.record([about(someone)])
    clock.days(3)
    phone.record([about(someone)])
    laptop.receive()
    assert laptop.tend().resent == 1
