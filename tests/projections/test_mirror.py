"""What went to and fro, counted as of any day, and the one give that it suggests."""

from __future__ import annotations

from datetime import date
from typing import Any

from projections.mirror import mirror
from tests.projections.story import PEOPLE, Story

EVERYBODY = [f"2026-01-01 add {name}" for name in PEOPLE]


def seen(on: str, *lines: str, since: str | None = None) -> dict[str, Any]:
    db = Story([*EVERYBODY, *lines]).tables().db
    return mirror(db, date.fromisoformat(on), date.fromisoformat(since) if since else None)


def figures(document: dict[str, Any]) -> tuple[int, ...]:
    totals = document["totals"]
    return totals["asked"], totals["gave"], totals["received"], totals["names"], totals["minutes_received"]


LINES = [
    "2026-01-10 got dana advice",
    "2026-01-20 give dana",
    "a: 2026-02-03 ask dana advice",
    "2026-02-10 named omar lee",
    "2026-03-01 approach rita",
    "2026-03-09 met rita",
]


def test_every_direction_is_counted_and_a_conversation_that_was_asked_for_is_time_received() -> None:
    assert figures(seen("2026-03-31", *LINES)) == (1, 1, 3, 1, 30)


def test_what_happened_after_the_day_or_before_the_time_does_not_count() -> None:
    assert figures(seen("2026-02-02", *LINES)) == (0, 1, 1, 0, 0)
    assert figures(seen("2026-03-31", *LINES, since="2026-02-01")) == (1, 0, 2, 1, 30)


def test_a_name_that_was_recorded_both_ways_counts_once() -> None:
    both = ["2026-02-10 named omar lee", "2026-02-10 got omar name"]
    assert figures(seen("2026-03-31", *both)) == (0, 0, 1, 1, 0)


def test_the_last_twelve_months_are_counted_one_by_one() -> None:
    months = seen("2026-03-31", *LINES)["months"]
    assert [month["month"] for month in months][-3:] == ["2026-01", "2026-02", "2026-03"]
    assert len(months) == 12
    assert [(month["asked"], month["gave"], month["received"]) for month in months[-3:]] == [
        (0, 1, 1),
        (1, 0, 1),
        (0, 0, 1),
    ]


def test_asks_are_told_by_kind_with_what_came_of_them() -> None:
    asked = [*LINES, "b: 2026-02-04 ask omar job", "2026-02-05 outcome a partly", "2026-02-06 outcome b no"]
    assert seen("2026-02-05", *asked)["asks"] == [
        {"kind": "advice", "count": 1, "specificity": None, "granted": 1, "refused": 0},
        {"kind": "job", "count": 1, "specificity": None, "granted": 0, "refused": 0},
    ]
    assert seen("2026-02-06", *asked)["asks"][1]["refused"] == 1


def test_a_share_is_shown_from_five_on_and_always_with_its_number() -> None:
    first = [f"2026-02-01 give {name}" for name in ("dana", "omar", "rita")]
    asks = [f"2026-02-02 ask {name} advice" for name in ("dana", "omar", "rita", "lee")]
    assert seen("2026-03-01", *first, *asks)["helped_first"] == {"share": None, "n": 4, "done": 3}
    more = [*asks, "2026-02-02 ask sam advice", "2026-02-03 give sam"]
    assert seen("2026-03-01", *first, *more)["helped_first"] == {"share": 0.6, "n": 5, "done": 3}


def test_thanks_are_on_time_within_a_day_and_count_when_they_were_due() -> None:
    talks = ["2026-02-02 met dana", "2026-02-03 thank dana", "2026-02-02 met omar", "2026-02-05 thank omar"]
    assert seen("2026-02-02", *talks)["thanks_on_time"]["n"] == 0
    assert seen("2026-02-28", *talks)["thanks_on_time"] == {"share": None, "n": 2, "done": 1}


def test_word_of_an_introduction_counts_even_if_it_was_one_word_for_several() -> None:
    lines = ["2026-02-02 named omar lee", "2026-02-03 approach lee", "2026-02-04 answered lee yes"]
    assert seen("2026-03-01", *lines)["reported_back"] == {"share": None, "n": 1, "done": 0}
    told = seen("2026-03-01", *lines, "2026-02-20 reported omar")
    assert told["reported_back"] == {"share": None, "n": 1, "done": 1}


def test_whoever_was_left_alone_is_named_and_comes_first_to_mind() -> None:
    lines = [
        "2026-01-05 got dana advice",
        "2026-03-20 got omar advice",
        "2026-03-21 got omar favour",
        "2026-01-06 need dana a flat",
    ]
    document = seen("2026-03-25", *lines)
    assert [one["person"]["name"] for one in document["left_alone"]] == ["Dana Wu"]
    suggestion = document["suggestion"]
    assert (suggestion["person"]["name"], suggestion["ideas"]) == ("Dana Wu", ["a flat"])
    assert suggestion["suggest"] == 'netlog give "Dana Wu" link WHAT'


def test_nobody_is_suggested_who_was_given_something_lately_or_is_out_of_it() -> None:
    lines = [
        "2026-03-20 got omar advice",
        "2026-03-20 got omar favour",
        "2026-03-20 give omar",
        "2026-03-20 got dana advice",
        "2026-03-20 got rita advice",
        "2026-03-21 aside dana do-not-contact",
    ]
    assert seen("2026-03-25", *lines)["suggestion"]["person"]["name"] == "Rita Silva"


def test_people_are_listed_by_what_they_gave_beyond_what_they_got() -> None:
    lines = ["2026-03-01 give omar", "2026-03-01 got dana advice", "2026-03-02 got dana favour"]
    listed = seen("2026-03-25", *lines)["people"]
    assert [(one["person"]["name"], one["balance"]) for one in listed] == [
        ("Dana Wu", 2),
        ("Omar Haddad", -1),
    ]


def test_two_entries_of_one_person_count_together() -> None:
    lines = ["2026-03-01 named omar lee", "2026-03-02 got dana advice", "2026-03-03 merge dana omar"]
    (one,) = seen("2026-03-25", *lines)["people"]
    assert (one["person"]["name"], one["received"]) == ("Dana Wu", 2)
