"""The verbs around conversations, by the real program: invitations, plans, preparation, introductions,
promises.
"""

from typing import Any

import pytest

from tests.netlog.program import Done, Program

DAY = "2026-03-05"


@pytest.fixture(scope="module", autouse=True)
def people(vault: Program) -> dict[str, str]:
    return {name: vault.add(f"{name} Wu") for name in ("Dana", "Lee")}


@pytest.fixture
def own_people(own: Program) -> Program:
    own.add("Dana Wu", "--at", "Contoso")
    own.add("Lee Park", "--at", "Initech")
    return own


def failed(done: Done, code: int) -> dict[str, Any]:
    assert (done.code, done.out) == (code, ""), done
    return done.failure


def rules(items: list[dict[str, Any]]) -> list[str]:
    return [item["rule"] for item in items]


COMMANDS = [
    (["invite", "Dana", "--network", "xing", "--variant", "same field"], ["invitation-sent"]),
    (["accepted", "Dana"], ["invitation-accepted"]),
    (
        ["plan", "Dana", "2026-03-09 15:00", "--minutes", "30", "--medium", "tea", "--purpose", "boats"],
        ["meeting-planned"],
    ),
    (["named", "Dana", "Mia Brandt"], ["person-added", "name-given"]),
    (
        ["named", "Dana", "Uma Patel", "--at", "Initech", "--may-mention", "ask-first"],
        ["person-added", "organisation-added", "name-given", "permission-recorded"],
    ),
    (["introduced", "Dana", "--to", "Lee", "--by", "email"], ["introduction-made"]),
    (["reported-back", "Dana", "we talked"], ["introduction-reported-back"]),
    (["promise", "Dana", "a paper", "--by-date", "2026-03-20"], ["promise-made"]),
    (
        [
            *("prep", "Dana", "--research", "profile", "--research", "industry", "--note", "a thesis"),
            *("--question", "big", "who stays?", "--question", "individual", "what next?"),
            *("--closing", "boats", "--offer", "a look", "--need", "a flat"),
        ],
        [
            *("research-done", "research-done", "question-prepared", "question-prepared"),
            *("closing-prepared", "offer-noted", "need-noted"),
        ],
    ),
]


@pytest.mark.parametrize(("arguments", "events"), COMMANDS, ids=[" ".join(events) for _, events in COMMANDS])
def test_a_verb_records_its_events_as_one_command_on_the_day_that_was_said(
    arguments: list[str], events: list[str], vault: Program
) -> None:
    recorded = vault.json(*arguments, "--on", DAY)
    assert (recorded["event"], recorded["events"][0]) == (events[0], recorded["id"])
    lines = {line["id"]: line for line in vault.ok("log", "--json").lines}
    entries = [lines[entry] for entry in recorded["events"]]
    assert [entry["name"] for entry in entries] == events
    assert {entry["occurred"] for entry in entries} == {DAY}
    assert {entry["part_of"] for entry in entries[1:]} <= {recorded["id"]}


@pytest.mark.parametrize(
    "arguments",
    [
        ["invite", "Nobody"],
        ["accepted", "Nobody"],
        ["plan", "Nobody", "tomorrow"],
        ["plan", "Nobody", "--cancel"],
        ["prep", "Nobody"],
        ["prep", "Nobody", "--closing", "boats"],
        ["named", "Nobody", "Mia"],
        ["introduced", "Dana", "--to", "Nobody"],
        ["introduced", "Nobody", "--to", "Dana"],
        ["reported-back", "Nobody", "x"],
        ["promise", "Nobody", "x"],
    ],
    ids=" ".join,
)
def test_17_nobody_of_that_name(arguments: list[str], vault: Program) -> None:
    assert failed(vault.run(*arguments, "--json"), 17)["error"] == "no such person: Nobody"


@pytest.mark.parametrize(
    "arguments",
    [["invite", "Wu"], ["plan", "Wu", "tomorrow"], ["prep", "Wu"], ["promise", "Wu", "x"]],
    ids=" ".join,
)
def test_16_a_name_that_fits_several(arguments: list[str], vault: Program) -> None:
    assert len(failed(vault.run(*arguments, "--json"), 16)["candidates"]) == 2


@pytest.mark.parametrize(
    ("arguments", "why", "hint"),
    [
        (["plan", "Dana"], "say when", "fri 15:00"),
        (["plan", "Dana", "2026-03-04"], "that day is past", "netlog met PERSON --on 2026-03-04"),
        (["plan", "Dana", "april 2026"], "a plan needs a day", "fri 15:00"),
        (["plan", "Dana", "--move", "2026-03-09", "--cancel"], "either moved or cancelled", "--move WHEN"),
        (["prep", "Dana", "--note", "x"], "on what?", "--research"),
        (["prep", "Dana", "--question", "deep", "why?"], "cannot be deep", ""),
        (["named", "Dana", "Mia", "--may-mention", "perhaps"], "cannot be perhaps", ""),
        (["introduced", "Dana", "--to", "Dana"], "introduced to oneself", "--to PERSON"),
        (["promise", "Dana", "x", "--by-date", "someday"], "not a date", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_2_what_makes_no_sense_is_refused_with_something_to_type(
    arguments: list[str], why: str, hint: str, vault: Program
) -> None:
    failure = failed(vault.run(*arguments, "--on", DAY, "--json"), 2)
    assert why in failure["error"]
    assert hint in (failure["hint"] or "")


def test_a_plan_says_what_was_understood_and_what_comes_next(own_people: Program) -> None:
    said = own_people.ok("plan", "Dana", "2090-03-15 15:00", "--minutes", "30", "--on", DAY).out
    assert said == (
        "planned with Dana Wu, Thu 5 Mar 2026, for Wed 15 Mar 2090 15:00, 30 min"
        " · next: prepare for Dana Wu by Mon 13 Mar 2090\n"
    )


def test_a_plan_is_moved_then_cancelled_and_then_there_is_none(own_people: Program) -> None:
    own_people.ok("plan", "Dana", "in 9 days")
    assert own_people.json("plan", "Dana", "--move", "in 12 days 09:00")["event"] == "meeting-moved"
    (plan,) = own_people.json("show", "Dana")["plans"]
    assert plan["at"].endswith("T09:00")
    assert own_people.json("plan", "Dana", "--cancel", "them")["event"] == "meeting-cancelled"
    document = own_people.json("show", "Dana")
    assert (document["plans"], document["nudges"]) == ([], [])
    assert (
        "nothing is planned with Dana Wu"
        in failed(own_people.run("plan", "Dana", "--cancel", "--json"), 17)["error"]
    )
    own_people.ok("undo")
    assert own_people.json("show", "Dana")["plans"] == [plan]


def test_of_several_plans_the_day_says_which(own_people: Program) -> None:
    for days in (9, 12):
        own_people.ok("plan", "Dana", f"in {days} days", "--medium", f"in {days}")
    failure = failed(own_people.run("plan", "Dana", "--cancel", "--json"), 16)
    assert len(failure["candidates"]) == 2
    assert "netlog plan PERSON DAY --cancel" in failure["hint"]
    own_people.ok("plan", "Dana", "in 12 days", "--cancel")
    assert [plan["medium"] for plan in own_people.json("show", "Dana")["plans"]] == ["in 9"]


def test_the_sheet_counts_what_is_there_and_says_what_is_missing(own_people: Program) -> None:
    own_people.ok("named", "Lee", "Dana Wu", "--may-mention", "ask-first")
    own_people.ok("plan", "Dana", "in 9 days", "--purpose", "how they hire")
    own_people.ok("promise", "Dana", "the grid study")
    own_people.ok(
        "prep", "Dana", "--research", "profile", "--note", "a thesis", "--question", "big", "who stays?"
    )
    page = own_people.ok("prep", "Dana").out
    assert "how they hire" in page
    assert "named by Lee Park: ask before you use the name" in page
    assert "you promised: the grid study" in page
    assert "Research 1 of 3\n  [ ] organisation\n  [x] profile\n      a thesis\n  [ ] industry" in page
    assert "Questions 1 of 8 to 12\n  The big picture" in page
    assert "Still missing: 1 of 3 researched, 1 of 8 questions, none on" in page
    document = own_people.json("prep", "Dana")
    assert document["questions"]["layers"][0]["questions"][0]["text"] == "who stays?"
    assert document["introduced_by"][0]["may_mention"] == "ask-first"


def test_the_sheet_of_another_day_knows_nothing_of_later_ones(own_people: Program) -> None:
    own_people.ok("prep", "Dana", "--closing", "boats", "--on", "2026-03-09")
    assert own_people.json("prep", "Dana", "--on", "2026-03-08")["closing"] is None
    assert own_people.json("prep", "Dana", "--on", "2026-03-09")["closing"] == "boats"


def test_more_questions_than_can_be_asked_are_a_reason_to_choose(own_people: Program) -> None:
    questions = [part for number in range(13) for part in ("--question", "big", f"why {number}?")]
    own_people.ok("prep", "Dana", *questions)
    assert "More than 12: choose" in own_people.ok("prep", "Dana").out


def test_using_a_name_without_permission_is_said_and_stands_in_nobodys_way(own_people: Program) -> None:
    through = ["approach", "Dana", "--by", "email", "--purpose", "boats", "--via", "Lee"]
    told = own_people.ok(*through).err
    assert "not noted whether you may use the name of Lee Park" in told
    assert "Networking Schmetworking" in told
    assert 'netlog named "Lee Park" "Dana Wu" --may-mention yes' in told
    own_people.ok("named", "Lee", "Dana Wu", "--may-mention", "ask-first")
    assert "wants to be asked before" in own_people.ok(*through).err
    own_people.ok("named", "Lee", "Dana Wu", "--may-mention", "no")
    assert "does not want to be named" in own_people.ok(*through).err
    own_people.ok("named", "Lee", "Dana Wu", "--may-mention", "yes")
    assert own_people.ok(*through).err == ""


def test_a_permission_for_somebody_named_before_names_nobody_again(own_people: Program) -> None:
    own_people.ok("named", "Lee", "Dana Wu")
    again = own_people.json("named", "Lee", "Dana Wu", "--may-mention", "yes")
    assert (again["event"], len(again["events"]), again["created"]) == ("permission-recorded", 1, [])


def test_what_came_of_a_name_is_owed_to_the_giver_until_told_or_done(own_people: Program) -> None:
    own_people.ok("named", "Lee", "Dana Wu", "--on", "2026-03-02")
    own_people.ok("answered", "Dana", "no", "--on", "2026-03-03")
    (owed,) = own_people.json("next", "--on", "2026-03-06")
    assert (owed["rule"], owed["person"]["name"], owed["about"]["name"]) == ("R04", "Lee Park", "Dana Wu")
    own_people.ok("done", "Lee")
    assert own_people.json("next") == []
    own_people.ok("undo")
    assert rules(own_people.json("next")) == ["R04"]
    said = own_people.ok("reported-back", "Lee", "she has no time this year").out
    assert ", of Dana Wu" in said
    assert own_people.json("show", "Dana")["timeline"][-1]["line"].endswith("was told to Lee Park")
    assert own_people.json("next") == []


def test_a_promise_is_kept_by_done_and_by_a_gift_that_is_said_to_be_it(own_people: Program) -> None:
    own_people.ok("promise", "Dana", "the grid study", "--on", "2026-03-02")
    own_people.ok("give", "Dana", "news", "about grids")
    assert rules(own_people.json("next")) == ["promise"]
    given = own_people.json("give", "Dana", "link", "the study", "--promised")
    assert (given["event"], len(given["events"])) == ("value-given", 2)
    assert own_people.json("next") == []
    own_people.ok("promise", "Dana", "a book", "--on", "2026-03-02")
    assert own_people.json("done", "Dana")["event"] == "promise-kept"
    assert own_people.json("next") == []


def test_a_gift_can_only_be_the_promise_if_there_is_exactly_one(own_people: Program) -> None:
    gift = ["give", "Dana", "link", "the study", "--promised", "--json"]
    assert failed(own_people.run(*gift), 17)["error"] == "nothing is promised to Dana Wu"
    own_people.ok("promise", "Dana", "the study")
    own_people.ok("promise", "Dana", "a book")
    failure = failed(own_people.run(*gift), 16)
    assert "netlog done ID" in failure["hint"]
    assert len(failure["candidates"]) == 2
    assert own_people.json("show", "Dana")["exchange"]["gave"] == 0, "nothing was recorded"


def test_two_names_at_one_new_organisation_make_one_organisation(own_people: Program) -> None:
    recorded = own_people.json("met", "Dana", "--named", "Ada Roe @ Hooli", "--named", "Ben Roe @ Hooli")
    entries = {line["id"]: line["name"] for line in own_people.ok("log", "--json").lines}
    assert [entries[entry] for entry in recorded["events"]].count("organisation-added") == 1


def test_a_talk_that_is_still_planned_is_said_after_another_one(own_people: Program) -> None:
    own_people.ok("plan", "Dana", "2090-03-15 15:00")
    done = own_people.ok("met", "Dana")
    assert "still planned: Wed 15 Mar 2090 15:00" in done.err
    assert 'netlog plan "Dana Wu" --cancel' in done.err
    assert own_people.ok("met", "Lee").err == ""


def test_a_question_can_be_read_from_standard_input(own_people: Program) -> None:
    own_people.ok("prep", "Dana", "--question", "org", "-", given="what changed\nsince May?\n")
    assert "- what changed since May?" in own_people.ok("prep", "Dana").out
