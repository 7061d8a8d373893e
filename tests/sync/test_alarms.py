"""What is noticed, who is named, since when, and what is no alarm."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.ids import SubjectId, device_id, short_name, unbase32
from sync import seal
from sync.alarms import Alarm
from sync.folder import member_name, segment_name
from sync.format.common import HASH, ID, NO_HASH, SEGMENT_MAGIC, file_hash
from sync.format.device import LOWEST_COST
from sync.format.membership import ADD
from sync.format.sealed import Header
from sync.format.segment import WHOLE_VECTOR, SeenRun, SeenVector, SegmentContent
from sync.gaps import WITHHELD_MS
from sync.keys import DeviceKeys
from sync.log import Created, Log
from sync.marks import PACKED_MS
from sync.statements import add_body, signed_record
from tests.sync.drafts import about, person

DAY_MS = 86_400_000


class Three(NamedTuple):
    """Three devices that know each other."""

    laptop: Log
    phone: Log
    tablet: Log

    @property
    def folder(self) -> Path:
        return self.laptop.folder.path

    def files(self, log: Log, directory: str = "log") -> list[Path]:
        """What a device has in the folder, in order of n."""
        return sorted((self.folder / directory / short_name(unbase32(log.device))).glob("*"))


@pytest.fixture
def three(vault: Created, join: Callable[..., Log]) -> Three:
    phone, tablet = join(vault), join(vault, name="tablet")
    for log in (vault.log, phone, tablet):
        log.receive()
    return Three(vault.log, phone, tablet)


@pytest.fixture
def someone() -> SubjectId:
    return person()


@pytest.fixture
def apart(tmp_path: Path) -> Callable[[Path], Path]:
    """Takes files out of the folder, as if they had not arrived."""

    def take(path: Path) -> Path:
        place = tmp_path / "elsewhere" / path.name
        place.parent.mkdir(exist_ok=True)
        return Path(shutil.move(path, place))

    return take


def later(log: Log, ms: int) -> None:
    now = log._clock_ms() + ms
    log._clock_ms = lambda: now


def kinds(log: Log) -> list[tuple[str, bool]]:
    return [(each.kind, each.notice) for each in log.alarms()]


def only(log: Log) -> Alarm:
    (found,) = log.alarms()
    return found


def written_by(log: Log, n: int, previous: bytes, seen: SeenVector, *, marks: int = WHOLE_VECTOR) -> bytes:
    """A segment that is authentically a device's, whatever it says; put into the folder. Returns its hash."""
    pairs, epoch = log._keys.pairs, log.membership.epoch or b""
    writer = seal.Writer(pairs.signing_seed, log._keys.nonce_key, epoch, log.membership.epoch_key)
    device = unbase32(log.device)
    header = Header(SEGMENT_MAGIC, log.vault, device, n, previous, bytes(ID), bytes(HASH), 0)
    content = SegmentContent(log._clock_ms(), marks, seen, ()).encode()
    body = seal.seal(header, content, writer, os.urandom).body
    log.folder.publish(segment_name(device, n, file_hash(body)), body)
    return file_hash(body)


def chain(log: Log, *said: SeenVector, marks: int = WHOLE_VECTOR) -> list[bytes]:
    """Segments of a device from its first on, each saying what it has seen. Returns their hashes."""
    hashes: list[bytes] = []
    for n, seen in enumerate(said, 1):
        hashes.append(written_by(log, n, hashes[-1] if hashes else NO_HASH, seen, marks=marks))
    return hashes


def test_a_gap_names_how_much_of_whom_who_has_seen_it_and_since_when(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, tablet = three
    for _ in range(4):
        phone.record([about(someone)])
    laptop.receive()
    laptop.record([about(someone)])
    for path in three.files(phone)[1:]:
        apart(path)
    now = tablet._clock_ms()
    tablet._clock_ms = lambda: now
    tablet.receive()
    later(tablet, DAY_MS)
    tablet.receive()
    (gap,) = tablet.gaps()
    assert device_id(gap.device) == phone.device
    assert (gap.many, gap.since, gap.withheld) == (3, now, False)
    assert [device_id(each) for each in gap.witnesses] == [laptop.device]
    assert tablet.alarms() == []


def test_what_arrived_meanwhile_is_not_missing_any_more_and_the_rest_keeps_its_time(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, _ = three
    for _ in range(5):
        phone.record([about(someone)])
    paths = three.files(phone)[:4]
    away = {path: apart(path) for path in paths}
    now = laptop._clock_ms()
    laptop._clock_ms = lambda: now
    laptop.receive()
    later(laptop, DAY_MS)
    shutil.move(away[paths[0]], paths[0])
    laptop.receive()
    assert [(gap.many, gap.since) for gap in laptop.gaps()] == [(3, now)]
    for path in paths[1:]:
        shutil.move(away[path], path)
    laptop.receive()
    assert laptop.gaps() == []


def test_a_delta_adds_to_what_was_said_before(three: Three) -> None:
    laptop, phone, tablet = three
    ghost, other = unbase32(phone.device), unbase32(tablet.device)
    first = written_by(laptop, 1, NO_HASH, {ghost: (SeenRun(1, 3, b"3" * 16),)})
    second = written_by(laptop, 2, first, {other: (SeenRun(1, 1, b"1" * 16),)}, marks=0)
    tablet.receive()
    phone.receive()
    assert [gap.many for gap in tablet.gaps() if gap.device == ghost] == [3]
    assert [gap.many for gap in phone.gaps() if gap.device == other] == [1]
    written_by(laptop, 3, second, {ghost: (SeenRun(1, 5, b"5" * 16),)}, marks=0)
    tablet.receive()
    assert [gap.many for gap in tablet.gaps() if gap.device == ghost] == [5]
    assert tablet.alarms() == []


def test_what_is_missing_for_days_while_newer_things_come_is_withheld(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, tablet = three
    phone.record([about(someone)])
    laptop.receive()
    laptop.record([about(someone)])
    apart(three.files(phone)[0])
    tablet.receive()
    later(tablet, WITHHELD_MS + 1)
    tablet.receive()
    assert tablet.alarms() == []
    laptop.record([about(someone)])
    tablet.receive()
    found = only(tablet)
    assert (found.kind, found.notice, found.device, found.witnesses, found.many) == (
        "withheld", True, phone.device, (laptop.device,), 1,
    )  # fmt: skip


def test_two_segments_of_one_number_are_a_fork_and_an_alarm(three: Three) -> None:
    _, phone, tablet = three
    chain(phone, {}, {})
    chain(phone, {})
    tablet.receive()
    assert (only(tablet).kind, only(tablet).notice, only(tablet).device) == ("fork", False, phone.device)
    assert tablet.count().events == 0
    assert len(tablet._archive.links(unbase32(phone.device))) == 3


@pytest.mark.parametrize("order", ["long first", "short first"])
def test_both_branches_are_kept_whichever_comes_first(three: Three, order: str) -> None:
    _, phone, tablet = three
    branches: list[tuple[SeenVector, ...]] = [({}, {}), ({},)]
    for branch in branches if order == "long first" else branches[::-1]:
        assert tablet.alarms() == []
        chain(phone, *branch)
        tablet.receive()
    assert kinds(tablet) == [("fork", False)]
    assert len(tablet._archive.links(unbase32(phone.device))) == 3


def test_what_a_device_says_it_holds_has_the_gaps_that_it_has(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, tablet = three
    for _ in range(4):
        laptop.record([about(someone)])
    apart(three.files(laptop)[1])
    phone.receive()
    phone.record([about(someone)])
    tablet.receive()
    said = tablet._archive.ask("SELECT first, last FROM claims WHERE witness=?", unbase32(phone.device))
    assert sorted(said) == [(1, 1), (3, 4)]


@pytest.mark.parametrize("first", ["claim", "segment"])
def test_a_fork_is_known_from_what_a_witness_saw_whichever_comes_first(three: Three, first: str) -> None:
    laptop, phone, tablet = three

    def claim() -> None:
        chain(laptop, {unbase32(phone.device): (SeenRun(1, 1, b"x" * 16),)})

    def segment() -> None:
        chain(phone, {})

    for step in (claim, segment) if first == "claim" else (segment, claim):
        assert tablet.alarms() == []
        step()
        tablet.receive()
    found = only(tablet)
    assert (found.kind, found.device, found.witnesses) == ("fork", phone.device, (laptop.device,))


def test_a_fork_is_known_from_two_witnesses_who_saw_different_things(three: Three) -> None:
    laptop, phone, tablet = three
    mine = unbase32(tablet.device)
    chain(laptop, {mine: (SeenRun(1, 4, b"x" * 16),)}, {mine: (SeenRun(1, 6, b"z" * 16),)})
    phone.receive()
    assert phone.alarms() == []
    ghost: SeenVector = {mine: (SeenRun(1, 4, b"y" * 16),)}
    chain(tablet, {})
    phone.receive()
    assert phone.alarms() == []
    written_by(laptop, 3, b"?" * 32, ghost)
    phone.receive()
    assert ("fork", False) in kinds(phone)


def test_a_device_that_signed_for_another_has_explained_its_fork(three: Three, vault: Created) -> None:
    _, phone, tablet = three
    new = DeviceKeys.generate(os.urandom).pairs.identity()
    body = add_body(phone.vault, new, "phone 2", os.urandom(32), os.urandom)
    record = signed_record(
        ADD, phone.vault, unbase32(phone.device), phone.membership.heads, body,
        phone._keys.pairs.signing_seed,
    )  # fmt: skip
    phone.folder.publish(member_name(file_hash(record)), record)
    chain(phone, {}, {})
    chain(phone, {})
    tablet.receive()
    assert kinds(tablet) == [("fork", True)]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_device_that_says_less_than_before_went_back(three: Three, order: tuple[int, int]) -> None:
    laptop, phone, tablet = three
    device = unbase32(phone.device)
    chain(laptop, {device: (SeenRun(1, 7, b"7" * 16),)}, {device: (SeenRun(1, 3, b"3" * 16),)})
    paths = three.files(laptop)
    bodies = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    for n in order:
        assert tablet.alarms() == []
        paths[n - 1].write_bytes(bodies[n - 1])
        tablet.receive()
    found = only(tablet)
    assert (found.kind, found.notice, found.device, found.witnesses) == (
        "less", False, laptop.device, (phone.device,),
    )  # fmt: skip


def test_a_whole_vector_that_leaves_somebody_out_says_less(three: Three) -> None:
    laptop, phone, tablet = three
    chain(laptop, {unbase32(phone.device): (SeenRun(1, 7, b"7" * 16),)}, {})
    tablet.receive()
    assert kinds(tablet) == [("less", False)]


def test_an_altered_file_is_an_alarm_until_it_is_put_right(three: Three, someone: SubjectId) -> None:
    laptop, phone, _ = three
    phone.record([about(someone)])
    (path,) = three.files(phone)
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    laptop.receive()
    found = only(laptop)
    assert (found.kind, found.device, found.many) == ("altered", phone.device, 1)
    assert found.files == (str(path.relative_to(three.folder)),)
    path.write_bytes(whole)
    laptop.receive()
    assert laptop.alarms() == []


def test_an_alarm_is_new_until_it_was_told_and_again_when_there_is_more(
    three: Three, someone: SubjectId
) -> None:
    laptop, phone, _ = three
    for number in (1, 2):
        phone.record([about(someone)])
        path = three.files(phone)[-1]
        path.write_bytes(b"x" * 700)
        laptop.receive()
        assert [(each.new, each.known, each.many) for each in laptop.alarms()] == [(True, False, number)]
        laptop.mark_told(laptop.alarms(), known=True)
        assert [(each.new, each.known) for each in laptop.alarms()] == [(False, True)]


def test_a_folder_that_went_back_is_an_alarm_and_healed_when_it_is_back(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, tablet = three
    for _ in range(3):
        phone.record([about(someone)])
    laptop.receive()
    paths = three.files(phone)[1:]
    away = [(path, apart(path)) for path in paths]
    laptop.receive()
    found = only(laptop)
    assert (found.kind, found.notice, found.device, found.many) == ("went-back", False, phone.device, 2)
    tablet.receive()
    assert tablet.alarms() == []
    for place, path in away:
        shutil.move(path, place)
    laptop.receive()
    assert laptop.alarms() == []


def test_what_this_device_published_itself_is_missed_without_having_been_seen(
    three: Three, someone: SubjectId
) -> None:
    laptop, *_ = three
    laptop.record([about(someone)])
    three.files(laptop)[0].unlink()
    laptop.receive()
    assert (only(laptop).kind, only(laptop).device) == ("went-back", laptop.device)


def test_membership_records_that_are_taken_away_are_missed(
    three: Three, apart: Callable[[Path], Path]
) -> None:
    laptop, *_ = three
    newest = max((three.folder / "members").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    apart(newest)
    laptop.receive()
    assert (only(laptop).kind, only(laptop).device) == ("went-back", None)


def test_what_may_have_been_packed_meanwhile_gets_a_day_for_its_pack_to_arrive(
    three: Three, someone: SubjectId, apart: Callable[[Path], Path]
) -> None:
    laptop, phone, _ = three
    phone.record([about(someone)])
    laptop.receive()
    apart(three.files(phone)[0])
    later(laptop, PACKED_MS + 1)
    laptop.receive()
    assert laptop.alarms() == []
    later(laptop, DAY_MS)
    assert kinds(laptop) == [("went-back", False)]


@pytest.mark.parametrize(
    "name", ["{}..path1", ".{}.icloud", "{} (1)", "{}.sync-conflict-20261110-101010-ABCDEFG.nls"]
)
def test_a_file_that_a_client_renamed_is_still_there(three: Three, someone: SubjectId, name: str) -> None:
    laptop, phone, _ = three
    phone.record([about(someone)])
    laptop.receive()
    (path,) = three.files(phone)
    path.rename(path.with_name(name.format(path.name)))
    laptop.receive()
    assert laptop.alarms() == []


def test_another_folder_is_not_measured_by_the_marks_of_the_last(
    three: Three, someone: SubjectId, tmp_path: Path
) -> None:
    laptop, phone, _ = three
    shutil.copytree(three.folder, tmp_path / "copy")
    for log in (phone, laptop):
        log.record([about(someone)])
    laptop.receive()
    laptop.repoint(tmp_path / "copy")
    laptop.receive()
    assert laptop.alarms() == []


def test_the_archive_of_an_older_version_learns_it_all_again(three: Three, someone: SubjectId) -> None:
    laptop, phone, tablet = three
    chain(laptop, {unbase32(phone.device): (SeenRun(1, 7, b"7" * 16),)}, {})
    tablet.receive()
    before = tablet.alarms(), tablet.gaps(), tablet._archive.runs()
    tablet.reindex()
    assert (tablet.alarms(), tablet.gaps(), tablet._archive.runs()) == before


@pytest.fixture(scope="module")
def busy(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, Path, bytes, list[tuple[str, bytes]]]]:
    """(home of a device that has seen nothing yet, its folder, its key, files of honest devices that went to
    and fro for a while).
    """
    place = tmp_path_factory.mktemp("busy")
    made = Log.create(
        place / "laptop", place / "folder", passphrase="correct horse", device_name="laptop", cost=LOWEST_COST
    )
    logs = [made.log]
    key = b""
    for name in ("phone", "tablet", "reader"):
        joined = Log.join(
            place / name, place / "folder", made.recovery_code, passphrase="x y", device_name=name,
            cost=LOWEST_COST,
        )  # fmt: skip
        logs.append(joined.log)
        key = joined.wrapping_key
    logs.pop().close()
    chance = random.Random(5)
    someone = person()
    for _ in range(30):
        log = chance.choice(logs)
        if chance.random() < 0.6:
            log.receive()
        log.record([about(someone)])
    files = [
        (str(path.relative_to(place / "folder")), path.read_bytes())
        for path in sorted((place / "folder" / "log").rglob("*.nls"))
    ]
    shutil.rmtree(place / "folder" / "log")
    shutil.copytree(place / "reader", place / "fresh")
    shutil.copytree(place / "folder", place / "bare")
    yield place / "reader", place / "folder", key, files
    for log in logs:
        log.close()


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_part_of_honest_files_arrives_in_whatever_order_only_gaps_are_shown(
    busy: tuple[Path, Path, bytes, list[tuple[str, bytes]]], data: st.DataObject
) -> None:
    home, folder, key, files = busy
    for place, pristine in ((home, "fresh"), (folder, "bare")):
        shutil.rmtree(place)
        shutil.copytree(home.with_name(pristine), place)
    coming = data.draw(st.permutations(files))
    coming = coming[: data.draw(st.integers(1, len(files)))]
    now = 1_800_000_000_000
    with Log.open(home, wrapping_key=key, clock_ms=lambda: now) as log:
        while coming:
            many = data.draw(st.integers(1, 8))
            for name, body in coming[:many]:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)
            coming = coming[many:]
            log.receive()
            now += data.draw(st.integers(0, 12 * 3_600_000))
            assert log.alarms() == [each for each in log.alarms() if each.kind == "withheld"]
            told = {device_id(gap.device): gap.many for gap in log.gaps()}
            assert told == {one.id: one.missing for one in log.devices() if one.missing}
        if len(list((folder / "log").rglob("*.nls"))) == len(files):
            assert log.gaps() == []
