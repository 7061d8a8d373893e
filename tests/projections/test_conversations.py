"""What is planned, prepared, exchanged and introduced, as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from projections.briefing import briefing
from projections.conversations import open_plans, questions_for
from projections.exchange import ledger
from projections.introductions import brought, brought_by, may_use_name
from tests.projections.story import PEOPLE, Story

DANA, OMAR, LEE = PEOPLE["dana"], PEOPLE["omar"], PEOPLE["lee"]


def day(text: str) -> date:
    return date.fromisoformat(text)


def sheet(on: str, *lines: str) -> dict[str, Any]:
    found = briefing(Story(["2026-03-01 add dana", *lines]).tables().db, DANA, day(on))
    assert found is not None
    return found


def test_a_plan_is_open_until_it_is_moved_cancelled_or_held() -> None:
    story = Story(
        ["a: 2026-03-02 plan dana 2026-03-12", "2026-03-04 moved a 2026-03-20T09:00", "2026-03-21 met dana"]
    )
    db = story.tables().db
    at = {on: [plan["at"] for plan in open_plans(db, DANA, day(on))] for on in
          ("2026-03-01", "2026-03-02", "2026-03-04", "2026-03-20", "2026-03-21")}  # fmt: skip
    assert at == {
        "2026-03-01": [],
        "2026-03-02": ["2026-03-12"],
        "2026-03-04": ["2026-03-20T09:00"],
        "2026-03-20": ["2026-03-20T09:00"],
        "2026-03-21": [],
    }
    plan = story.said["a"].id
    assert {row["plan"] for row in story.rows("conversations") if row["kind"] == "planned"} == {plan}


def test_a_plan_belongs_to_everybody_in_it() -> None:
    db = Story(["2026-03-02 plan dana omar 2026-03-12"]).tables().db
    assert open_plans(db, DANA, day("2026-03-02")) == open_plans(db, OMAR, day("2026-03-02")) != []


def test_what_was_prepared_is_on_the_sheet_until_the_talk() -> None:
    lines = [
        "2026-03-02 question dana big who stays?",
        "2026-03-02 research dana profile",
        "2026-03-02 closing dana",
        "2026-03-05 met dana",
        "2026-03-05 question dana ind what keeps you awake?",
    ]
    before = sheet("2026-03-04", *lines)
    assert [len(layer["questions"]) for layer in before["questions"]["layers"]] == [1, 0, 0]
    assert [each["done"] for each in before["research"]] == [False, True, False]
    assert before["closing"] == "I hope to build boats"
    after = sheet("2026-03-05", *lines)
    assert [len(layer["questions"]) for layer in after["questions"]["layers"]] == [0, 0, 1]
    assert (after["closing"], after["last"]["on"]) == (None, "2026-03-05")


def test_what_could_be_offered_and_what_is_looked_for_stays() -> None:
    found = sheet(
        "2026-03-09", "2026-03-02 offer dana a look", "2026-03-02 need dana a flat", "2026-03-05 met dana"
    )
    assert (found["offers"], found["needs"]) == (["a look"], ["a flat"])


def test_a_sheet_that_lacks_nothing_says_so() -> None:
    layers = ["big", "big", "big", "org", "org", "org", "ind", "ind"]
    items = ["organisation", "profile", "industry"]
    found = sheet(
        "2026-03-02",
        *(f"2026-03-02 question dana {layer}" for layer in layers),
        *(f"2026-03-02 research dana {item}" for item in items),
        "2026-03-02 closing dana",
    )
    assert found["missing"] is None
    assert (found["questions"]["count"], found["questions"]["least"], found["questions"]["most"]) == (
        8,
        8,
        12,
    )


def test_the_sheet_says_what_was_learned_last_and_is_none_for_a_stranger() -> None:
    found = sheet("2026-03-09", *(f"2026-03-0{number} learned dana {number}" for number in range(2, 7)))
    assert found["learned"] == ["6", "5", "4"]
    assert briefing(Story().tables().db, DANA, day("2026-03-09")) is None


def test_the_questions_of_a_talk_can_be_asked_for_afterwards() -> None:
    story = Story(["a: 2026-03-02 question dana big who?", "2026-03-05 met dana", "2026-03-05 asked a yes"])
    (question,) = questions_for(story.tables().db, DANA, day("2026-03-05"))
    assert (question.text, question.asked_on, question.landed) == ("who?", "2026-03-05", "yes")
    assert questions_for(story.tables().db, DANA, day("2026-03-04")) == []


def test_a_talk_that_i_asked_for_is_time_received() -> None:
    db = Story(["2026-03-02 approach dana", "2026-03-05 met dana", "2026-03-09 met dana"]).tables().db
    found = ledger(db, DANA, day("2026-03-09"))
    assert (found["received"], found["minutes_received"]) == (1, 30)
    assert ledger(db, DANA, day("2026-03-04"))["received"] == 0


def test_both_directions_are_counted_and_promises_listed_until_they_are_kept() -> None:
    story = Story(
        [
            "2026-03-02 ask dana advice",
            "2026-03-02 got dana advice",
            "2026-03-03 introduced dana lee",
            "2026-03-04 give dana",
            "a: 2026-03-04 promise dana paper by 2026-03-20",
            "2026-03-06 kept a",
        ]
    )
    found = ledger(story.tables().db, DANA, day("2026-03-05"))
    assert (found["asked"], found["gave"], found["received"]) == (1, 1, 2)
    assert [(each["what"], each["due"]) for each in found["promises"]] == [("paper", "2026-03-20")]
    assert ledger(story.tables().db, DANA, day("2026-03-06"))["promises"] == []


def test_who_brought_whom_is_told_from_both_sides_with_what_came_of_it() -> None:
    story = Story(
        ["2026-03-02 named dana lee", "2026-03-04 introduced dana lee", "2026-03-05 answered lee yes"]
    )
    db = story.tables().db
    told = [(each["kind"], each["on"], each["result_on"]) for each in brought_by(db, LEE, day("2026-03-09"))]
    assert told == [("named", "2026-03-02", "2026-03-05"), ("introduced", "2026-03-04", "2026-03-05")]
    assert [each["person"]["id"] for each in brought(db, DANA, day("2026-03-09"))] == [LEE, LEE]
    assert brought_by(db, LEE, day("2026-03-03"))[0]["result_on"] is None
    assert len(brought_by(db, LEE, day("2026-03-03"))) == 1


def test_the_last_word_on_a_name_counts_and_one_for_anybody_holds_for_everybody() -> None:
    story = Story(
        ["2026-03-02 permit dana ask-first", "2026-03-04 permit dana yes lee", "2026-03-06 permit dana no"]
    )
    for part in ("hot", "cold"):
        db = story.tables(part).db
        assert may_use_name(db, DANA, LEE, day("2026-03-06")) == "no"
        assert may_use_name(db, OMAR, LEE, day("2026-03-06")) is None
    db = story.tables().db
    assert may_use_name(db, DANA, LEE, day("2026-03-05")) == "yes"
    assert may_use_name(db, DANA, OMAR, day("2026-03-05")) == "ask-first"


def test_a_permission_survives_that_either_of_the_two_was_merged() -> None:
    story = Story(
        [
            "2026-03-02 permit dana yes lee",
            "2026-03-03 merge omar dana",
            "2026-03-03 merge sam lee",
        ]
    )
    assert may_use_name(story.tables().db, OMAR, PEOPLE["sam"], day("2026-03-03")) == "yes"
