"""The user's settings are a fold, and folding anything by old ones is a mistake."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from events.calendar import HolidaysDropped, HolidaysNoted, WorkingDaysSet
from events.ids import USER
from events.people import NoteWritten
from events.queue import NudgeMuted, TodoAdded
from projections.calendar import Calendar
from projections.engine import catch_up
from projections.settings import Mute, Settings
from tests.projections.probes import cold
from tests.projections.world import Log, Writer

if TYPE_CHECKING:
    from events.ids import SubjectId
    from projections.tables import Tables


def silences(tables: Tables) -> set[tuple[str, str]]:
    return set(tables.db.execute("SELECT subject, rule FROM silences"))


def test_muting_a_rule_refolds_everybody(laptop: Writer, dana: SubjectId, omar: SubjectId) -> None:
    log, tables = Log([laptop.write(NoteWritten(person=one, text="x")) for one in (dana, omar)]), cold()
    catch_up(log, tables, strict=True)
    log.arrive(laptop.write(NudgeMuted(rule="R03"), occurred="2026-03-05"))
    assert catch_up(log, tables, strict=True).folded == 3
    assert silences(tables) == {(dana, "R03"), (omar, "R03"), (USER, "R03")}
    assert tables.settings.muted("R03") == Mute("R03", date(2026, 3, 5), date(2026, 2, 25))


def test_withdrawing_the_mute_refolds_everybody_again(laptop: Writer, dana: SubjectId) -> None:
    mute = laptop.write(NudgeMuted(rule="R03"))
    log, tables = Log([laptop.write(NoteWritten(person=dana, text="x")), mute]), cold()
    catch_up(log, tables, strict=True)
    log.arrive(laptop.withdraw(mute))
    catch_up(log, tables, strict=True)
    assert silences(tables) == set()
    assert tables.settings == Settings()


def test_muting_for_one_person_is_no_setting(laptop: Writer, dana: SubjectId, omar: SubjectId) -> None:
    log, tables = Log([laptop.write(NoteWritten(person=omar, text="x"))]), cold()
    catch_up(log, tables, strict=True)
    log.arrive(laptop.write(NudgeMuted(rule="R03", person=dana)))
    assert catch_up(log, tables, strict=True).folded == 1
    assert tables.settings.mutes == ()


def test_an_event_about_the_user_that_sets_nothing_refolds_nobody_else(
    laptop: Writer, dana: SubjectId
) -> None:
    log, tables = Log([laptop.write(NoteWritten(person=dana, text="x"))]), cold()
    catch_up(log, tables, strict=True)
    log.arrive(laptop.write(TodoAdded(text="buy stamps")))
    assert catch_up(log, tables, strict=True).folded == 1


def test_the_earliest_of_several_mutes_counts(laptop: Writer) -> None:
    days = ("2026-03-05", "2026-02-01", "2026-04-01")
    tables = cold()
    catch_up(Log([laptop.write(NudgeMuted(rule="R03"), occurred=day) for day in days]), tables, strict=True)
    assert [mute.day for mute in tables.settings.mutes] == [date(2026, 2, 1)]


def test_a_mute_that_a_correction_makes_general_arrives_after_the_correction(
    laptop: Writer, dana: SubjectId, omar: SubjectId
) -> None:
    mute = laptop.write(NudgeMuted(rule="R03", person=dana))
    general = laptop.correct(mute, also=[USER], person=None)
    log, tables = Log([laptop.write(NoteWritten(person=omar, text="x")), general]), cold()
    catch_up(log, tables, strict=True)
    log.arrive(mute)
    catch_up(log, tables, strict=True)
    assert (omar, "R03") in silences(tables)


def test_settings_survive_being_written_down() -> None:
    calendar = Calendar(frozenset({0, 2}), frozenset({date(2026, 12, 25)}))
    settings = Settings((Mute("R01", date(2026, 1, 1), date(2026, 1, 2)),), calendar)
    assert Settings.parse(settings.text) == settings


def test_the_last_working_week_counts_and_holidays_come_and_go(laptop: Writer) -> None:
    log = Log(
        [
            laptop.write(WorkingDaysSet(weekdays=("mon", "tue", "wed", "thu"))),
            laptop.write(HolidaysNoted(days=("2026-12-24", "2026-12-25", "2026-02-31"))),
            laptop.write(HolidaysDropped(days=("2026-12-24", "2026-05-01"))),
            laptop.write(WorkingDaysSet(weekdays=("sun", "mon"))),
        ]
    )
    tables = cold()
    catch_up(log, tables, strict=True)
    assert tables.settings.calendar == Calendar(frozenset({0, 6}), frozenset({date(2026, 12, 25)}))


def test_a_holiday_moves_what_is_due_for_everybody(laptop: Writer, dana: SubjectId) -> None:
    log, tables = Log([laptop.write(NoteWritten(person=dana, text="x"))]), cold()
    catch_up(log, tables, strict=True)
    holiday = laptop.write(HolidaysNoted(days=("2026-12-25",)))
    log.arrive(holiday)
    assert catch_up(log, tables, strict=True).folded == 2
    log.arrive(laptop.withdraw(holiday))
    assert catch_up(log, tables, strict=True).folded == 2
    assert tables.settings == Settings()
