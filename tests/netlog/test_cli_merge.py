import pytest

from tests.netlog.program import Program


@pytest.fixture
def twice(own: Program) -> tuple[Program, str, str]:
    """Somebody who was entered twice."""
    kept = own.add("Dana Wu", "--at", "Contoso", "--email", "dana@example.org")
    other = own.add("D. Wu", "--tag", "robotics", "--phone", "+44 20 7946 0001")
    own.ok("note", kept, "likes looms")
    own.ok("met", other, "--learned", "they hire in spring")
    return own, kept, other


def names(program: Program) -> list[str]:
    return [one["name"] for one in program.json("who")]


def test_two_entries_become_one_person_with_all_that_was_known(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    merged = program.json("merge", kept, other)
    assert (merged["event"], merged["created"]) == ("people-merged", [])
    shown = program.json("show", kept)
    assert (shown["person"]["name"], shown["also"]) == ("Dana Wu", ["D. Wu"])
    assert {each["kind"] for each in shown["channels"]} == {"email", "phone"}
    assert shown["tags"] == ["robotics"]
    lines = [each["line"] for each in shown["timeline"]]
    assert {"noted: likes looms", "learned: they hire in spring"} <= set(lines)
    assert shown == program.json("show", other)
    assert names(program) == ["Dana Wu"]


def test_the_first_of_the_two_gives_the_name(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    program.ok("merge", other, kept)
    assert names(program) == ["D. Wu"]


def test_undo_parts_them_again(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    before = program.json("status")["state"]
    merged = program.json("merge", kept, other)
    program.ok("undo", merged["id"])
    assert names(program) == ["D. Wu", "Dana Wu"]
    assert program.json("status")["state"] == before


@pytest.mark.parametrize("first", ["Dana Wu", "D. Wu"])
def test_whoever_was_merged_before_keeps_the_shown_name(first: str, twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    program.ok("merge", *((kept, other) if first == "Dana Wu" else (other, kept)))
    third = program.add("Dee Wu")
    program.ok("merge", first, third)
    assert names(program) == [first]
    assert set(program.json("show", first)["also"]) == {"Dana Wu", "D. Wu", "Dee Wu"} - {first}


def test_a_name_that_was_set_since_is_kept_too(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    program.ok("merge", kept, other)
    program.ok("set", kept, "name=Danuta Wu")
    program.add("Dee Wu")
    program.ok("merge", "Danuta", "Dee")
    assert names(program) == ["Danuta Wu"]


def test_people_see_what_is_joined_and_are_asked(twice: tuple[Program, str, str]) -> None:
    program, _, _ = twice
    code, screen = program.on_a_terminal("merge", "Dana", "D. Wu", answers=[(r"one person\?", "n\r")])
    assert code == 1
    assert "stays  Dana Wu, Contoso  ·  2 entries" in screen
    assert "joins  D. Wu  ·  4 entries" in screen
    assert "nothing was recorded" in screen
    assert len(names(program)) == 2
    code, screen = program.on_a_terminal("merge", "Dana", "D. Wu", answers=[(r"one person\?", "\r")])
    assert (code, names(program)) == (0, ["Dana Wu"])
    assert "Dana Wu and D. Wu are one person, shown as Dana Wu" in screen


def test_yes_asks_nothing(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    code, _ = program.on_a_terminal("merge", kept, other, "--yes", answers=[])
    assert (code, names(program)) == (0, ["Dana Wu"])


def test_nobody_is_merged_with_nobody_or_with_the_same_person(twice: tuple[Program, str, str]) -> None:
    program, kept, other = twice
    assert program.run("merge", kept, kept, "--json").code == 2
    assert program.run("merge", kept, "Zed", "--json").code == 17
    assert program.run("merge", kept, "Wu", "--json").code == 16
    program.ok("merge", kept, other)
    again = program.run("merge", other, kept, "--json")
    assert (again.code, "already" in again.failure["error"]) == (2, True)


def test_open_nudges_of_both_are_those_of_one(own: Program) -> None:
    own.ok("add", "Dana Wu", "--on", "2026-03-02")
    own.ok("add", "D. Wu", "--on", "2026-03-03")
    own.ok("met", "D. Wu", "--on", "2026-03-05")
    (nudge,) = own.json("next", "--on", "2026-03-06")
    own.ok("merge", "Dana Wu", "D. Wu")
    (after,) = own.json("next", "--on", "2026-03-06")
    assert (after["nudge"], after["person"]["name"]) == (nudge["nudge"], "Dana Wu")
    own.ok("thank", "Dana Wu", "--on", "2026-03-06")
    assert own.json("next", "--on", "2026-03-06") == []
