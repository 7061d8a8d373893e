"""Removed devices, new recovery codes, and disputes: what stands, attacked from each side."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sync.errors import Newer
from sync.format.common import NO_HASH
from sync.membership import Cut, Membership
from tests.sync.records import Party, Records, a_code, a_device

LAPTOP, TABLET, STRANGER = a_device(), a_device(), a_device()


@pytest.fixture
def records() -> Records:
    """Of a phone, a laptop and a tablet."""
    made = Records()
    made.add(made.code, LAPTOP)
    made.add(made.code, TABLET)
    made.seal(made.code, made.key, [LAPTOP, TABLET])
    return made


def members(seen: Membership) -> set[bytes]:
    return set(seen.members)


def test_a_removed_device_is_no_member_and_its_cut_is_known(records: Records) -> None:
    cut = (3, b"h" * 32)
    records.remove(records.phone, LAPTOP, cut=cut)
    seen = records.seen()
    assert members(seen) == {records.phone.id, TABLET.id}
    assert set(seen.former) == {LAPTOP.id}
    assert seen.cuts == {LAPTOP.id: (Cut(*cut),)}
    assert seen.former[LAPTOP.id].label == "name"


def test_what_a_removed_device_says_afterwards_is_refused(records: Records) -> None:
    records.remove(records.phone, LAPTOP)
    late = records.add(LAPTOP, STRANGER)
    assert records.seen().unentitled == (late,)


def test_what_it_says_without_knowing_of_the_removal_is_void_and_adds_nobody(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP)
    by_laptop = records.add(LAPTOP, STRANGER, after=before)
    records.epoch(STRANGER, [STRANGER, LAPTOP], after=[by_laptop])
    seen = records.seen()
    assert seen.refused == ()
    assert set(seen.former) == {LAPTOP.id, STRANGER.id}
    assert seen.cuts[STRANGER.id] == ()
    assert seen.epoch == records.seen(among=records.bodies[:2]).epoch


def test_what_it_said_before_stands(records: Records) -> None:
    records.add(LAPTOP, STRANGER)
    records.remove(records.phone, LAPTOP)
    assert members(records.seen()) == {records.phone.id, TABLET.id, STRANGER.id}


def test_a_device_that_two_added_stays_when_one_of_them_goes(records: Records) -> None:
    before = records.seen().heads
    records.add(LAPTOP, STRANGER, after=before)
    records.add(TABLET, STRANGER, after=before)
    records.remove(records.phone, LAPTOP, after=before)
    assert STRANGER.id in records.seen().members


def test_a_key_of_a_void_epoch_still_opens_what_was_sealed_under_it_but_seals_nothing(
    records: Records,
) -> None:
    before = records.seen()
    records.remove(records.phone, LAPTOP, after=before.heads)
    records.epoch(LAPTOP, [records.phone, LAPTOP], after=before.heads)
    seen = records.seen()
    assert len(seen.epochs) == 2
    assert seen.epoch == before.epoch


def test_nobody_can_remove_a_device_that_nobody_knows(records: Records) -> None:
    gone = records.remove(records.phone, STRANGER)
    assert records.seen().refused == (gone,)


def test_a_device_can_remove_itself(records: Records) -> None:
    records.remove(LAPTOP, LAPTOP)
    assert members(records.seen()) == {records.phone.id, TABLET.id}


def test_a_removed_device_never_comes_back_under_its_id(records: Records) -> None:
    records.remove(records.phone, LAPTOP)
    records.add(records.code, LAPTOP)
    assert LAPTOP.id not in records.seen().members


def test_a_removal_that_a_removed_device_made_too_late_is_void(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.remove(LAPTOP, TABLET, after=before)
    assert members(records.seen()) == {records.phone.id, TABLET.id}


def test_devices_that_remove_each_other_are_both_suspended(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before, cut=(2, b"l" * 32))
    records.remove(LAPTOP, records.phone, after=before, cut=(5, b"p" * 32))
    seen = records.seen()
    assert seen.suspended == {records.phone.id, LAPTOP.id}
    assert members(seen) == {records.phone.id, LAPTOP.id, TABLET.id}
    assert seen.cuts == {LAPTOP.id: (Cut(2, b"l" * 32),), records.phone.id: (Cut(5, b"p" * 32),)}
    assert not seen.may_act(LAPTOP.id)
    assert seen.may_act(TABLET.id)


def test_no_epoch_of_a_suspended_device_is_adopted(records: Records) -> None:
    before = records.seen()
    records.remove(records.phone, LAPTOP, after=before.heads)
    records.remove(LAPTOP, records.phone, after=before.heads)
    records.epoch(LAPTOP, [LAPTOP, TABLET, records.phone], after=before.heads)
    assert records.seen().epoch == before.epoch


def test_a_suspended_device_can_state_nothing(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.remove(LAPTOP, records.phone, after=before)
    late = records.remove(records.phone, TABLET)
    assert records.seen().unentitled == (late,)


@pytest.mark.parametrize("loser", ["phone", "laptop"])
def test_the_recovery_code_decides_a_dispute(records: Records, loser: str) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.remove(LAPTOP, records.phone, after=before)
    gone, stays = (records.phone, LAPTOP) if loser == "phone" else (LAPTOP, records.phone)
    records.remove(records.code, gone)
    seen = records.seen()
    assert seen.suspended == set()
    assert members(seen) == {stays.id, TABLET.id}


def test_a_third_member_that_saw_the_dispute_does_not_decide_it(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.remove(LAPTOP, records.phone, after=before)
    records.remove(TABLET, LAPTOP)
    seen = records.seen()
    assert seen.suspended == {records.phone.id}
    assert members(seen) == {records.phone.id, TABLET.id}


def test_a_ring_of_removals_suspends_all_of_it(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.remove(LAPTOP, TABLET, after=before)
    records.remove(TABLET, records.phone, after=before)
    assert records.seen().suspended == {records.phone.id, LAPTOP.id, TABLET.id}


def test_a_removal_by_the_recovery_code_counts_before_those_of_members(records: Records) -> None:
    before = records.seen().heads
    records.remove(LAPTOP, records.phone, after=before)
    records.remove(records.code, LAPTOP, after=before)
    assert members(records.seen()) == {records.phone.id, TABLET.id}


def test_an_old_removal_by_a_device_that_the_code_removes_later_stays(records: Records) -> None:
    records.remove(LAPTOP, TABLET)
    records.remove(records.code, LAPTOP)
    assert members(records.seen()) == {records.phone.id}


# --- the cut -----------------------------------------------------------------------------------------------


def test_concurrent_removals_accept_what_either_had_accepted(records: Records) -> None:
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before, cut=(2, b"a" * 32))
    records.remove(TABLET, LAPTOP, after=before, cut=(4, b"b" * 32))
    assert records.seen().cuts[LAPTOP.id] == (Cut(2, b"a" * 32), Cut(4, b"b" * 32))


def test_a_later_removal_revises_the_cut(records: Records) -> None:
    records.remove(records.phone, LAPTOP, cut=(4, b"a" * 32))
    records.remove(records.code, LAPTOP, cut=(0, NO_HASH))
    assert records.seen().cuts[LAPTOP.id] == (Cut(0, NO_HASH),)


# --- the recovery code -------------------------------------------------------------------------------------


def test_the_code_in_force_replaces_itself(records: Records) -> None:
    new = a_code()
    records.recovery(records.code, new)
    seen = records.seen()
    assert seen.recovery == new.id
    assert list(seen.recoveries) == [new.id]
    assert seen.replaced_recoveries == {records.code.id}
    assert seen.irregular_recoveries == {}


def test_the_replaced_code_authors_nothing_any_more(records: Records) -> None:
    before = records.seen().heads
    records.recovery(records.code, a_code(), after=before)
    unaware = records.add(records.code, STRANGER, after=before)
    aware = records.add(records.code, a_device())
    seen = records.seen()
    assert seen.unentitled == (aware,)
    assert STRANGER.id in seen.former
    assert unaware not in seen.refused


def test_what_the_replaced_code_said_before_stands(records: Records) -> None:
    records.recovery(records.code, a_code())
    assert members(records.seen()) == {records.phone.id, LAPTOP.id, TABLET.id}


def test_of_two_new_codes_the_smallest_hash_wins_and_the_other_is_nobody(records: Records) -> None:
    before, codes = records.seen().heads, [a_code(), a_code()]
    made = [(records.recovery(records.code, code, after=before), code) for code in codes]
    (_, winner), (lost, loser) = sorted(made, key=lambda each: each[0])
    records.add(loser, STRANGER, after=[lost])
    seen = records.seen()
    assert seen.recovery == winner.id
    assert seen.replaced_recoveries == {records.code.id, loser.id}
    assert STRANGER.id not in seen.members


def test_a_code_that_was_one_before_cannot_come_back(records: Records) -> None:
    new = a_code()
    records.recovery(records.code, new)
    again = records.recovery(new, records.code)
    assert records.seen().refused == (again,)


def test_a_member_adds_a_code_that_is_an_alarm_and_decides_nothing(records: Records) -> None:
    new = a_code()
    records.recovery(LAPTOP, new)
    before = records.seen().heads
    records.remove(records.phone, TABLET, after=before)
    records.remove(TABLET, records.phone, after=before)
    records.remove(new, TABLET)
    seen = records.seen()
    assert seen.recovery == records.code.id
    assert seen.irregular_recoveries == {new.id: LAPTOP.id}
    assert set(seen.recoveries) == {records.code.id, new.id}
    assert seen.suspended == {records.phone.id}


def test_a_code_that_a_member_added_goes_with_that_member(records: Records) -> None:
    new, later = a_code(), a_device()
    records.recovery(LAPTOP, new)
    records.add(new, STRANGER)
    before = records.seen().heads
    records.remove(records.phone, LAPTOP, after=before)
    records.add(new, later, after=before)
    seen = records.seen()
    assert seen.irregular_recoveries == {}
    assert seen.replaced_recoveries == {new.id}
    assert STRANGER.id in seen.members
    assert later.id in seen.former


def test_a_new_code_by_the_one_in_force_ends_those_that_members_added(records: Records) -> None:
    irregular, new = a_code(), a_code()
    records.recovery(LAPTOP, irregular)
    before = records.seen().heads
    records.recovery(records.code, new, after=before)
    unaware = records.add(irregular, STRANGER, after=before)
    seen = records.seen()
    assert list(seen.recoveries) == [new.id]
    assert unaware not in seen.refused
    assert STRANGER.id in seen.former


# --- the epoch for new events -------------------------------------------------------------------------------


def test_after_a_removal_the_epoch_is_exposed_until_there_is_a_new_one(records: Records) -> None:
    assert not records.seen().exposed
    records.remove(records.phone, LAPTOP)
    assert records.seen().exposed
    records.epoch(records.phone, [records.phone, TABLET, records.code])
    assert not records.seen().exposed


def test_an_epoch_that_fewer_outsiders_open_is_preferred_to_a_later_one(records: Records) -> None:
    before = records.seen().heads
    gone = records.remove(records.phone, LAPTOP, after=before)
    clean = records.epoch(records.phone, [records.phone, TABLET], after=[gone])
    records.epoch(TABLET, [records.phone, TABLET, LAPTOP], after=before)
    seen = records.seen()
    assert clean in seen.heads
    assert seen.epochs[seen.epoch or b""] not in records.seen(LAPTOP).epochs.values()


def test_two_removals_on_offline_devices_leave_the_epoch_exposed_until_somebody_saw_both(
    records: Records,
) -> None:
    records.add(records.code, STRANGER)
    before = records.seen().heads
    one = records.remove(records.phone, LAPTOP, after=before)
    records.epoch(records.phone, [records.phone, TABLET, STRANGER], after=[one])
    other = records.remove(TABLET, STRANGER, after=before)
    records.epoch(TABLET, [records.phone, TABLET, LAPTOP], after=[other])
    assert records.seen().exposed
    records.epoch(TABLET, [records.phone, TABLET])
    assert not records.seen().exposed


def test_a_new_recovery_code_exposes_the_epoch_too(records: Records) -> None:
    new = a_code()
    records.recovery(records.code, new)
    assert records.seen().exposed
    records.epoch(records.phone, [records.phone, LAPTOP, TABLET, new])
    assert not records.seen().exposed


def test_an_epoch_that_the_removed_device_drew_itself_is_exposed(records: Records) -> None:
    records.epoch(LAPTOP, [records.phone, TABLET])
    records.remove(records.phone, LAPTOP)
    assert records.seen().exposed


def test_an_unknown_kind_by_a_removed_device_stops_nobody(records: Records) -> None:
    before = records.seen().heads
    records.write(200, LAPTOP, b"", after=before)
    with pytest.raises(Newer):
        records.seen()
    records.remove(records.phone, LAPTOP, after=before)
    assert LAPTOP.id in records.seen().former


# --- the set alone ------------------------------------------------------------------------------------------


class Wild:
    """Random statements by anybody about anybody, each after some of the records before it."""

    def __init__(self, draw: Callable[..., int]) -> None:
        self.records, self.draw = Records(), draw
        self.devices = [self.records.phone, LAPTOP, TABLET, STRANGER]
        self.codes = [self.records.code, a_code(), a_code()]
        self.hashes = [self.records.start, self.records.first_epoch, self.records.begun]

    def one_of(self, parties: list[Party]) -> Party:
        return parties[self.draw(some.integers(0, len(parties) - 1))]

    def step(self) -> None:
        after = {self.hashes[-1 - self.draw(some.integers(0, min(4, len(self.hashes) - 1)))] for _ in "ab"}
        author = self.one_of([*self.devices, *self.codes])
        match self.draw(some.integers(0, 6)):
            case 0 | 1:
                written = self.records.add(author, self.one_of(self.devices[1:]), after)
            case 2 | 3 | 4:
                written = self.records.remove(author, self.one_of(self.devices), after)
            case 5:
                written = self.records.epoch(author, [self.one_of(self.devices)], after)
            case _:
                written = self.records.recovery(author, self.one_of(self.codes[1:]), after)
        self.hashes.append(written)


@settings(max_examples=60, deadline=None)
@given(data=some.data())
def test_the_verdict_depends_on_the_set_alone(data: some.DataObject) -> None:
    wild = Wild(data.draw)
    for _ in range(data.draw(some.integers(3, 14))):
        wild.step()
    bodies = wild.records.bodies
    first = wild.records.seen()
    shuffled = [*data.draw(some.permutations(bodies)), *data.draw(some.lists(some.sampled_from(bodies)))]
    assert wild.records.seen(among=shuffled) == first
    assert first.suspended <= first.members.keys()
    assert first.members.keys().isdisjoint(first.former)


@settings(max_examples=40, deadline=None)
@given(data=some.data())
def test_whether_a_record_is_accepted_depends_on_its_ancestors_alone(data: some.DataObject) -> None:
    wild = Wild(data.draw)
    for _ in range(data.draw(some.integers(3, 12))):
        wild.step()
    few = wild.records.bodies[: data.draw(some.integers(0, len(wild.records.bodies)))]
    before, after = wild.records.seen(among=few), wild.records.seen()
    assert set(before.refused) <= set(after.refused)
    assert set(before.unentitled) <= set(after.unentitled)
