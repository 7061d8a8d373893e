"""What is known of people and organisations, and who asks for no more attention, by the real program."""

from typing import Any

import pytest

from tests.netlog.program import Places, Program

MONDAY, TUESDAY, FRIDAY = "2026-03-02", "2026-03-03", "2026-03-06"


@pytest.fixture
def own(own: Program) -> Program:
    """A vault of this test alone, with somebody in it."""
    own.ok("add", "Dana Wu", "--at", "Contoso", "--tag", "rust", "--on", MONDAY)
    return own


def page(program: Program, *arguments: str) -> Any:
    return program.json("show", "Dana", *arguments)


def test_tags_come_and_go_in_one_call_and_find_people(own: Program) -> None:
    recorded = own.json("tag", "Dana", "mentor", "--remove", "RUST")
    assert [line["line"] for line in own.ok("log", "--json").lines[-2:]] == [
        "tagged mentor",
        "no longer tagged rust",
    ]
    assert len(recorded["events"]) == 2
    assert page(own)["tags"] == ["mentor"]
    assert [one["name"] for one in own.json("who", "--tag", "Mentor")] == ["Dana Wu"]
    assert own.json("who", "--tag", "rust") == []


def test_a_tag_that_is_not_there_is_answered_with_those_that_are(own: Program) -> None:
    done = own.run("tag", "Dana", "--remove", "ruts", "--json")
    assert (done.code, done.failure["hint"]) == (2, "Dana Wu has: rust")


def test_what_is_known_now_is_set_and_what_was_known_before_stays_in_the_story(own: Program) -> None:
    own.ok("set", "Dana", "name=Dana Wu-Berg", "email=d@example.org", "url=https://linkedin.com/in/d")
    own.ok("set", "Dana", "role=CTO", "at=Fabrikam", "kind=decision-maker", "aim=water")
    known = page(own)
    assert known["person"]["name"] == "Dana Wu-Berg"
    assert known["also"] == ["Dana Wu"]
    assert (known["organisation"]["name"], known["role"], known["kind"], known["aim"]) == (
        "Fabrikam",
        "CTO",
        "decision-maker",
        "water",
    )
    assert {each["kind"] for each in known["channels"]} == {"email", "linkedin"}
    assert "works elsewhere now, as CTO" in [line["line"] for line in known["timeline"]]


def test_a_job_that_was_taken_back_leaves_the_one_before(own: Program) -> None:
    own.ok("set", "Dana", "at=Fabrikam")
    own.ok("undo")
    assert page(own)["organisation"]["name"] == "Contoso"
    assert [one["organisation"]["name"] for one in own.json("org")] == ["Contoso"]


def test_somebody_archived_is_in_no_list_and_no_queue_until_restored(own: Program) -> None:
    own.ok("met", "Dana", "--on", MONDAY)
    own.ok("archive", "Dana", "--on", TUESDAY)
    assert own.json("who") == []
    assert own.json("next", "--all", "--on", FRIDAY) == []
    assert [one["name"] for one in own.json("who", "--archived")] == ["Dana Wu"]
    assert page(own)["archived_on"] == TUESDAY
    assert "archived Tue 3 Mar 2026" in own.ok("show", "Dana").out
    again = own.run("archive", "Dana", "--json")
    assert (again.code, again.failure["hint"]) == (2, "netlog restore PERSON")
    said = own.ok("restore", "Dana", "--on", FRIDAY).out
    assert said.startswith("Dana Wu is back, no longer archived, Fri 6 Mar 2026 · next: thank Dana Wu")
    assert [one["name"] for one in own.json("who")] == ["Dana Wu"]
    assert own.json("who", "--archived") == []


@pytest.mark.parametrize(
    ("side", "open_then"),
    [("ruled-out", ["R02"]), ("do-not-contact", []), ("just-nice", ["R02", "R03"])],
)
def test_whoever_is_set_aside_is_silent_as_far_as_that_goes(
    side: str, open_then: list[str], own: Program
) -> None:
    own.ok("met", "Dana", "--on", MONDAY)
    own.ok("set-aside", "Dana", side, "--why", "a reason", "--on", TUESDAY)
    assert [one["rule"] for one in own.json("next", "--all", "--on", "2026-03-16")] == open_then
    assert own.json("who", "--stage", side)[0]["name"] == "Dana Wu"
    own.ok("restore", "Dana", "--on", "2026-03-16")
    assert own.json("who", "--stage", side) == []
    assert [one["rule"] for one in own.json("next", "--all", "--on", "2026-03-16")] == ["R02", "R03"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["tag", "{}", "x"],
        ["set", "{}", "role=x"],
        ["set-aside", "{}", "just-nice"],
        ["archive", "{}"],
        ["restore", "{}"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_nobody_and_several_are_told_apart(arguments: list[str], vault: Program) -> None:
    for name in ("Sam Reed", "Sam Rhee"):
        if not vault.json("who", name):
            vault.add(name)
    unknown = vault.run(*(each.format("Nobody") for each in arguments), "--json")
    assert (unknown.code, unknown.failure["exit"]) == (17, 17)
    assert "netlog add" in unknown.failure["hint"]
    several = vault.run(*(each.format("Sam") for each in arguments), "--json")
    assert [each["name"] for each in several.failure["candidates"]] == ["Sam Reed", "Sam Rhee"]
    assert several.code == 16


def test_an_organisation_is_described_decided_about_and_shown(own: Program) -> None:
    recorded = own.json(
        "org", "Fabrikam", "--sector", "water", "--kind", "emp", "--place", "Porto", "--website", "https://f.example",
        "--alias", "Fab", "--target", "2", "--motivation", "3", "--why", "leak data", "--on", MONDAY,
    )  # fmt: skip
    assert recorded["created"] == [{"id": recorded["created"][0]["id"], "name": "Fabrikam"}]
    assert recorded["next"] is None
    assert [line["line"] for line in own.ok("log", "--json").lines[-2:]] == [
        "organisation: Fabrikam",
        "organisation targeted: Fabrikam",
    ]
    assert own.json("org", "fab") == {
        "organisation": recorded["created"][0],
        "also": ["Fab"],
        "sector": "water",
        "kind": "employer",
        "website": "https://f.example",
        "place": "Porto",
        "target": {"since": MONDAY, "rank": 2, "motivation": 3, "why": "leak data"},
        "people": [],
    }
    shown = own.ok("org", "Fabrikam").out
    assert "target 2 since Mon 2 Mar 2026, motivation 3 of 3" in shown
    assert "employer, water, Porto" in shown


def test_another_name_of_an_organisation_is_the_same_one(own: Program) -> None:
    own.ok("org", "Contoso", "--alias", "CT Ltd")
    own.ok("set", "Dana", "at=ct ltd")
    assert [one["organisation"]["name"] for one in own.json("org")] == ["Contoso"]


def test_targets_come_first_by_rank_and_end_when_they_are_none(own: Program) -> None:
    own.ok("org", "Zeta", "--target", "1", "--on", MONDAY)
    own.ok("org", "Beta", "--target", "--on", MONDAY)
    assert [one["organisation"]["name"] for one in own.json("org")] == ["Zeta", "Beta", "Contoso"]
    own.ok("org", "Zeta", "--no-target", "--why", "too far", "--on", TUESDAY)
    assert own.json("org", "Zeta")["target"] is None
    assert own.json("org", "Zeta", "--on", MONDAY)["target"]["rank"] == 1
    assert [one["organisation"]["name"] for one in own.json("org")] == ["Beta", "Contoso", "Zeta"]
    assert own.ok("log").out.count("organisation untargeted: Zeta") == 1


def test_one_that_was_heard_of_waits_for_a_decision_which_ends_it(own: Program) -> None:
    heard = own.json("org", "Initech", "--on", MONDAY)
    assert (heard["next"]["rule"], heard["next"]["due"]) == ("R05b", "2026-03-09")
    (nudge,) = own.json("next", "--on", "2026-03-09")
    assert nudge["suggest"] == "netlog org Initech --target"
    own.ok("org", "Initech", "--no-target", "--on", "2026-03-09")
    assert own.json("next", "--on", "2026-03-09") == []


def test_a_name_that_may_be_a_slip_is_said(own: Program) -> None:
    done = own.ok("org", "Contosso")
    assert "new beside Contoso" in done.err
    own.ok("undo")
    assert [one["organisation"]["name"] for one in own.json("org")] == ["Contoso"]


def test_sectors_are_chosen_counted_and_dropped(own: Program) -> None:
    own.ok("org", "Contoso", "--sector", "Water")
    own.ok("sector", "water", "--why", "pipes", "--on", MONDAY)
    own.ok("sector", "recruiters", "--intermediary", "--on", TUESDAY)
    water, recruiters = own.json("sector")
    assert water == {
        "sector": "water",
        "since": MONDAY,
        "why": "pipes",
        "intermediary": False,
        "organisations": 1,
    }
    assert recruiters["intermediary"]
    again = own.run("sector", "Water", "--json")
    assert (again.code, again.failure["error"]) == (2, "this sector is chosen already: water")
    own.ok("sector", "WATER", "--drop", "--on", FRIDAY)
    assert [one["sector"] for one in own.json("sector")] == ["recruiters"]
    assert [one["sector"] for one in own.json("sector", "--on", TUESDAY)] == ["water", "recruiters"]


def test_a_fourth_sector_is_advised_against_and_chosen(own: Program) -> None:
    for name in ("a", "b", "c"):
        assert own.ok("sector", name).err == ""
    assert "4 sectors are many" in own.ok("sector", "d").err
    assert len(own.json("sector")) == 4


def test_an_empty_notebook_says_what_to_type(places: Places) -> None:
    empty = places.program("empty")
    empty.init()
    assert "netlog org NAME" in empty.ok("org").out
    assert "netlog sector NAME" in empty.ok("sector").out
