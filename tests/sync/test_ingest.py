"""What came into the folder: in any order, under any name, whole or torn, ours or not."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from events.ids import SubjectId
from sync.errors import FolderUnavailable
from sync.folder import member_name
from sync.format.common import file_hash
from sync.format.membership import ADD
from sync.keys import DeviceKeys, device_id
from sync.log import Created, Log
from sync.pack import packed
from sync.statements import add_body, signed_record
from tests.sync.drafts import about, person

DAY_MS = 86_400_000


@pytest.fixture
def someone() -> SubjectId:
    return person()


@pytest.fixture
def pair(vault: Created, join: Callable[..., Log]) -> tuple[Log, Log]:
    """Two devices that know each other and have nothing to say yet."""
    phone = join(vault)
    vault.log.receive()
    return vault.log, phone


def ids(log: Log) -> set[str]:
    return {event.id for event in log.everything()}


def written(log: Log, directory: str = "log") -> list[Path]:
    """What a device has in the folder, in order of n."""
    from events.ids import short_name, unbase32

    return sorted((log.folder.path / directory / short_name(unbase32(log.device))).glob("*"))


@pytest.fixture
def apart(tmp_path: Path) -> Callable[[Path], Path]:
    """Takes files out of the folder, as if they had not arrived."""

    def take(path: Path) -> Path:
        place = tmp_path / "elsewhere" / path.name
        place.parent.mkdir(exist_ok=True)
        return Path(shutil.move(path, place))

    return take


def test_what_arrives_in_any_order_comes_in_at_once(
    pair: tuple[Log, Log], someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone = pair
    events = [laptop.record([about(someone)])[0].id for _ in range(6)]
    files = written(laptop)
    away = [(path, apart(path)) for path in files]
    random.Random(7).shuffle(away)
    seen: set[str] = set()
    for place, path in away:
        shutil.move(path, place)
        assert phone.receive().events == 1
        assert seen < ids(phone)
        seen = ids(phone)
    assert seen == set(events)
    assert phone.digest() == laptop.digest()


def test_a_gap_is_counted_and_closes(
    pair: tuple[Log, Log], someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone = pair
    for _ in range(3):
        laptop.record([about(someone)])
    middle = written(laptop)[1]
    away = apart(middle)
    phone.receive()
    assert [(one.name, one.missing) for one in phone.devices()] == [("phone", 0), ("Annas Laptop", 1)]
    report = phone.verify()
    assert report.bad == []
    assert [each for each in report.waiting if "have not arrived" in each]
    shutil.move(away, middle)
    phone.receive()
    assert [one.missing for one in phone.devices()] == [0, 0]
    assert phone.verify()[2:5] == ([], [], [])


def test_a_missing_tip_is_known_from_whoever_saw_it(
    pair: tuple[Log, Log], someone: SubjectId, join: Callable[..., Log], vault: Created,
    apart: Callable[[Path], Path],
) -> None:  # fmt: skip
    laptop, phone = pair
    tablet = join(vault, name="tablet")
    phone.receive()
    laptop.receive()
    laptop.record([about(someone)])
    phone.receive()
    apart(written(laptop)[-1])
    phone.record([about(someone)])
    tablet.receive()
    assert {one.name: one.missing for one in tablet.devices()} == {
        "tablet": 0, "phone": 0, "Annas Laptop": 1,
    }  # fmt: skip


def test_a_key_that_arrives_after_its_events_opens_them_then(
    pair: tuple[Log, Log], someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone = pair
    (event,) = laptop.record([about(someone)])
    (table,) = written(laptop, "people")
    away = apart(table)
    phone.receive()
    assert ids(phone) == set()
    position = phone.position()
    shutil.move(away, table)
    phone.receive()
    assert ids(phone) == {event.id}
    assert phone.dirty_since(position) == {someone}


@pytest.mark.parametrize("size", [0, 7, 60, 143, 144, 500])
def test_a_torn_file_waits_and_comes_in_when_it_is_whole(
    pair: tuple[Log, Log], someone: SubjectId, size: int
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    path = written(laptop)[-1]
    whole = path.read_bytes()
    path.write_bytes(whole[:size])
    received = phone.receive()
    assert (received.events, [verdict for _, verdict in received.bad]) == (0, ["waiting"])
    path.write_bytes(whole)
    assert phone.receive().events == 1
    assert phone.count().waiting == 0


def test_whatever_byte_is_changed_nothing_comes_in(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    path = written(laptop)[-1]
    whole = path.read_bytes()
    for place in [*range(0, 160, 7), *range(160, len(whole), 101), len(whole) - 1]:
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        received = phone.receive()
        assert (received.events, len(received.bad)) == (0, 1), place
    path.write_bytes(whole)
    assert phone.receive().events == 1


@pytest.mark.parametrize(
    "name",
    [
        "s-0000000001-x.sync-conflict-20261110-101010-ABCDEFG.nls",
        "s-0000000001-x (Anna's conflicted copy 2026-11-10).nls",
        "s-0000000001-x (conflicted copy 2026-11-10 101010).nls",
        "s-0000000001-x-Annas MacBook.nls",
        "s-0000000001-x(1).nls",
        "S-0000000001-X.NLS",
        "s-0000000001-x.nls..path1",
    ],
)
def test_a_copy_under_any_name_is_read_by_its_content(
    pair: tuple[Log, Log], someone: SubjectId, name: str
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    path = written(laptop)[-1]
    path.rename(path.with_name(name))
    received = phone.receive()
    assert (received.events, received.bad) == (1, ())
    assert phone.receive().files == 0


def test_a_copy_beside_the_original_is_one_file(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    path = written(laptop)[-1]
    shutil.copy(path, path.with_name("s-copy.nls"))
    assert phone.receive().events == 1
    assert phone.receive() == phone.receive()


def test_a_pack_brings_what_is_in_it(
    pair: tuple[Log, Log], someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone = pair
    events = [laptop.record([about(someone)])[0].id for _ in range(5)]
    files = [apart(path) for path in written(laptop)]
    from events.ids import unbase32

    segments = [(n, path.read_bytes()) for n, path in enumerate(files, 1)]
    for name, body in packed(laptop.vault, unbase32(laptop.device), segments):
        laptop.folder.publish(name, body)
    received = phone.receive()
    assert (received.events, received.bad) == (5, ())
    assert ids(phone) == set(events)
    assert phone.receive().files == 0


def test_a_stranger_who_can_write_to_the_folder_is_heard_by_nobody(
    pair: tuple[Log, Log], make_vault: Callable[..., Created], someone: SubjectId
) -> None:
    laptop, phone = pair
    stranger = make_vault("stranger").log
    stranger.record([about(someone)])
    for kind in ("log", "people", "members"):
        for path in (stranger.folder.path / kind).rglob("*.nl*"):
            place = laptop.folder.path / path.relative_to(stranger.folder.path)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    heads = phone.membership.heads
    received = phone.receive()
    assert received.events == 0
    assert {verdict for _, verdict in received.bad} == {"altered"}
    assert phone.membership.heads == heads


def test_nobody_adds_himself(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    attacker = DeviceKeys.generate(os.urandom).pairs
    identity = attacker.identity()
    body = add_body(phone.vault, identity, "phone", os.urandom(32), os.urandom)
    record = signed_record(
        ADD, phone.vault, device_id(identity), phone.membership.heads, body, attacker.signing_seed
    )
    laptop.folder.publish(member_name(file_hash(record)), record)
    assert [verdict for _, verdict in phone.receive().bad] == ["altered"]
    assert len(phone.membership.members) == 2
    assert not any("archive" in each.path for each in phone.verify().bad)


def test_a_segment_of_a_member_whose_record_is_not_there_yet_waits(
    vault: Created, join: Callable[..., Log], someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    before = set((vault.log.folder.path / "members").iterdir())
    phone = join(vault)
    (event,) = phone.record([about(someone)])
    records = set((vault.log.folder.path / "members").iterdir()) - before
    away = [(path, apart(path)) for path in records]
    assert {verdict for _, verdict in vault.log.receive().bad} == {"waiting"}
    for place, path in away:
        shutil.move(path, place)
    vault.log.receive()
    assert ids(vault.log) == {event.id}


def test_a_fifo_a_link_and_a_directory_are_left_alone(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    directory = written(laptop)[0].parent
    os.mkfifo(directory / "s-1.nls")
    (directory / "s-2.nls").symlink_to("/etc/passwd")
    (directory / "s-3.nls").mkdir()
    received = phone.receive()
    assert received.events == 1
    assert len(received.bad) == 3
    assert sorted(path.name for path in directory.iterdir() if path.name[2] in "123") == [
        "s-1.nls", "s-2.nls", "s-3.nls",
    ]  # fmt: skip


def test_after_a_day_what_still_waits_is_quarantined(
    pair: tuple[Log, Log], someone: SubjectId, vault: Created
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    written(laptop)[-1].write_bytes(b"")
    now = phone._clock_ms()
    phone.receive()
    assert phone.count()[2:4] == (1, 0)
    phone._clock_ms = lambda: now + 2 * DAY_MS
    assert phone.count()[2:4] == (0, 1)


def test_the_clock_follows_what_was_read(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    laptop._clock_ms = lambda: 4_000_000_000_000
    (ahead,) = laptop.record([about(someone)])
    phone.receive()
    (after,) = phone.record([about(someone)])
    assert after.stamp > ahead.stamp


def test_a_missing_folder_is_said_and_takes_nothing_away(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    (event,) = laptop.record([about(someone)])
    phone.receive()
    laptop.folder.path.rename(laptop.folder.path.with_name("gone"))
    with pytest.raises(FolderUnavailable):
        phone.receive()
    assert ids(phone) == {event.id}


def test_a_glance_notices_what_came_and_tires_of_looking(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    now = phone._clock_ms() + 10_000
    phone._clock_ms = lambda: now
    phone.receive()
    assert not phone.may_have_received()
    laptop.record([about(someone)])
    assert phone.may_have_received()


def test_without_time_nothing_is_lost_but_time(pair: tuple[Log, Log], someone: SubjectId) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    received = phone.receive(seconds=0)
    assert (received.events, received.complete) == (0, False)
    assert phone.may_have_received()
    assert phone.receive().events == 1
