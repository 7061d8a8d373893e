"""Two people of the notebook are one, and apart again, by the real program."""

import pytest

from tests.netlog.program import Program


@pytest.fixture
def own(own: Program) -> Program:
    """Dana twice, and somebody else."""
    own.ok("add", "Dana Wu", "--at", "Contoso", "--on", "2026-03-02")
    own.ok("add", "D. Wu", "--at", "Fabrikam", "--email", "d@example.org", "--on", "2026-03-03")
    own.ok("add", "Lee Park", "--on", "2026-03-04")
    own.ok("met", "D. Wu", "--learned", "likes trains", "--on", "2026-03-05")
    return own


def names(program: Program) -> list[str]:
    return [one["name"] for one in program.json("who")]


def test_everything_of_both_comes_together_under_the_first_name(own: Program) -> None:
    recorded = own.json("merge", "Dana Wu", "D. Wu")
    assert recorded["event"] == "people-merged"
    assert names(own) == ["Dana Wu", "Lee Park"]
    known = own.json("show", "Dana Wu")
    assert known["also"] == ["D. Wu"]
    assert [each["value"] for each in known["channels"]] == ["d@example.org"]
    assert "learned: likes trains" in [each["line"] for each in known["timeline"]]
    assert own.json("show", "D. Wu")["person"] == known["person"]


def test_undo_parts_them_and_undoing_that_joins_them_again(own: Program) -> None:
    before = own.json("status")["state"]
    own.ok("merge", "Dana Wu", "D. Wu")
    joined = own.json("status")["state"]
    apart = own.json("undo")
    assert own.json("status")["state"] == before
    assert names(own) == ["D. Wu", "Dana Wu", "Lee Park"]
    own.ok("undo", apart["id"])
    assert own.json("status")["state"] == joined


@pytest.mark.parametrize("first", ["Dana Wu", "Lee Park"])
def test_of_people_who_were_merged_before_the_shown_name_stays(own: Program, first: str) -> None:
    own.ok("merge", "Dana Wu", "D. Wu")
    second = "Lee Park" if first == "Dana Wu" else "Dana Wu"
    own.ok("merge", first, second)
    assert names(own) == [first]
    assert set(own.json("show", first)["also"]) == {"Dana Wu", "D. Wu", "Lee Park"} - {first}


def test_open_nudges_of_both_are_those_of_one(own: Program) -> None:
    (nudge,) = own.json("next", "--on", "2026-03-06")
    own.ok("merge", "Dana Wu", "D. Wu")
    (after,) = own.json("next", "--on", "2026-03-06")
    assert (after["nudge"], after["person"]["name"]) == (nudge["nudge"], "Dana Wu")
    own.ok("thank", "Dana Wu", "--on", "2026-03-06")
    assert own.json("next", "--on", "2026-03-06") == []


@pytest.mark.parametrize(
    ("one", "other", "code"), [("Dana Wu", "Dana Wu", 2), ("Dana Wu", "Nobody Here", 17)]
)
def test_what_makes_no_sense_changes_nothing(own: Program, one: str, other: str, code: int) -> None:
    before = own.json("status")["events"]
    done = own.run("merge", one, other, "--json")
    assert (done.code, own.json("status")["events"]) == (code, before)
    assert done.failure["hint"]


@pytest.mark.parametrize(("answer", "left"), [("n\n", 3), ("y\n", 2)])
def test_at_a_terminal_both_are_shown_and_it_is_asked(own: Program, answer: str, left: int) -> None:
    code, seen = own.on_a_terminal("merge", "Dana Wu", "D. Wu", answers=[("one person", answer)])
    assert code == 0
    assert "Fabrikam, 3 entries, last in touch 2026-03-05" in seen
    assert len(names(own)) == left
