"""Business days."""

from __future__ import annotations

from datetime import date

import pytest

from projections.calendar import Calendar, add_business_days, is_working, later

PLAIN = Calendar()
EASTER = Calendar(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-03-05", 3, "2026-03-10"),  # Thursday; the 3B7 vector
        ("2026-03-05", 7, "2026-03-16"),
        ("2026-03-06", 1, "2026-03-09"),  # Friday to Monday
        ("2026-03-07", 1, "2026-03-09"),  # from a Saturday
        ("2026-03-07", 0, "2026-03-07"),
        ("2026-12-31", 1, "2027-01-01"),
    ],
)
def test_business_days_skip_weekends(day: str, count: int, expected: str) -> None:
    assert add_business_days(date.fromisoformat(day), count, PLAIN) == date.fromisoformat(expected)


def test_business_days_skip_holidays() -> None:
    assert add_business_days(date(2026, 4, 2), 1, EASTER) == date(2026, 4, 7)
    assert not is_working(date(2026, 4, 3), EASTER)


def test_a_day_of_rest_moves_to_the_next_working_day() -> None:
    assert EASTER.next_working(date(2026, 4, 4)) == date(2026, 4, 7)
    assert EASTER.next_working(date(2026, 4, 2)) == date(2026, 4, 2)


def test_who_works_on_sundays_only_gets_sundays() -> None:
    assert add_business_days(date(2026, 3, 5), 2, Calendar(weekdays=frozenset({6}))) == date(2026, 3, 15)


def test_who_has_no_working_day_works_on_all() -> None:
    assert add_business_days(date(2026, 3, 6), 1, Calendar(weekdays=frozenset())) == date(2026, 3, 7)


def test_no_date_leaves_the_range_of_dates() -> None:
    assert add_business_days(date.max, 3, PLAIN) == date.max
    assert later(date(9999, 12, 1), 400) == date.max
    assert later(date(2026, 2, 27), 3) == date(2026, 3, 2)
    assert Calendar(holidays=frozenset({date.max})).next_working(date.max) == date.max
