import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.occurred import Occurred
from netlog.dates import DateOrder, Prefer, first_day, parse_when, spoken
from netlog.errors import Exit, UnclearDate

TODAY = date(2026, 11, 10)  # a Tuesday
NOW = datetime(2026, 11, 10, 14, 20)  # noqa: DTZ001 (a civil time, in no zone)


def when(
    text: str,
    prefer: Prefer = "past",
    languages: tuple[str, ...] = ("en",),
    date_order: DateOrder | None = None,
) -> str:
    return parse_when(text, today=TODAY, now=NOW, prefer=prefer, languages=languages, date_order=date_order)


def refusal(text: str, prefer: Prefer = "past", languages: tuple[str, ...] = ("en",)) -> UnclearDate:
    with pytest.raises(UnclearDate) as caught:
        when(text, prefer, languages)
    return caught.value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-10", "2026-11-10"),
        ("2026-11", "2026-11"),
        ("2026-11-10~", "2026-11-10~"),
        ("2026-11-10T15:00", "2026-11-10T15:00"),
        ("2026-11-10 15:00:22", "2026-11-10T15:00"),
        ("2026-11-10T15:00Z", "2026-11-10T15:00Z"),
        ("2026-11-10T15:00+05:30", "2026-11-10T15:00+05:30"),
        ("20261110", "2026-11-10"),
        ("2026/11/9", "2026-11-09"),
        ("today", "2026-11-10"),
        ("now", "2026-11-10"),
        ("Yesterday", "2026-11-09"),
        ("tomorrow", "2026-11-11"),
        ("the day before yesterday", "2026-11-08"),
        ("last night", "2026-11-09"),
        ("yesterday evening", "2026-11-09"),
        ("last tue", "2026-11-03"),
        ("next friday", "2026-11-13"),
        ("this sun", "2026-11-15"),
        ("2 weeks ago monday", "2026-10-26"),
        ("monday two weeks ago", "2026-10-26"),
        ("fri next week", "2026-11-20"),
        ("friday of last week", "2026-11-06"),
        ("last week thu", "2026-11-05"),
        ("in 3 days", "2026-11-13"),
        ("3 days ago", "2026-11-07"),
        ("a week ago", "2026-11-03"),
        ("a couple of weeks ago", "2026-10-27"),
        ("2w ago", "2026-10-27"),
        ("+3d", "2026-11-13"),
        ("-3 days", "2026-11-07"),
        ("three months ago", "2026-08-10~"),
        ("a year ago", "2025-11-10~"),
        ("in 2 months", "2027-01-10"),
        ("2 hours ago", "2026-11-10T12:20"),
        ("in 45 min", "2026-11-10T15:05"),
        ("last week", "2026-11-04~"),
        ("next week", "2026-11-16"),
        ("last month", "2026-10"),
        ("next month", "2026-12"),
        ("end of month", "2026-11-30"),
        ("end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("start of next week", "2026-11-16"),
        ("end of february 2028", "2028-02-29"),
        ("mid november", "2026-11-15~"),
        ("early october", "2026-10-05~"),
        ("nov 2025", "2025-11"),
        ("November", "2026-11"),
        ("last november", "2025-11"),
        ("10 nov", "2026-11-10"),
        ("Nov 10th", "2026-11-10"),
        ("11 nov", "2025-11-11"),
        ("10th of November, 2024", "2024-11-10"),
        ("Tue 10 Nov 2026", "2026-11-10"),
        ("4-Apr-21", "2021-04-04"),
        ("29 feb", "2024-02-29"),
        ("the 3rd", "2026-11-03"),
        ("31st", "2026-10-31"),
        ("13/11/2026", "2026-11-13"),
        ("11/13/26", "2026-11-13"),
        ("3/3/2026", "2026-03-03"),
        ("3.11.2026", "2026-11-03"),
        ("tue 3pm", "2026-11-03T15:00"),
        ("tue 1pm", "2026-11-10T13:00"),
        ("3:30 pm yesterday", "2026-11-09T15:30"),
        ("10 nov at 9:05", "2026-11-10T09:05"),
        ("noon", "2026-11-10T12:00"),
        ("15:00", "2026-11-09T15:00"),
        ("12am today", "2026-11-10T00:00"),
        ("about 10 nov", "2026-11-10~"),
        ("ca. 2026-11-03", "2026-11-03~"),
        ("~ last tue", "2026-11-03~"),
        ("around nov 2025", "2025-11"),
    ],
)
def test_dates_are_understood_as_people_say_them(text: str, day: str) -> None:
    assert when(text) == day
    assert str(Occurred.parse(day)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tue", "2026-11-17"),
        ("wed", "2026-11-11"),
        ("tue 3pm", "2026-11-10T15:00"),
        ("tue 1pm", "2026-11-17T13:00"),
        ("15:00", "2026-11-10T15:00"),
        ("13:00", "2026-11-11T13:00"),
        ("10 nov", "2026-11-10"),
        ("9 nov", "2027-11-09"),
        ("oct", "2027-10"),
        ("the 3rd", "2026-12-03"),
        ("29 feb", "2028-02-29"),
        ("3 days", "2026-11-13"),
        ("2w", "2026-11-24"),
        ("end of week", "2026-11-13"),
    ],
)
def test_plans_lie_ahead(text: str, day: str) -> None:
    assert when(text, "future") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("gestern", "2026-11-09"),
        ("vor 3 Tagen", "2026-11-07"),
        ("übermorgen", "2026-11-12"),
        ("3. März", "2026-03-03"),
        ("im März 2024", "2024-03"),
        ("vor 2 Jahren", "2024-11-10~"),
        ("heute 15:00", "2026-11-10T15:00"),
        ("Freitag um 9 Uhr", "2026-11-06T09:00"),
        ("hier à 15h", "2026-11-09T15:00"),
        ("il y a 2 semaines", "2026-10-27~"),
    ],
)
def test_the_users_languages_are_understood(text: str, day: str) -> None:
    assert when(text, languages=("en", "de", "fr")) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-02-30", "there is no such day"),
        ("30 feb", "there is no such day"),
        ("30/2", "there is no such day"),
        ("2026-11-10T25:00", "there is no such day"),
        ("Mon 10 Nov 2026", "10 November 2026 is a Tuesday"),
        ("1850-01-01", "outside 1900 to 2200"),
        ("in 900 years", "outside 1900 to 2200"),
        ("in 9999 years", "too far away"),
        ("10", "a number alone is not a date"),
        ("2026", "a number alone is not a date"),
        ("at 3", "a number alone is not a date"),
        ("nov 2026 3pm", "the day is missing"),
        ("3 days", "say 3 days ago, or in 3 days"),
        ("half past 3", "this is not a date"),
        ("dana", "this is not a date"),
        ("", "nothing was typed"),
        ("x" * 1000, "this is not a date"),
    ],
)
def test_what_is_unclear_is_refused_with_examples(text: str, says: str) -> None:
    problem = refusal(text)
    assert says in problem.message
    assert "2026-11-10" in str(problem.hint)
    assert problem.exit_code == Exit.USAGE


def test_an_ambiguous_date_is_refused_with_both_readings_and_what_to_type() -> None:
    assert refusal("03/11/2026").message == (
        "03/11/2026: this can be 3 November (type 2026-11-03) or 11 March (type 2026-03-11)"
    )


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("DMY", "03/11/2026", "2026-11-03"),
        ("MDY", "03/11/2026", "2026-03-11"),
        ("MDY", "25/11/2026", "2026-11-25"),
        ("YMD", "26/11/10", "2026-11-10"),
    ],
)
def test_the_users_order_of_day_and_month_settles_it(order: DateOrder, text: str, day: str) -> None:
    assert when(text, date_order=order) == day


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-10", "Tue 10 Nov 2026"),
        ("2026-11-03~", "about 3 Nov 2026"),
        ("2026-11", "Nov 2026"),
        ("2026-11-10T15:00", "Tue 10 Nov 2026 15:00"),
        ("2026-11-10T15:00+01:00", "Tue 10 Nov 2026 15:00 +01:00"),
        ("2026-11-10T15:00Z", "Tue 10 Nov 2026 15:00 UTC"),
    ],
)
def test_what_was_understood_is_said_back(day: str, said: str) -> None:
    assert spoken(day) == said


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_what_is_said_back_is_understood_again(day: date) -> None:
    assert when(spoken(day.isoformat())) == day.isoformat()


def test_a_month_begins_with_its_first_day() -> None:
    assert first_day("2026-11") == date(2026, 11, 1)
    assert first_day("2026-11-10~") == first_day("2026-11-10T15:00") == TODAY


SAID = """last next this in ago on at about end of the day week weeks mon tue friday nov march 3 10 2026 31
3pm 15:00 2 month mid early - / . ~ + 03/11 a couple"""
PIECES = st.sampled_from(SAID.split())
TYPED = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=6).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TYPED, st.sampled_from(["past", "future"]))
def test_every_text_is_a_date_of_the_log_or_refused(text: str, prefer: Prefer) -> None:
    try:
        understood = when(text, prefer)
    except UnclearDate:
        return
    assert str(Occurred.parse(understood)) == understood
    assert spoken(understood)


def test_a_common_phrase_needs_no_dateparser_and_costs_nothing() -> None:
    code = (
        "import sys; from datetime import date, datetime; from netlog.dates import parse_when\n"
        "for text in ('2026-11-10', 'last tue', '3 days ago', 'tue 3pm', '10 nov'):\n"
        "    parse_when(text, today=date(2026, 11, 10), now=datetime(2026, 11, 10, 14), prefer='past')\n"
        "assert 'dateparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize(
    ("text", "monday", "sunday"),
    [
        ("next week", "2026-11-16", "2026-11-15"),
        ("this sun", "2026-11-15", "2026-11-08"),
        ("sun next week", "2026-11-22", "2026-11-15"),
        ("start of this week", "2026-11-09", "2026-11-08"),
        ("end of next week", "2026-11-20", "2026-11-20"),
        ("last week", "2026-11-04~", "2026-11-04~"),
    ],
)
def test_a_week_begins_where_the_user_says(text: str, monday: str, sunday: str) -> None:
    found = [parse_when(text, today=TODAY, now=NOW, prefer="future", week_start=start) for start in (0, 6)]
    assert found == [monday, sunday]
