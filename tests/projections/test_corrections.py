"""Corrections and withdrawals find their entry whichever arrives first."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from events.conversations import MeetingHeld, TouchLogged
from events.corrections import EntryCorrected, EntryWithdrawn
from events.ids import USER, EventId
from events.people import NoteWritten
from events.queue import NudgeDone, TodoAdded
from projections.engine import catch_up
from tests.projections.probes import cold, content
from tests.projections.world import Log, Writer

if TYPE_CHECKING:
    from events.envelope import Envelope
    from events.ids import SubjectId
    from projections.tables import Tables


def touch(writer: Writer, person: SubjectId, channel: str = "email") -> Envelope:
    return writer.write(TouchLogged(person=person, channel=channel, direction="out"))


def one_at_a_time(*envelopes: Envelope) -> Tables:
    log, tables = Log(), cold()
    for envelope in envelopes:
        log.arrive(envelope)
        catch_up(log, tables, strict=True)
    return tables


def entries(tables: Tables) -> dict[str, str]:
    return dict(tables.db.execute("SELECT subject, entries FROM sequences"))


def holders(tables: Tables, envelope: Envelope) -> set[str]:
    return {subject for subject, text in entries(tables).items() if envelope.id in text}


def unreadable(tables: Tables) -> set[tuple[str, str, str]]:
    return set(tables.db.execute("SELECT subject, entry, why FROM unknown"))


def test_a_withdrawn_entry_is_gone_and_with_it_every_row(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    tables = one_at_a_time(entry, laptop.withdraw(entry))
    assert entries(tables) == {}
    assert content(tables)["digests"] == []


@pytest.mark.parametrize(("withdrawals", "stands"), [(0, True), (1, False), (2, True), (3, False), (4, True)])
def test_withdrawing_a_withdrawal_brings_the_entry_back(
    laptop: Writer, dana: SubjectId, *, withdrawals: int, stands: bool
) -> None:
    chain = [touch(laptop, dana)]
    for _ in range(withdrawals):
        chain.append(laptop.withdraw(chain[-1]))
    assert bool(entries(one_at_a_time(*chain))) is stands
    assert bool(entries(one_at_a_time(*reversed(chain)))) is stands


def test_an_entry_withdrawn_twice_needs_both_to_be_withdrawn(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    first, second = laptop.withdraw(entry), laptop.withdraw(entry)
    assert entries(one_at_a_time(entry, first, second, laptop.withdraw(first))) == {}
    assert entries(one_at_a_time(entry, first, second, laptop.withdraw(first), laptop.withdraw(second)))


def test_a_long_chain_of_withdrawals_needs_no_deep_stack(laptop: Writer, dana: SubjectId) -> None:
    chain = [touch(laptop, dana)]
    for _ in range(3000):
        chain.append(laptop.withdraw(chain[-1]))
    tables = cold()
    catch_up(Log(chain), tables, strict=True)
    assert entries(tables)


def test_corrections_apply_in_the_order_of_the_log_whatever_order_they_arrive_in(
    laptop: Writer, dana: SubjectId
) -> None:
    entry = touch(laptop, dana)
    written = [
        entry,
        laptop.correct(entry, channel="phone"),
        laptop.correct(entry, channel="letter", summary="hi"),
    ]
    states = set()
    for order in itertools.permutations(written):
        tables = one_at_a_time(*order)
        assert '"channel":"letter"' in entries(tables)[dana]
        states.add(tables.state())
    assert len(states) == 1


def test_withdrawing_a_correction_undoes_it_alone(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    first, second = laptop.correct(entry, channel="phone"), laptop.correct(entry, summary="hi")
    (text,) = entries(one_at_a_time(entry, first, second, laptop.withdraw(first))).values()
    assert '"channel":"email"' in text
    assert '"summary":"hi"' in text


def test_a_correction_changes_the_day(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    tables = one_at_a_time(entry, laptop.correct(entry, occurred="2026-01-05"))
    assert [day for (day,) in tables.db.execute("SELECT day FROM moments")] == ["2026-01-05"]


def test_correcting_the_person_moves_the_entry_in_any_order_of_arrival(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    entry = touch(laptop, dana)
    moved = laptop.correct(entry, also=[omar], person=omar)
    back = laptop.withdraw(moved)
    for order in itertools.permutations([entry, moved]):
        assert holders(one_at_a_time(*order), entry) == {omar}
    for order in itertools.permutations([entry, moved, back]):
        assert holders(one_at_a_time(*order), entry) == {dana}


def test_two_devices_move_an_entry_to_different_people_and_the_later_wins(
    laptop: Writer, phone: Writer, dana: SubjectId, omar: SubjectId, rita: SubjectId
) -> None:
    entry = touch(phone, dana)
    earlier = phone.correct(entry, also=[omar], person=omar)
    later = laptop.correct(entry, also=[rita], person=rita)
    for order in itertools.permutations([entry, earlier, later]):
        assert holders(one_at_a_time(*order), entry) == {rita}
    for order in itertools.permutations([entry, earlier, later, laptop.withdraw(later)]):
        assert holders(one_at_a_time(*order), entry) == {omar}


def test_a_moved_entry_stays_with_its_new_person_when_something_else_happens_there(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    entry = touch(laptop, dana)
    moved = laptop.correct(entry, also=[omar], person=omar)
    assert holders(one_at_a_time(entry, moved, touch(laptop, omar)), entry) == {omar}


def test_one_of_several_people_of_a_meeting_is_replaced(
    laptop: Writer, dana: SubjectId, omar: SubjectId, rita: SubjectId
) -> None:
    meeting = laptop.write(MeetingHeld(people=(dana, omar)))
    tables = one_at_a_time(meeting, laptop.correct(meeting, also=[rita], people=[dana, rita]))
    assert holders(tables, meeting) == {dana, rita}


def test_what_was_copied_from_another_entry_stays(laptop: Writer, dana: SubjectId, omar: SubjectId) -> None:
    done = laptop.write(NudgeDone(nudge=EventId("0" * 26)), also=[dana])
    tables = one_at_a_time(done, laptop.correct(done, nudge="1" * 26))
    assert holders(tables, done) == {dana}
    assert '"nudge":"11111' in entries(tables)[dana]


def test_a_todo_moves_from_the_user_to_a_person_and_back(laptop: Writer, dana: SubjectId) -> None:
    todo = laptop.write(TodoAdded(text="call"))
    given = laptop.correct(todo, also=[dana], person=dana)
    assert holders(one_at_a_time(todo, given), todo) == {dana}
    taken = laptop.write(EntryCorrected(target=todo.id, patch={"person": None}), also={USER, dana})
    assert holders(one_at_a_time(todo, given, taken), todo) == {USER}


@pytest.mark.parametrize(
    "patch",
    [{"channel": 7}, {"no_such_field": "x"}, {"person": "nobody"}, {"occurred": "soon"}, {"occurred": 7}],
)
def test_a_correction_that_does_not_fit_is_ignored_and_counted(
    laptop: Writer, dana: SubjectId, patch: dict[str, object]
) -> None:
    entry = touch(laptop, dana)
    wrong = laptop.correct(entry, also=(), **patch)
    tables = one_at_a_time(entry, wrong, laptop.correct(entry, summary="hi"))
    assert '"summary":"hi"' in entries(tables)[dana]
    assert unreadable(tables) == {(dana, wrong.id, "unreadable")}
    assert tables.state() == one_at_a_time(entry, laptop.correct(entry, summary="hi")).state()


def test_a_correction_that_is_only_wrong_together_with_another_is_judged_in_order(
    laptop: Writer, dana: SubjectId
) -> None:
    entry = touch(laptop, dana)
    wrong = laptop.correct(entry, channel=7)
    tables = one_at_a_time(entry, wrong, laptop.withdraw(wrong))
    assert unreadable(tables) == set()


def test_a_correction_cannot_be_corrected(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    correction = laptop.correct(entry, channel="phone")
    again = laptop.correct(correction, patch={"channel": "letter"})
    tables = one_at_a_time(entry, correction, again)
    assert '"channel":"phone"' in entries(tables)[dana]
    assert unreadable(tables) == {(dana, again.id, "unreadable")}


def test_an_amendment_that_hides_from_a_subject_of_its_target_has_no_effect(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    meeting = laptop.write(MeetingHeld(people=(dana, omar)))
    hidden = laptop.write(EntryWithdrawn(target=meeting.id), also=[dana])
    tables = one_at_a_time(meeting, hidden)
    assert holders(tables, meeting) == {dana, omar}
    assert unreadable(tables) == {(dana, hidden.id, "unreadable")}


def test_a_correction_that_moves_an_entry_to_somebody_it_does_not_name_has_no_effect(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    entry = touch(laptop, dana)
    hidden = laptop.correct(entry, person=omar)
    tables = one_at_a_time(entry, hidden, laptop.write(NoteWritten(person=omar, text="x")))
    assert holders(tables, entry) == {dana}
    assert unreadable(tables) == {(dana, hidden.id, "unreadable")}


def test_an_amendment_of_something_that_never_arrived_waits_quietly(laptop: Writer, dana: SubjectId) -> None:
    entry = touch(laptop, dana)
    tables = one_at_a_time(
        laptop.withdraw(entry), laptop.correct(entry, channel="phone"), touch(laptop, dana)
    )
    assert unreadable(tables) == set()
    assert len(entries(tables)) == 1
