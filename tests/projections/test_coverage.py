"""What the user is after, and how far he covers what he chose, as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.campaigns import known_campaigns
from projections.coverage import coverage
from tests.projections.story import PEOPLE, Story


def campaigns(on: str, *lines: str) -> list[dict[str, Any]]:
    return known_campaigns(Story(lines).tables("hot").db, date.fromisoformat(on))


def covered(on: str, *lines: str) -> dict[str, Any]:
    """The same from both kinds of tables, or the test fails here."""
    story, day = Story(lines), date.fromisoformat(on)
    found = coverage(story.tables("hot").db, day)
    assert found == coverage(story.tables().db, day)
    return found


def places(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        one["organisation"]["name"]: one for sector in document["sectors"] for one in sector["organisations"]
    }


LIFE = [
    "2026-03-01 campaign boats a builder",
    "2026-03-04 pitch boats a yard",
    "2026-03-09 pause boats",
    "2026-03-20 campaign boats",
    "2026-04-02 close boats won dana",
]


@pytest.mark.parametrize(
    ("on", "state", "since"),
    [
        ("2026-03-01", "running", "2026-03-01"),
        ("2026-03-08", "running", "2026-03-01"),
        ("2026-03-09", "paused", "2026-03-09"),
        ("2026-03-20", "running", "2026-03-20"),
        ("2026-04-02", "closed", "2026-04-02"),
    ],
)
def test_a_campaign_runs_rests_and_ends(on: str, state: str, since: str) -> None:
    (found,) = campaigns(on, *LIFE)
    assert (found["aim"], found["state"], found["since"]) == ("boats", state, since)
    assert found["outcome"] == ("won" if state == "closed" else None)


def test_there_is_no_campaign_before_it_began() -> None:
    assert campaigns("2026-02-28", *LIFE) == []


def test_every_version_of_a_pitch_stays_and_keeps_what_was_not_said_anew() -> None:
    (found,) = campaigns("2026-03-30", *LIFE)
    assert found["pitches"] == [
        {"since": "2026-03-01", "who_i_am": "a builder", "what_i_want": None},
        {"since": "2026-03-04", "who_i_am": "a builder", "what_i_want": "a yard"},
    ]


def test_who_led_to_the_outcome_is_named_even_after_a_merge() -> None:
    (found,) = campaigns(
        "2026-05-01", "2026-02-01 add dana", "2026-02-01 add omar", *LIFE, "2026-04-20 merge omar dana"
    )
    assert found["via"] == {"id": min(PEOPLE["dana"], PEOPLE["omar"]), "name": "Omar Haddad"}


def test_a_campaign_that_was_never_begun_is_neither_paused_nor_closed() -> None:
    assert campaigns("2026-05-01", "2026-03-01 pause boats", "2026-03-02 close boats over") == []


def test_what_runs_comes_first_however_its_name_is_written() -> None:
    found = campaigns("2026-05-01", *LIFE, "2026-04-10 campaign Rafts", "2026-04-12 campaign rafts")
    assert [(one["aim"], one["state"]) for one in found] == [("rafts", "running"), ("boats", "closed")]


SECTOR = ["2026-03-01 sector water", "2026-03-01 org acme water", "2026-03-01 org bell water"]


def test_an_organisation_lacks_people_until_two_are_named() -> None:
    lines = [*SECTOR, "2026-03-02 add dana at acme", "2026-03-05 add omar at acme"]
    assert places(covered("2026-03-04", *lines))["Acme"]["gap"] == "1 of 2–3 people"
    assert places(covered("2026-03-05", *lines))["Acme"]["gap"] == "no decision maker and nobody of HR"
    assert places(covered("2026-03-05", *lines))["Bell"]["gap"] == "0 of 2–3 people"


def test_one_decision_maker_and_one_of_hr_leave_no_gap() -> None:
    lines = [
        *SECTOR,
        "2026-03-02 add dana at acme",
        "2026-03-02 add omar at acme",
        "2026-03-02 kind dana decision-maker",
    ]
    assert places(covered("2026-03-09", *lines))["Acme"]["gap"] == "nobody of HR"
    whole = places(covered("2026-03-09", *lines, "2026-03-02 kind omar hr"))["Acme"]
    assert (whole["gap"], whole["line"], whole["hr"], whole["named"]) == (None, True, True, 2)


@pytest.mark.parametrize("decision", ["aside dana ruled-out", "aside dana just-nice", "archive dana"])
def test_whoever_is_out_of_it_does_not_count(decision: str) -> None:
    lines = [*SECTOR, "2026-03-02 add dana at acme", f"2026-03-09 {decision}"]
    assert places(covered("2026-03-08", *lines))["Acme"]["named"] == 1
    assert places(covered("2026-03-09", *lines))["Acme"]["named"] == 0


def test_an_organisation_that_was_decided_against_is_not_counted_nor_missed() -> None:
    lines = [*SECTOR, "2026-03-05 untarget bell", "2026-03-20 target bell"]
    assert covered("2026-03-04", *lines)["sectors"][0]["gap"] == "2 of 12 organisations"
    assert covered("2026-03-05", *lines)["sectors"][0]["gap"] == "1 of 12 organisations"
    assert covered("2026-03-20", *lines)["sectors"][0]["gap"] == "2 of 12 organisations"


def test_a_target_outside_the_chosen_sectors_is_shown_apart() -> None:
    lines = ["2026-03-01 org acme", "2026-03-01 org bell", "2026-03-02 target acme 1"]
    (outside,) = covered("2026-03-02", *lines)["sectors"]
    assert (outside["sector"], [one["organisation"]["name"] for one in outside["organisations"]]) == (
        None,
        ["Acme"],
    )
    assert covered("2026-03-01", *lines)["sectors"] == []


def test_targets_come_by_rank_and_a_missing_reason_is_counted() -> None:
    lines = [*SECTOR, "2026-03-02 target bell 1", "2026-03-02 target acme 2"]
    document = covered("2026-03-02", *lines)
    assert list(places(document)) == ["Bell", "Acme"]
    assert document["targets"] == {"chosen": 2, "of": 25, "without_reason": 2}


def test_recruiters_are_known_by_themselves_or_by_their_firm() -> None:
    document = covered(
        "2026-03-09",
        "2026-03-01 org acme search",
        "2026-03-01 intermediaries search",
        "2026-03-02 add dana at acme",
        "2026-03-02 add omar",
        "2026-03-02 add rita",
        "2026-03-02 kind omar recruiter",
        "2026-03-05 approach omar",
    )
    recruiters = document["recruiters"]
    assert (recruiters["people"], recruiters["firms"]) == (2, 1)
    assert (recruiters["approached"], recruiters["approached_this_week"]) == (1, 1)


def test_the_pace_counts_each_person_in_the_week_of_the_first_approach() -> None:
    lines = [
        "2026-03-01 add dana",
        "2026-03-01 add omar",
        "2026-03-01 add lee",
        "2026-03-03 approach dana",
        "2026-03-20 approach dana",
        "2026-03-21 met omar",
        "2026-03-24 approach lee",
    ]
    document = covered("2026-03-24", *lines)
    assert document["pace"] == [
        {"until": "2026-03-03", "approached": 1},
        {"until": "2026-03-10", "approached": 0},
        {"until": "2026-03-17", "approached": 0},
        {"until": "2026-03-24", "approached": 2},
    ]


def test_a_conversation_counts_where_it_was_held() -> None:
    document = covered("2026-03-09", *SECTOR, "2026-03-02 add dana at acme", "2026-03-05 met dana")
    assert document["organisations"] == {"known": 2, "with_two_named": 0, "with_one_talked": 1}
    assert places(document)["Acme"]["people"][0]["stage"] == "talked"
