"""What a fold is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from events import clock, registry
from events.conversations import MeetingHeld
from events.people import NoteWritten
from projections.engine import catch_up
from projections.history import History
from tests.projections.probes import cold
from tests.projections.world import Log, Writer

if TYPE_CHECKING:
    from events.envelope import Envelope
    from events.ids import SubjectId


def history(subject: SubjectId, *envelopes: Envelope) -> History:
    return History(subject, frozenset({subject}), tuple(map(registry.read, envelopes)))


def note(writer: Writer, person: SubjectId, text: str, occurred: str = "") -> Envelope:
    return writer.write(NoteWritten(person=person, text=text), occurred=occurred)


def test_what_happened_comes_by_day_then_time_then_order_of_the_log(laptop: Writer, dana: SubjectId) -> None:
    days = ["2026-03-06", "2026-03-05T10:00", "2026-03-05", "2026-03-05T09:30+09:00", "2026-03", "2026-03-06"]
    written = [note(laptop, dana, str(place), day) for place, day in enumerate(days)]
    found = [entry.id for entry in history(dana, *written).by_occurred]
    assert found == [written[place].id for place in (4, 2, 3, 1, 0, 5)]


def test_without_a_day_it_happened_on_the_utc_day_of_recording(laptop: Writer, dana: SubjectId) -> None:
    laptop.now_ms = 1_767_225_599_000 - 1000  # the last second of 2025
    one, two = note(laptop, dana, "one"), note(laptop, dana, "two")
    given = history(dana, one, two)
    assert [given.day(entry) for entry in given.entries] == [date(2025, 12, 31), date(2026, 1, 1)]


def test_a_clock_beyond_all_dates_gives_the_last_one(dana: SubjectId) -> None:
    beyond = Writer(start_ms=2**63)
    given = history(dana, note(beyond, dana, "from the far future"))
    assert given.day(given.entries[0]) == date.max


def test_a_stamp_beyond_the_limit_is_ordered_last(laptop: Writer, dana: SubjectId) -> None:
    first, second = note(laptop, dana, "one"), note(laptop, dana, "two")
    poisoned = first._replace(stamp=clock.Stamp(2**63))
    tables = cold()
    catch_up(Log([poisoned, second]), tables, strict=True)
    ((entries,),) = tables.db.execute("SELECT entries FROM sequences")
    assert entries.index(second.id) < entries.index(first.id)


def test_an_entry_is_in_the_history_of_everybody_whom_it_names_once(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    tables = cold()
    meeting = laptop.write(MeetingHeld(people=(dana, omar, dana)))
    catch_up(Log([meeting]), tables, strict=True)
    found = list(tables.db.execute("SELECT subject, entry FROM moments"))
    assert found == [(dana, meeting.id), (omar, meeting.id)]
