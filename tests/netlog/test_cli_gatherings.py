"""Where many came together, and who got in touch by themselves, by the real program."""

import pytest

from tests.netlog.program import Program


@pytest.fixture
def known(own: Program) -> Program:
    own.ok("add", "Dana Wu", "--at", "Contoso", "--aim", "water", "--on", "2026-03-02")
    own.ok("add", "Lee Park", "--on", "2026-03-02")
    return own


def lines(program: Program, name: str) -> list[str]:
    return [line["line"] for line in program.json("show", name)["timeline"]]


def test_an_evening_stands_in_the_story_of_everybody_who_was_there(known: Program) -> None:
    said = known.ok("attended", "Data for Water", "--with", "Dana", "--with", "Lee", "--minutes", "90").out
    assert said.startswith("attended Data for Water, ")
    assert "with Dana Wu and Lee Park, 90 min" in said
    for name in ("Dana", "Lee"):
        assert lines(known, name)[-1] == "both at Data for Water, 90 min, with 1 other"


def test_being_there_together_is_contact_but_no_talk(known: Program) -> None:
    known.ok("attended", "Data for Water", "--with", "Dana", "--on", "2026-03-05")
    shown = known.json("show", "Dana")
    assert (shown["last_touch"], shown["stage"]) == ("2026-03-05", "identified")


def test_an_evening_alone_stands_in_the_log_and_is_found(known: Program) -> None:
    entry = known.json("attended", "Grid fair", "--goal", "two names", "--on", "2026-03-05")["id"]
    last = known.ok("log", "--json").lines[-1]
    assert (last["id"], last["line"]) == (entry, "at Grid fair: two names")
    assert [hit["entry"] for hit in known.json("search", "fair")] == [entry]


def test_whoever_gets_in_touch_has_answered(known: Program) -> None:
    known.ok("approach", "Dana", "--by", "email", "--on", "2026-03-03")
    said = known.ok("inbound", "Dana", "--about", "they hire", "--by", "phone", "--on", "2026-03-05").out
    assert said.startswith("Dana Wu got in touch by phone")
    shown = known.json("show", "Dana")
    assert (shown["last_touch"], shown["stage"]) == ("2026-03-05", "answered")
    assert lines(known, "Dana")[-1] == "got in touch by phone of their own accord: they hire"
    assert known.json("next", "--on", "2026-03-20") == []


def test_what_came_is_listed_and_counted(known: Program) -> None:
    known.ok("inbound", "Dana", "--about", "they hire", "--relevance", "3", "--on", "2026-03-05")
    new = known.json(
        "inbound", "--from", "Initech", "--about", "a post", "--kind", "job", "--on", "2026-04-01"
    )
    assert [each["name"] for each in new["created"]] == []
    known.ok("inbound", "--about", "an odd letter", "--on", "2026-04-02")
    found = known.json("inbound", "--list", "--on", "2026-04-01")
    assert [(each["on"], each["about"]) for each in found["inbound"]] == [
        ("2026-04-01", "a post"),
        ("2026-03-05", "they hire"),
    ]
    assert [each["organisation"]["name"] for each in found["organisations"]] == ["Contoso", "Initech"]
    assert len(found["months"]) == 24
    assert found["months"][-2:] == [{"month": "2026-03", "count": 1}, {"month": "2026-04", "count": 1}]
    assert found["relevance"] == {"0": 0, "1": 0, "2": 0, "3": 1, "unrated": 1}
    page = known.ok("inbound", "--list", "--on", "2026-04-02").out
    assert "somebody: an odd letter" in page
    assert "Dana Wu, Contoso: they hire · relevant: much" in page


def test_a_list_without_anything_says_how_to_begin(known: Program) -> None:
    assert "netlog inbound PERSON --about TEXT" in known.ok("inbound", "--list").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["inbound", "Dana"], 2),
        (["inbound", "Dana", "--list"], 2),
        (["inbound", "Dana", "--about", "x", "--relevance", "4"], 2),
        (["inbound", "Nobody", "--about", "x"], 17),
        (["attended"], 2),
        (["attended", "Fair", "--with", "Nobody"], 17),
    ],
)
def test_what_makes_no_sense_records_nothing(known: Program, arguments: list[str], code: int) -> None:
    before = known.json("status")["events"]
    assert known.run(*arguments, "--json").code == code
    assert known.json("status")["events"] == before
