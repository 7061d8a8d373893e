"""What the user does of his own accord, week by week, and what evenings and groups yield."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.activity import activity
from tests.projections.story import PEOPLE, Story

EVERYBODY = [f"2026-01-01 add {name}" for name in PEOPLE]


def active(on: str, *lines: str) -> dict[str, Any]:
    return activity(Story([*EVERYBODY, *lines]).tables().db, date.fromisoformat(on))


def lately(on: str, *lines: str) -> tuple[int, int, int, int]:
    found = active(on, *lines)["lately"]
    return found["asks"], found["gatherings"], found["talks"], found["talks_without_purpose"]


@pytest.mark.parametrize(
    "purpose",
    [
        "2026-03-02 approach dana curious",
        "2026-03-09 ask dana advice",
        "2026-03-08 question dana big why?",
    ],
)
def test_a_talk_has_a_purpose_if_one_was_noted_for_it(purpose: str) -> None:
    assert lately("2026-03-10", "2026-03-09 met dana")[3] == 1
    assert lately("2026-03-10", purpose, "2026-03-09 met dana")[3] == 0


def test_an_approach_without_a_purpose_or_long_ago_gives_a_talk_none() -> None:
    assert lately("2026-03-10", "2026-03-02 approach dana", "2026-03-09 met dana")[3] == 1
    assert lately("2026-03-10", "2026-01-02 approach dana curious", "2026-03-09 met dana")[3] == 1


def test_a_talk_with_several_people_is_one_and_has_the_purpose_that_any_of_them_has() -> None:
    lines = ["2026-03-09 met dana omar", "2026-03-09 ask omar advice"]
    assert lately("2026-03-10", *lines) == (1, 0, 1, 0)


def test_lately_is_a_fortnight_and_ends_with_the_day() -> None:
    lines = ["2026-03-01 ask dana advice", "2026-03-02 attended fair", "2026-03-16 ask omar advice"]
    assert lately("2026-03-14", *lines) == (1, 1, 0, 0)
    assert lately("2026-03-15", *lines) == (0, 1, 0, 0)


def test_the_ratio_is_of_asks_to_evenings_and_talks_without_purpose() -> None:
    lines = ["2026-03-02 attended fair", "2026-03-03 met dana", "2026-03-04 ask omar advice"]
    assert active("2026-03-10", *lines)["lately"]["ratio"] == 0.5
    assert active("2026-03-10", "2026-03-04 ask omar advice")["lately"]["ratio"] is None


def test_weeks_begin_on_monday_and_the_present_one_is_the_last() -> None:
    lines = ["2026-03-01 met dana", "2026-03-02 met dana omar", "2026-03-08 ask dana advice"]
    weeks = active("2026-03-11", *lines)["weeks"]
    assert len(weeks) == 12
    assert [(week["week"], week["asks"], week["talks"], week["people"]) for week in weeks[-3:]] == [
        ("2026-02-23", 0, 1, 1),
        ("2026-03-02", 1, 1, 2),
        ("2026-03-09", 0, 0, 0),
    ]


def test_an_evening_yields_names_given_that_day_and_later_talks_with_those_who_were_there() -> None:
    lines = [
        "2026-03-02 join club",
        "2026-03-05 attended fair dana omar club",
        "2026-03-05 named dana lee",
        "2026-03-09 met omar",
        "2026-03-09 met rita",
    ]
    (evening,) = active("2026-03-10", *lines)["gatherings"]
    assert (evening["people"], evening["names"], evening["talked"], evening["cost"]) == (2, 1, 1, 10)
    (group,) = active("2026-03-10", *lines)["groups"]
    assert (group["group"], group["gatherings"], group["minutes"], group["names"]) == ("club", 1, 90, 1)
    assert active("2026-03-08", *lines)["gatherings"][0]["talked"] == 0


def test_a_group_that_was_left_is_shown_until_then() -> None:
    lines = ["2026-03-02 join club", "2026-03-09 leave club", "2026-04-01 join club"]
    shown = {on: len(active(on, *lines)["groups"]) for on in ("2026-03-08", "2026-03-09", "2026-04-01")}
    assert shown == {"2026-03-08": 1, "2026-03-09": 0, "2026-04-01": 1}


def test_an_evening_with_nobody_is_one_evening_and_with_a_merged_person_too() -> None:
    lines = ["2026-03-05 attended fair", "2026-03-06 attended fair dana omar", "2026-03-07 merge dana omar"]
    assert [one["people"] for one in active("2026-03-10", *lines)["gatherings"]] == [1, 0]
