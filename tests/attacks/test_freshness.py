"""Somebody holds the folder and shows what he likes: withheld, deleted, renamed, replayed, out of date."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from events.ids import SubjectId, device_id, short_name, unbase32
from netlog.six_words import six_words
from sync.folder import segment_name
from sync.format.common import file_hash
from sync.log import Created, Log
from tests.sync.drafts import about, person


class Vault(NamedTuple):
    """Two devices that know each other, and what else may join."""

    laptop: Log
    phone: Log
    join: Callable[[str], Log]

    @property
    def folder(self) -> Path:
        return self.laptop.folder.path

    def files(self, log: Log, directory: str = "log") -> list[Path]:
        """What a device has in the folder, in order of n."""
        return sorted((self.folder / directory / short_name(unbase32(log.device))).glob("*"))

    def everybodys(self) -> list[Path]:
        return sorted((self.folder / "log").rglob("*.nls"))


@pytest.fixture
def two(vault: Created, join: Callable[..., Log]) -> Vault:
    phone = join(vault)
    vault.log.receive()
    return Vault(vault.log, phone, lambda name: join(vault, name=name))


@pytest.fixture
def someone() -> SubjectId:
    return person()


def talk(two: Vault, someone: SubjectId, turns: int) -> None:
    """Each in turn takes in what the other wrote, and writes."""
    for number in range(turns):
        log = (two.laptop, two.phone)[number % 2]
        log.receive()
        log.record([about(someone)])
    two.laptop.receive()
    two.phone.receive()


def ids(log: Log) -> set[str]:
    return {event.id for event in log.everything()}


def kinds(log: Log) -> list[str]:
    return [each.kind for each in log.alarms() if not each.notice]


def missing(log: Log) -> dict[str, int]:
    return {device_id(gap.device): gap.many for gap in log.gaps()}


def test_f04_a_deleted_file_costs_nobody_who_had_it_anything_and_a_newcomer_is_told(
    two: Vault, someone: SubjectId
) -> None:
    talk(two, someone, 6)
    before, newest = ids(two.laptop), two.files(two.phone)[-1]
    for number, path in enumerate(two.everybodys()):
        body = path.read_bytes()
        path.unlink()
        for log in (two.laptop, two.phone):
            log.receive()
            assert ids(log) == before
            assert str(path.relative_to(two.folder)) in log.verify().missing
        fresh = two.join(f"fresh {number}")
        fresh.receive()
        writer = two.laptop if two.laptop.device.startswith(path.parent.name) else two.phone
        told = {} if path == newest else {writer.device: 1}  # nobody has said yet that he saw the newest
        assert missing(fresh) == told
        path.write_bytes(body)
        fresh.receive()
        assert (ids(fresh), missing(fresh)) == (before, {})


def test_f05_a_device_whose_files_are_all_gone_is_still_a_device_with_so_many_files(
    two: Vault, someone: SubjectId
) -> None:
    talk(two, someone, 7)
    shutil.rmtree(two.files(two.phone)[0].parent)
    fresh = two.join("fresh")
    fresh.receive()
    (gap,) = fresh.gaps()
    assert (device_id(gap.device), gap.many) == (two.phone.device, 3)
    assert [device_id(each) for each in gap.witnesses] == [two.laptop.device]
    assert {one.name: one.missing for one in fresh.devices()}["phone"] == 3


@pytest.mark.parametrize("between", ["the files of one device", "the files of two devices"])
def test_f07_f08_exchanged_names_change_nothing(two: Vault, someone: SubjectId, between: str) -> None:
    talk(two, someone, 8)
    fresh, before = two.join("fresh"), ids(two.laptop)
    mine, theirs = two.files(two.laptop), two.files(two.phone)
    pairs = (
        itertools.combinations(mine, 2) if between.endswith("one device") else zip(mine, theirs, strict=True)
    )
    for one, other in list(pairs):
        kept = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(kept)
    fresh.receive()
    assert (ids(fresh), missing(fresh), kinds(fresh)) == (before, {}, [])


def test_f09_an_old_file_under_the_next_name_is_the_old_file(two: Vault, someone: SubjectId) -> None:
    talk(two, someone, 6)
    before, digest = two.laptop.count().events, two.laptop.digest()
    for log in (two.laptop, two.phone):
        for path in two.files(log):
            body = path.read_bytes()
            for n in range(1, 6):
                copy = two.folder / segment_name(unbase32(log.device), n, file_hash(b"%d" % n + body))
                copy.write_bytes(body)
    for log in (two.laptop, two.phone):
        received = log.receive()
        assert (received.events, received.files, received.bad) == (0, 0, ())
        assert (log.count().events, log.digest(), kinds(log)) == (before, digest, [])


def test_f11_the_alarm_is_raised_exactly_when_the_folder_went_back(
    two: Vault, someone: SubjectId, tmp_path: Path
) -> None:
    snapshots = []
    for number in range(5):
        talk(two, someone, 2)
        snapshots.append(shutil.copytree(two.folder, tmp_path / f"snapshot {number}"))
    latest = snapshots[-1]
    for snapshot in [*snapshots, latest]:
        shutil.rmtree(two.folder)
        shutil.copytree(snapshot, two.folder)
        before = ids(two.laptop)
        two.laptop.receive()
        assert ids(two.laptop) == before
        assert kinds(two.laptop) == ([] if snapshot == latest else ["went-back", "went-back"])


def test_f12_what_is_withheld_is_missed_with_the_first_thing_that_saw_it(
    two: Vault, someone: SubjectId, tmp_path: Path
) -> None:
    tablet = two.join("tablet")
    talk(two, someone, 2)
    tablet.receive()
    heard = {one.name: one.heard for one in tablet.devices()}
    assert heard["phone"] is not None
    two.phone.record([about(someone)])
    withheld = two.files(two.phone)[-1]
    two.laptop.receive()
    shutil.move(withheld, tmp_path / "withheld")
    tablet.receive()
    assert (missing(tablet), kinds(tablet)) == ({}, [])
    assert {one.name: one.heard for one in tablet.devices()} == heard
    two.laptop.record([about(someone)])
    tablet.receive()
    assert missing(tablet) == {two.phone.device: 1}


def test_f13_two_worlds_are_noticed_with_the_first_file_that_crosses(
    two: Vault, someone: SubjectId, tmp_path: Path
) -> None:
    """The phone is shown to the laptop in one state and to the tablet in another: its disk was copied."""
    tablet = two.join("tablet")
    for log in (two.laptop, two.phone):
        log.receive()
    two.phone.record([about(someone)])
    first = shutil.move(two.files(two.phone)[-1], tmp_path / "first")
    with two.phone._archive.writing():
        two.phone._archive.set_meta(n=0, tip=bytes(32))
        two.phone._archive.db.execute("DELETE FROM segments WHERE device=?", (unbase32(two.phone.device),))
    two.phone.record([about(someone)])
    second = two.files(two.phone)[-1]
    two.laptop.receive()
    shutil.move(second, tmp_path / "second")
    shutil.move(first, second)
    tablet.receive()
    second.unlink()
    assert (kinds(two.laptop), kinds(tablet)) == ([], [])
    assert six_words(two.laptop.digest()) != six_words(tablet.digest())
    tablet.record([about(someone)])
    two.laptop.receive()
    found = next(each for each in two.laptop.alarms() if each.kind == "fork")
    assert (found.device, found.witnesses) == (two.phone.device, (tablet.device,))


def test_f14_a_newcomer_to_an_older_folder_shows_other_words(
    two: Vault, someone: SubjectId, tmp_path: Path
) -> None:
    talk(two, someone, 2)
    old = shutil.copytree(two.folder, tmp_path / "old")
    talk(two, someone, 2)
    shutil.rmtree(two.folder)
    shutil.copytree(old, two.folder)
    fresh = two.join("fresh")
    fresh.receive()
    assert six_words(fresh.digest()) != six_words(two.laptop.digest())


def test_f15_a_file_that_comes_in_steps_is_waited_for_without_a_word(two: Vault, someone: SubjectId) -> None:
    two.phone.record([about(someone)])
    (path,) = two.files(two.phone)
    whole = path.read_bytes()
    for body, events in ((b"", 0), (bytes(len(whole)), 0), (whole[:500], 0), (whole, 1)):
        path.write_bytes(body)
        received = two.laptop.receive()
        assert received.events == events
        assert [verdict for _, verdict in received.bad] == ([] if events else ["waiting"])
        assert two.laptop.alarms() == []


@pytest.mark.slow
def test_f16_garbage_is_one_alarm_however_much_it_is(two: Vault, someone: SubjectId) -> None:
    two.phone.record([about(someone)])
    shard = two.files(two.phone)[0].parent
    for number in range(20_000):
        (shard / f"s-{number:010x}-0000000000000000.nls").write_bytes(b"garbage")
    assert two.laptop.receive().events == 1
    (found,) = two.laptop.alarms()
    assert (found.kind, found.device, found.many, len(found.files)) == (
        "altered",
        two.phone.device,
        20_000,
        20,
    )
    assert two.laptop.receive().complete


def test_f44_membership_records_that_were_seen_are_missed(two: Vault, tmp_path: Path) -> None:
    heads = two.laptop.membership.heads
    for path in (two.folder / "members").iterdir():
        body = path.read_bytes()
        path.unlink()
        two.laptop.receive()
        assert kinds(two.laptop) == ["went-back"]
        assert two.laptop.membership.heads == heads
        path.write_bytes(body)
        two.laptop.receive()
        assert kinds(two.laptop) == []


def test_f10_copies_beside_the_originals_are_nothing_new(two: Vault, someone: SubjectId) -> None:
    """Every grammar of names is in tests/sync/test_copies.py."""
    talk(two, someone, 4)
    before = two.laptop.count(), two.laptop.digest()
    for path in two.everybodys():
        for copy in (f"{path.stem} (1).nls", f"{path.name}~", path.name.upper(), f"{path.name}..path1"):
            shutil.copy(path, path.with_name(copy))
    received = two.laptop.receive()
    assert (received.events, received.bad) == (0, ())
    assert (two.laptop.count(), two.laptop.digest(), two.laptop.alarms()) == (*before, [])
