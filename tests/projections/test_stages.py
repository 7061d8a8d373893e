"""Stages only rise, side states stand beside them, and the funnel counts both."""

from __future__ import annotations

from datetime import date

import pytest

from projections.funnel import funnel
from projections.steps import SIDES, STAGES
from tests.projections.story import PEOPLE, Story


def path(*lines: str, who: str = "dana") -> list[str]:
    """The intervals of one person as `stage [side] entered-left`."""
    rows = Story(lines).rows("stages", who)
    rows.sort(key=lambda row: (row["entered"], row["stage"], row["left"] or "9"))
    return [
        " ".join(
            filter(None, [str(row["stage"]), row["side"], f"{row['entered'][5:]}..{(row['left'] or '')[5:]}"])
        )
        for row in rows
    ]


CLIMB = [
    ("2026-03-01 add dana", []),
    ("2026-03-01 add dana import email", []),
    ("2026-03-01 touch dana out", []),
    ("2026-03-01 add dana aim", ["1 03-01.."]),
    ("2026-03-01 named omar dana", ["1 03-01..03-01", "2 03-01.."]),
    ("2026-03-01 add dana aim email", ["1 03-01..03-01", "2 03-01.."]),
    ("2026-03-01 add dana aim via omar", ["1 03-01..03-01", "2 03-01.."]),
    ("2026-03-01 approach dana", ["3 03-01.."]),
    ("2026-03-01 answered dana redirected", ["4 03-01.."]),
    ("2026-03-01 touch dana in", ["4 03-01.."]),
    ("2026-03-01 got dana advice", ["4 03-01.."]),
    ("2026-03-01 met dana", ["5 03-01.."]),
    ("2026-03-01 touch dana both", ["5 03-01.."]),
    ("2026-03-01 got dana referral", ["4 03-01..03-01", "8 03-01.."]),
    ("2026-03-01 got dana introduction", ["4 03-01..03-01", "8 03-01.."]),
    ("2026-03-01 invite dana", ["3 03-01.."]),
    ("2026-03-01 accepted dana", []),
    ("2026-03-01 introduced dana omar", ["4 03-01..03-01", "8 03-01.."]),
    ("2026-03-01 introduced omar dana", ["1 03-01..03-01", "2 03-01.."]),
    ("2026-03-01 plan dana 2026-03-09", []),
    ("2026-03-01 promise dana paper", []),
]


@pytest.mark.parametrize(("line", "expected"), CLIMB, ids=[line for line, _ in CLIMB])
def test_one_event_gives_its_stage(line: str, expected: list[str]) -> None:
    assert path(line) == expected


def test_an_accepted_invitation_makes_somebody_findable() -> None:
    assert path("2026-03-01 add dana aim", "2026-03-02 accepted dana") == ["1 03-01..03-02", "2 03-02.."]


def test_a_person_climbs_through_all_eight() -> None:
    assert path(
        "2026-03-01 add dana aim",
        "2026-03-02 email dana",
        "2026-03-03 approach dana",
        "2026-03-05 answered dana yes",
        "2026-03-10 met dana",
        "2026-03-11 thank dana",
        "2026-03-20 give dana",
        "2026-03-24 met dana",
        "2026-04-01 got dana referral",
    ) == [
        "1 03-01..03-02",
        "2 03-02..03-03",
        "3 03-03..03-05",
        "4 03-05..03-10",
        "5 03-10..03-20",
        "6 03-20..03-24",
        "7 03-24..04-01",
        "8 04-01..",
    ]


def test_a_stage_never_sinks() -> None:
    assert path("2026-03-01 met dana", "2026-03-05 approach dana", "2026-03-06 aim dana") == ["5 03-01.."]


def test_thirteen_days_apart_are_not_yet_ongoing() -> None:
    assert path("2026-03-01 met dana", "2026-03-14 met dana") == ["5 03-01.."]
    assert path("2026-03-01 met dana", "2026-03-15 touch dana both") == ["5 03-01..03-15", "7 03-15.."]


def test_thanks_and_gifts_before_the_talk_do_not_follow_it_through() -> None:
    assert path("2026-03-01 thank dana", "2026-03-01 give dana", "2026-03-02 met dana") == ["5 03-02.."]


def test_a_gift_after_the_talk_needs_thanks_after_it_too() -> None:
    assert path("2026-03-01 thank dana", "2026-03-02 met dana", "2026-03-03 give dana") == ["5 03-02.."]


def test_findable_waits_for_identified() -> None:
    assert path("2026-03-01 add dana email", "2026-03-05 aim dana") == ["1 03-05..03-05", "2 03-05.."]


def test_a_back_dated_meeting_moves_everything_that_hangs_on_it() -> None:
    lines = ["2026-03-10 met dana", "2026-03-11 thank dana", "2026-03-12 give dana"]
    assert path(*lines) == ["5 03-10..03-12", "6 03-12.."]
    assert path(*lines, "@2026-04-01 2026-02-01 met dana") == ["5 02-01..03-10", "7 03-10.."]


def test_a_second_reminder_without_answer_ends_in_no_answer_seven_business_days_later() -> None:
    lines = ["2026-03-05 approach dana", "2026-03-16 approach dana"]
    assert path(*lines) == ["3 03-05..03-25", "3 no-answer 03-25.."]
    assert path(*lines, "2026-03-24 answered dana yes") == ["3 03-05..03-24", "4 03-24.."]


def test_an_answer_after_all_ends_no_answer() -> None:
    lines = ["2026-03-05 approach dana", "2026-03-16 approach dana", "2026-04-10 touch dana in"]
    assert path(*lines) == ["3 03-05..03-25", "3 no-answer 03-25..04-10", "4 04-10.."]


def test_a_fresh_attempt_ends_no_answer_and_the_stage_is_entered_again() -> None:
    lines = ["2026-03-05 approach dana", "2026-03-16 approach dana", "2026-05-04 approach dana"]
    assert path(*lines) == ["3 03-05..03-25", "3 no-answer 03-25..05-04", "3 05-04.."]
    assert [row["first"] for row in Story(lines).rows("stages", "dana")] == [1, 0, 0]


def test_an_approach_without_a_reminder_stays_approached() -> None:
    assert path("2026-03-05 approach dana") == ["3 03-05.."]


def test_a_reminder_marked_done_counts_from_that_day() -> None:
    story = ["a: 2026-03-05 approach dana", "2026-03-18 done R01/2 a"]
    assert path(*story) == ["3 03-05..03-27", "3 no-answer 03-27.."]


def test_skipping_the_reminder_gives_up_when_it_was_due() -> None:
    assert path("a: 2026-03-05 approach dana", "2026-03-10 skip R01/2 a") == [
        "3 03-05..03-16",
        "3 no-answer 03-16..",
    ]
    assert path("a: 2026-03-05 approach dana", "2026-03-20 skip R01/2 a") == [
        "3 03-05..03-20",
        "3 no-answer 03-20..",
    ]


def test_declined_until_the_next_approach_or_reply() -> None:
    assert path("2026-03-01 add dana aim", "2026-03-05 approach dana", "2026-03-07 answered dana no") == [
        "1 03-01..03-05",
        "3 03-05..03-07",
        "3 declined 03-07..",
    ]
    assert path("2026-03-07 met dana", "2026-03-08 answered dana no", "2026-03-09 answered dana later") == [
        "5 03-07..03-08",
        "5 declined 03-08..03-09",
        "5 03-09..",
    ]


def test_declined_counts_from_the_first_no() -> None:
    lines = ["2026-03-01 met dana", "2026-03-05 answered dana no", "2026-03-09 answered dana no"]
    assert path(*lines) == ["5 03-01..03-05", "5 declined 03-05.."]


def test_somebody_without_a_stage_is_in_no_side_state() -> None:
    assert path("2026-03-07 answered dana no") == []
    assert path("2025-01-07 touch dana out", "2025-01-07 cadence dana A") == []


def test_dormant_on_the_first_day_after_twice_the_cadence() -> None:
    lines = ["2026-03-01 met dana", "2026-03-01 cadence dana 10"]
    assert path(*lines) == ["5 03-01..03-22", "5 dormant 03-22.."]
    assert path(*lines, "2026-03-22 touch dana out") == ["5 03-01..04-12", "5 dormant 04-12.."]
    assert path(*lines, "2026-04-01 touch dana out", "2026-04-02 cadence dana never") == [
        "5 03-01..03-22",
        "5 dormant 03-22..04-01",
        "5 04-01..",
    ]


def test_done_is_contact_for_dormancy_and_skipped_is_not() -> None:
    lines = ["a: 2026-03-01 met dana", "2026-03-01 cadence dana 10"]
    assert path(*lines, "2026-03-11 done R09/dana a") == ["5 03-01..04-01", "5 dormant 04-01.."]
    assert path(*lines, "2026-03-11 skip R09/dana a") == ["5 03-01..03-22", "5 dormant 03-22.."]


def test_a_longer_cadence_ends_dormancy() -> None:
    lines = ["2026-03-01 met dana", "2026-03-01 cadence dana 10", "2026-03-25 cadence dana 30"]
    assert path(*lines) == ["5 03-01..03-22", "5 dormant 03-22..03-25", "5 03-25..05-01", "5 dormant 05-01.."]


def test_declined_hides_dormant() -> None:
    lines = ["2026-03-01 met dana", "2026-03-01 cadence dana 10", "2026-03-15 answered dana no"]
    assert path(*lines) == ["5 03-01..03-15", "5 declined 03-15.."]


def test_what_is_reached_in_a_side_state_counts_as_reached() -> None:
    lines = ["2026-03-01T09:00 touch dana in", "2026-03-01T10:00 answered dana no"]
    assert path(*lines) == ["4 03-01..03-01", "4 declined 03-01.."]
    assert [row["first"] for row in Story(lines).rows("stages", "dana")] == [0, 1]


def test_merged_people_climb_together() -> None:
    lines = ["2026-03-01 met dana", "2026-03-20 met omar", "2026-03-21 merge omar dana"]
    assert path(*lines) == ["5 03-01..03-20", "7 03-20.."]
    parted = Story(
        [
            "2026-03-01 met dana",
            "2026-03-20 met omar",
            "a: 2026-03-21 merge omar dana",
            "2026-03-22 withdraw a",
        ]
    )
    assert len(parted.rows("stages")) == 2


def counts(story: Story, day: str, since: str | None = None) -> dict[str, int]:
    document = funnel(
        story.tables().db, date.fromisoformat(day), date.fromisoformat(since) if since else None
    )
    stages = {one["stage"]: one["people"] for one in document["stages"] if one["people"]}
    return stages | {side: people for side, people in document["side"].items() if people}


def test_the_funnel_of_any_day_comes_from_the_same_rows() -> None:
    story = Story(
        [
            "2026-03-01 add dana aim",
            "2026-03-05 approach dana",
            "2026-03-16 approach dana",
            "2026-03-02 met omar",
        ]
    )
    assert counts(story, "2026-02-28") == {}
    assert counts(story, "2026-03-01") == {"identified": 1}
    assert counts(story, "2026-03-24") == {"approached": 1, "talked": 1}
    assert counts(story, "2026-03-25") == {"no-answer": 1, "talked": 1}
    assert counts(story, "2030-01-01") == {"no-answer": 1, "talked": 1}


def test_the_funnel_names_all_stages_and_side_states_even_when_empty() -> None:
    document = funnel(Story().tables().db, date(2026, 3, 1))
    assert [one["stage"] for one in document["stages"]] == list(STAGES)
    assert len(STAGES) == 8
    assert document["side"] == dict.fromkeys(SIDES, 0)
    assert document["n"] == 0
    assert document["stages"][0] == {
        "stage": "identified",
        "people": 0,
        "entered": 0,
        "conversion": None,
        "median_days": None,
    }


def approached(names: list[str], answered: dict[str, str]) -> Story:
    lines = [f"2026-03-05 approach {name}" for name in names]
    return Story(lines + [f"{day} answered {name} yes" for name, day in answered.items()])


def test_conversion_is_the_share_that_went_on_and_unsaid_under_five_people() -> None:
    five = approached(list(PEOPLE)[:5], {"dana": "2026-03-06", "omar": "2026-03-10"})
    third = funnel(five.tables().db, date(2026, 3, 31))["stages"][2]
    assert (third["people"], third["entered"], third["conversion"]) == (3, 5, 0.4)
    assert funnel(five.tables().db, date(2026, 3, 9))["stages"][2]["conversion"] == 0.2
    four = approached(list(PEOPLE)[:4], {"dana": "2026-03-06"})
    assert funnel(four.tables().db, date(2026, 3, 31))["stages"][2]["conversion"] is None


def test_entered_counts_from_since_to_the_day() -> None:
    story = Story(["2026-03-05 approach dana", "2026-03-10 approach omar", "2026-03-20 approach rita"])
    db = story.tables().db
    entered = [
        funnel(db, date(2026, 3, 19), since)["stages"][2]["entered"]
        for since in (None, date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 19))
    ]
    assert entered == [2, 2, 1, 0]


def test_the_median_is_of_finished_intervals() -> None:
    story = approached(["dana", "omar", "rita"], {"dana": "2026-03-06", "omar": "2026-03-11"})
    db = story.tables().db
    assert funnel(db, date(2026, 3, 31))["stages"][2]["median_days"] == 3.5
    assert funnel(db, date(2026, 3, 10))["stages"][2]["median_days"] == 1
    assert funnel(db, date(2026, 3, 5))["stages"][2]["median_days"] is None


def test_a_side_state_on_the_way_counts_into_the_time_it_took() -> None:
    story = Story(["2026-03-05 approach dana", "2026-03-16 approach dana", "2026-04-14 answered dana yes"])
    third = funnel(story.tables().db, date(2026, 4, 30))["stages"][2]
    assert (third["people"], third["entered"], third["median_days"]) == (0, 1, 40)


def test_the_hot_part_keeps_the_intervals_that_may_still_hold() -> None:
    story = Story(["2026-03-01 add dana aim", "2026-03-05 approach dana", "2026-03-16 approach dana"])
    hot = [(row["stage"], row["side"], row["entered"]) for row in story.rows("stages", part="hot")]
    assert sorted(hot, key=str) == [(3, "no-answer", "2026-03-25"), (3, None, "2026-03-05")]


def test_the_hot_part_gives_the_same_funnel() -> None:
    story = Story(["2026-03-01 add dana aim", "2026-03-05 approach dana", "2026-03-06 met omar"])
    day = date(2026, 3, 31)
    assert funnel(story.tables("hot").db, day) == funnel(story.tables().db, day)
