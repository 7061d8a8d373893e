"""An entry was wrong: it is put right, and what it said before stays to be seen, by the real program."""

from typing import Any

import pytest

from tests.netlog.program import Program

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


@pytest.fixture
def own(own: Program) -> Program:
    own.ok("add", "Dana Wu", "--at", "Contoso", "--on", MONDAY)
    own.ok("add", "Lee Park", "--on", MONDAY)
    return own


@pytest.fixture
def meeting(own: Program) -> str:
    recorded = own.json(
        "met", "Dana", "--minutes", "30", "--note", "budgets", "--learned", "they hire", "--on", TUESDAY
    )
    entry: str = recorded["id"]
    return entry


def lines(program: Program, person: str = "Dana") -> dict[str, str]:
    return {each["line"]: each["day"] for each in program.json("show", person)["timeline"]}


def fields(program: Program, entry: str) -> Any:
    return program.json("correct", entry)["fields"]


def test_a_field_says_what_is_right_from_now_on(own: Program, meeting: str) -> None:
    done = own.ok("correct", meeting[:6], "minutes=45", "notes=budgets close in June")
    assert "minutes 30 → 45" in done.out
    assert "met, 45 min: budgets close in June" in lines(own)
    assert fields(own, meeting)["minutes"] == 45


def test_the_day_moves_with_all_that_was_recorded_then(own: Program, meeting: str) -> None:
    recorded = own.json("correct", meeting, "on=2026-03-05")
    assert len(recorded["events"]) == 2
    assert lines(own)["met, 30 min: budgets"] == lines(own)["learned: they hire"] == "2026-03-05"
    own.ok("undo")
    assert lines(own)["met, 30 min: budgets"] == lines(own)["learned: they hire"] == TUESDAY


def test_a_meeting_moves_to_the_person_it_was_with(own: Program, meeting: str) -> None:
    own.ok("correct", meeting, "people=Lee")
    assert "met, 30 min: budgets" in lines(own, "Lee")
    assert "met, 30 min: budgets" not in lines(own)
    assert own.json("next", "--on", "2026-03-05")[0]["person"]["name"] == "Lee Park"


def test_one_more_was_there(own: Program, meeting: str) -> None:
    own.ok("correct", meeting, "people=Dana, Lee Park")
    assert "met, 30 min, with 1 other: budgets" in lines(own, "Lee")


def test_a_value_is_taken_away(own: Program, meeting: str) -> None:
    own.ok("correct", meeting, "notes=", "minutes=")
    assert "met" in lines(own)
    assert set(fields(own, meeting)) == {"on", "people"}


def test_a_person_gets_another_place_a_new_one_too(own: Program) -> None:
    (added, *_) = own.ok("log", "--json", "--person", "Dana").lines
    own.ok("correct", added["id"], "organisation=NewCo", "role=CTO", "role-kind=peer", "name=Dana Wu-Berg")
    known = own.json("show", "Dana")
    assert (known["person"]["name"], known["organisation"]["name"], known["role"], known["kind"]) == (
        "Dana Wu-Berg", "NewCo", "CTO", "peer",
    )  # fmt: skip
    assert "Dana Wu" not in known["also"], "it never was right"


def test_corrections_add_up_and_each_can_be_taken_back(own: Program, meeting: str) -> None:
    first = own.json("correct", meeting, "minutes=45")
    own.ok("correct", meeting, "medium=phone")
    own.ok("undo", first["id"])
    assert fields(own, meeting)["minutes"] == 30
    assert fields(own, meeting)["medium"] == "phone"


def test_without_fields_it_shows_what_the_entry_says_and_may_say(own: Program, meeting: str) -> None:
    seen = own.ok("correct", meeting).out
    assert "minutes = 30" in seen
    assert "people = Dana Wu" in seen
    assert "not said: medium" in seen
    assert own.json("correct", meeting)["may_be"][:3] == ["on", "people", "minutes"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("minutes=many", "a number"),
        ("minutes=-5", "does not fit"),
        ("my-talk-share=9", "does not fit"),
        ("they-know-what-i-want=maybe", "is one of yes, no, unsure"),
        ("people=", "must say its people"),
        ("colour=red", "no such field"),
        ("minutes", "no FIELD=VALUE"),
        ("minutes=30", "says so already"),
        ("on=", "must say"),
        ("on=someday", "not a date"),
        ("on=2099-01-01", "still to come"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_recorded(
    own: Program, meeting: str, typed: str, says: str
) -> None:
    before = own.json("status")["events"]
    done = own.run("correct", meeting, typed, "--json")
    assert done.code == 2
    assert says in done.failure["error"]
    assert done.failure["hint"]
    assert own.json("status")["events"] == before


def test_one_field_is_said_once(own: Program, meeting: str) -> None:
    assert own.run("correct", meeting, "minutes=1", "minutes=2").code == 2


def test_an_entry_that_does_not_count_is_not_corrected(own: Program, meeting: str) -> None:
    own.ok("undo", meeting)
    done = own.run("correct", meeting, "minutes=45", "--json")
    assert (done.code, done.failure["hint"]) == (1, "netlog log   (it says what took it back)")


def test_a_correction_is_not_corrected(own: Program, meeting: str) -> None:
    made = own.json("correct", meeting, "minutes=45")
    assert own.run("correct", made["id"], "target=x").code == 2


@pytest.mark.parametrize(("entry", "code"), [("zzzz", 17), ("zz", 2)])
def test_an_entry_that_is_not_there_is_said(own: Program, entry: str, code: int) -> None:
    assert own.run("correct", entry, "minutes=1").code == code


def test_somebody_unknown_is_17(own: Program, meeting: str) -> None:
    assert own.run("correct", meeting, "people=Nobody Here").code == 17


def test_the_history_has_every_value_and_who_changed_it(own: Program, meeting: str) -> None:
    own.ok("set", "Dana", "role=CTO", "--on", TUESDAY)
    own.ok("set", "Dana", "role=CEO")
    taken = own.json("undo")
    own.ok("correct", meeting, "minutes=45")
    rows = own.json("show", "Dana", "--history")["history"]
    assert [(row["field"], row["before"], row["value"]) for row in rows] == [
        ("name", None, "Dana Wu"),
        ("organisation", None, "Contoso"),
        ("role", None, "CTO"),
        ("role", None, "CEO"),
        ("minutes", "30", "45"),
    ]
    assert [row["taken_back_by"] for row in rows] == [None, None, None, taken["id"], None]
    assert (rows[4]["of"], rows[4]["line"]) == (meeting, "met, 30 min: budgets")
    assert {row["device"] for row in rows} == {"device 1"}
    seen = own.ok("show", "Dana", "--history").out
    assert "30 → 45" in seen
    assert f"taken back by {taken['id'][:8]}" in seen
    assert "history" not in own.json("show", "Dana")


def test_log_says_what_was_corrected_by_what(own: Program, meeting: str) -> None:
    made = own.json("correct", meeting, "minutes=45")
    found = {line["id"]: line for line in own.ok("log", "--json").lines}
    assert found[meeting]["corrected_by"] == [made["id"]]
