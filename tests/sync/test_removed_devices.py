"""A device is removed: what becomes of it, of what it wrote and of what the others write, on real devices."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.ids import DeviceId
from sync.errors import DeviceRemoved, DeviceSuspended, ReplacedRecoveryCode, WrongRecoveryCode
from sync.format.common import SEGMENT_MAGIC
from sync.format.sealed import parse_sealed
from sync.keys import RecoveryCode
from sync.log import Log
from tests.sync.apart import Apart
from tests.sync.drafts import about, person

NAMES = ("phone", "laptop", "tablet")


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    """A phone, a laptop and a tablet that know of each other."""
    with Apart(tmp_path) as devices:
        for name in NAMES[1:]:
            devices.join(name)
        devices.meet()
        yield devices


def texts(log: Log) -> set[str]:
    return {event.id for event in log.everything()}


def review(log: Log) -> dict[str, int]:
    return {one.name: one.review for one in log.devices() if one.review}


def others(log: Log, name: str) -> DeviceId:
    return next(one.id for one in log.devices() if one.name == name)


def test_a_joined_device_leaves_nothing_to_be_said_by_the_others(apart: Apart) -> None:
    """Three devices that joined one after the other make no statements but those of joining."""
    assert len(list(apart.folder("phone").glob("members/*"))) == 2 + 2 + 2


def test_what_was_recorded_before_the_removal_stays_and_the_device_is_told(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    before = laptop.record([about(person())])
    apart.meet()
    phone.remove(laptop.device)
    apart.meet()
    for log in (phone, laptop, tablet):
        assert texts(log) == {before[0].id}
        assert [one.standing for one in log.devices() if one.name == "laptop"] == ["removed"]
    with pytest.raises(DeviceRemoved):
        laptop.record([about(person())])


def test_a_removed_device_opens_again_and_reads(apart: Apart) -> None:
    apart.logs["phone"].remove(apart.logs["laptop"].device)
    apart.meet()
    with Log.open(apart.place / "laptop", wrapping_key=apart.keys["laptop"]) as again:
        assert again.device_name == "laptop"
        assert not again.membership.may_act(apart.logs["laptop"]._archive.meta("device") or b"")


def test_it_cannot_read_what_is_recorded_later(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    phone.remove(laptop.device)
    apart.meet()
    later = {phone.record([about(person())])[0].id, tablet.record([about(person())])[0].id}
    apart.meet()
    assert texts(phone) == texts(tablet) == later
    assert texts(laptop) == set()
    written = [
        parse_sealed(path.read_bytes(), SEGMENT_MAGIC) for path in apart.folder("laptop").glob("log/*/*")
    ]
    assert all(sealed.header.epoch not in laptop.membership.epochs for sealed in written)


def test_what_it_records_without_knowing_of_the_removal_goes_to_review_everywhere(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    someone = person()
    kept = laptop.record([about(someone)])[0].id
    apart.meet()
    phone.remove(laptop.device)
    laptop.record([about(someone), about(someone)])
    apart.meet()
    assert review(phone) == review(tablet) == review(laptop) == {"laptop": 2}
    for log in (phone, tablet, laptop):
        assert texts(log) == {kept}
        assert {event.id for event in log.envelopes([someone])} == {kept}
        assert log.count().events == 1


def test_what_arrived_before_the_removal_leaves_and_its_subjects_are_dirty(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    someone = person()
    phone.remove(laptop.device)
    laptop.record([about(someone)])
    apart.meet("laptop", "tablet")
    assert len(texts(tablet)) == 1
    position = tablet.position()
    apart.meet()
    assert texts(tablet) == set()
    assert tablet.dirty_since(position) >= {someone}


def test_somebody_takes_over_what_is_in_review(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    someone = person()
    phone.remove(laptop.device)
    late = laptop.record([about(someone)])[0]
    apart.meet()
    [found] = phone.in_review(laptop.device)
    assert found.id == late.id
    assert phone.relay(list(phone.in_review(laptop.device))) == 1
    apart.meet()
    assert texts(phone) == texts(tablet) == {late.id}
    assert next(iter(tablet.everything())).relayed
    assert review(phone) == review(tablet) == {}


def test_what_is_recorded_where_the_archive_is_indexed_again_stays_in_review(apart: Apart) -> None:
    phone, laptop, _ = apart.logs.values()
    phone.remove(laptop.device)
    laptop.record([about(person())])
    apart.meet()
    phone.reindex()
    assert review(phone) == {"laptop": 1}
    assert texts(phone) == set()


def test_a_branch_below_the_cut_is_refused_as_soon_as_the_true_one_is_here(apart: Apart) -> None:
    """A copy of the laptop forks below the cut: the cut pins the hash."""
    phone, laptop, tablet = apart.logs.values()
    true = [laptop.record([about(person())])[0].id for _ in range(3)]
    apart.carry("laptop", "phone")
    phone.receive()
    phone.remove(laptop.device)
    with laptop._archive.writing():
        laptop._archive.set_meta(n=1, tip=laptop._archive.held("segments", device(laptop), 1, 1)[0][1])
    false = laptop.record([about(person())])[0].id
    apart.meet()
    for log in (phone, tablet):
        assert texts(log) == set(true)
        assert review(log) == {"laptop": 1}
    assert false in {event.id for event in phone.in_review(laptop.device)}


def device(log: Log) -> bytes:
    return log._archive.meta("device") or b""


def test_verify_finds_nothing_wrong_where_a_removed_device_wrote_on(apart: Apart) -> None:
    phone, laptop, _ = apart.logs.values()
    laptop.record([about(person())])
    apart.meet()
    phone.remove(laptop.device)
    laptop.record([about(person())])
    apart.meet()
    phone.record([about(person())])
    report = phone.verify()
    assert (report.bad, report.missing, report.waiting) == ([], [], [])


def test_an_unmounted_folder_does_not_stop_a_removal(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    apart.folder("phone").rename(apart.place / "away")
    phone.remove(laptop.device)
    assert phone.count().outbox == 2
    (apart.place / "away").rename(apart.folder("phone"))
    phone.publish()
    assert phone.count().outbox == 0
    apart.meet()
    assert [one.name for one in tablet.devices() if one.standing == "removed"] == ["laptop"]


def test_removals_on_two_offline_devices_give_the_same_verdict_and_one_epoch(apart: Apart) -> None:
    watch = apart.join("watch")
    apart.meet()
    phone, laptop, tablet, _ = apart.logs.values()
    phone.remove(laptop.device)
    tablet.remove(watch.device)
    apart.meet()
    assert [one.standing for one in phone.devices()] == ["member", "member", "removed", "removed"]
    assert apart.seen("phone").epoch == apart.seen("tablet").epoch
    assert not apart.seen("phone").exposed
    later = phone.record([about(person())])
    apart.meet()
    assert texts(tablet) == {later[0].id}
    assert texts(laptop) == texts(watch) == set()


def test_a_device_that_joined_while_another_was_removed_reads_what_comes_after(apart: Apart) -> None:
    phone, laptop, _ = apart.logs.values()
    watch = apart.join("watch", through="tablet")
    phone.remove(laptop.device)
    later = phone.record([about(person())])
    apart.meet()
    assert texts(watch) == {later[0].id}
    assert apart.seen("watch").owed == {}


def test_it_records_before_anybody_sealed_the_new_key_for_it(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    watch = apart.join("watch", through="tablet")
    phone.remove(laptop.device)
    apart.carry("phone", "watch")
    watch.receive()
    assert apart.seen("watch").epoch not in apart.seen("watch").epochs
    said = watch.record([about(person())])
    apart.meet()
    assert texts(phone) == texts(tablet) == {said[0].id}
    assert apart.seen("phone").epoch == apart.seen("watch").epoch
    assert not apart.seen("phone").exposed


# --- disputes ----------------------------------------------------------------------------------------------


def dispute(apart: Apart) -> None:
    phone, laptop, _ = apart.logs.values()
    phone.remove(laptop.device)
    laptop.remove(phone.device)
    apart.meet()


def test_devices_that_remove_each_other_write_no_more_until_the_code_decides(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    kept = {log.record([about(person())])[0].id for log in (phone, laptop)}
    apart.meet()
    dispute(apart)
    for log in (phone, laptop):
        with pytest.raises(DeviceSuspended):
            log.record([about(person())])
    assert texts(tablet) == kept
    tablet.record([about(person())])
    phone.remove(laptop.device, apart.code)
    apart.meet()
    phone.record([about(person())])
    apart.meet()
    with pytest.raises(DeviceRemoved):
        laptop.record([about(person())])
    assert len(texts(phone)) == len(texts(tablet)) == 4


def test_what_a_suspended_device_recorded_before_it_knew_comes_back_when_it_stays(apart: Apart) -> None:
    phone, laptop, tablet = apart.logs.values()
    phone.remove(laptop.device)
    late = laptop.record([about(person())])[0].id
    laptop.remove(phone.device)
    apart.meet()
    assert texts(tablet) == set()
    tablet.remove(phone.device, apart.code)
    apart.meet()
    assert texts(tablet) == texts(laptop) == {late}
    assert review(tablet) == {}


def test_the_epochs_of_a_dispute_are_not_used(apart: Apart) -> None:
    before = apart.seen("tablet").epoch
    dispute(apart)
    assert {apart.seen(name).epoch for name in NAMES} == {before}


@pytest.mark.parametrize("order", list(itertools.permutations(NAMES)))
def test_every_order_of_arrival_gives_the_same_verdict(apart: Apart, order: tuple[str, ...]) -> None:
    phone, laptop, tablet = apart.logs.values()
    phone.remove(laptop.device)
    laptop.remove(tablet.device)
    tablet.record([about(person())])
    for one, other in itertools.pairwise((*order, *order)):
        apart.carry(one, other)
        apart.logs[other].receive()
    apart.meet()
    verdicts = {
        (tuple(seen.members), seen.suspended, seen.epoch, seen.heads)
        for seen in (apart.seen(name) for name in NAMES)
    }
    assert len(verdicts) == 1
    assert set(apart.seen("phone").members) == {device(phone), device(tablet)}


# --- the recovery code -------------------------------------------------------------------------------------


def new_code() -> RecoveryCode:
    import os

    return RecoveryCode.generate(os.urandom)


def test_a_new_code_opens_everything_and_the_old_one_nothing_new(apart: Apart) -> None:
    phone, _, tablet = apart.logs.values()
    old = phone.record([about(person())])[0].id
    new = new_code()
    phone.replace_recovery(new, apart.code)
    apart.meet()
    later = tablet.record([about(person())])[0].id
    apart.meet()
    assert phone.test_recovery(new)
    with pytest.raises(ReplacedRecoveryCode):
        tablet.test_recovery(apart.code)
    with pytest.raises(ReplacedRecoveryCode):
        apart.join("thief", apart.code)
    watch = apart.join("watch", new)
    assert texts(watch) == {old, later}


def test_a_device_that_joined_with_the_old_code_meanwhile_goes_to_review(apart: Apart) -> None:
    phone, _, tablet = apart.logs.values()
    watch = apart.join("watch", through="tablet")
    watch.record([about(person())])
    phone.replace_recovery(new_code(), apart.code)
    apart.meet()
    assert texts(phone) == texts(tablet) == set()
    assert review(phone) == {"watch": 1}
    with pytest.raises(DeviceRemoved):
        watch.record([about(person())])


def test_a_code_that_a_device_adds_opens_everything_is_reported_everywhere_and_decides_nothing(
    apart: Apart,
) -> None:
    phone, laptop, tablet = apart.logs.values()
    new = new_code()
    laptop.replace_recovery(new, None)
    apart.meet()
    assert apart.seen("tablet").irregular_recoveries == apart.seen("phone").irregular_recoveries
    assert list(apart.seen("phone").irregular_recoveries.values()) == [device(laptop)]
    assert not tablet.test_recovery(new)
    with pytest.raises(WrongRecoveryCode):
        phone.remove(tablet.device, new)
    apart.join("watch", new)


def test_removing_the_device_that_added_a_code_shuts_that_code_out(apart: Apart) -> None:
    phone, laptop, _ = apart.logs.values()
    new = new_code()
    laptop.replace_recovery(new, None)
    apart.meet()
    phone.remove(laptop.device)
    apart.meet()
    assert apart.seen("tablet").irregular_recoveries == {}
    with pytest.raises(ReplacedRecoveryCode):
        apart.join("thief", new)
