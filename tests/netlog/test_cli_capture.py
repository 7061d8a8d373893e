"""`netlog capture` by the real program: what is shown, what is recorded, and what is asked."""

import sys

import pytest

from tests.netlog.program import Program

ON = ("--on", "2026-03-05")
MEETING = "met Dana Wu (Acme) for coffee yesterday, she named Ravi Patel, thank her tomorrow"
WHOLE = "coffee with Dana Wu; she named Ravi Patel, Mia Brandt; asked for a referral; note: sails"
WORDS_A_MINUTE = 60
LETTERS_A_WORD = 5
at_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")


def names(program: Program, recorded: dict[str, object]) -> list[str]:
    """The events of a command, by the audit trail."""
    lines = {each["id"]: each for each in program.ok("log", "--json").lines}
    return [lines[each]["name"] for each in recorded["events"]]  # type: ignore[attr-defined]


def test_a_sentence_is_shown_and_recorded_as_one_unit_that_one_undo_takes_back(own: Program) -> None:
    done = own.ok("capture", MEETING, *ON)
    assert done.out.splitlines() == [
        "  new         Dana Wu, Acme",
        "  new         Ravi Patel",
        "  met         Dana Wu, coffee, Wed 4 Mar 2026",
        "  named       Ravi Patel, by Dana Wu, Wed 4 Mar 2026",
        "  thank       Dana Wu: your queue asks for it, Fri 6 Mar 2026",
        "recorded 5 entries · next: thank Dana Wu by Thu 5 Mar · take it back: netlog undo",
    ]
    assert [each["name"] for each in own.json("who")] == ["Dana Wu", "Ravi Patel"]
    own.ok("undo")
    assert own.json("who") == []


def test_a_whole_meeting_is_typed_in_under_twenty_seconds(own: Program) -> None:
    assert len(WHOLE) / LETTERS_A_WORD / WORDS_A_MINUTE * 60 < 20
    recorded = own.json("capture", WHOLE, *ON)
    assert [each["what"] for each in recorded["understood"]] == ["met", "named", "asked", "note"]
    assert {each["name"] for each in recorded["created"]} == {"Dana Wu", "Ravi Patel", "Mia Brandt"}
    assert sorted(names(own, recorded)) == sorted(
        ["meeting-held", *["person-added"] * 3, *["name-given"] * 2, "ask-made", "note-written"]
    )


def test_a_dry_run_records_nothing(own: Program) -> None:
    shown = own.json("capture", MEETING, "--dry-run")
    assert shown["dry_run"]
    assert shown["events"] == []
    assert own.json("status")["events"] == 0
    assert own.ok("capture", MEETING, "--dry-run").out.endswith("Nothing was recorded, as you asked.\n")


def test_known_people_are_found_by_a_part_of_their_names(own: Program) -> None:
    dana = own.add("Dana Wu")
    recorded = own.json("capture", "lunch with dana (Acme) last friday about grids")
    assert recorded["created"] == []
    assert recorded["understood"][0]["people"] == [{"id": dana, "name": "Dana Wu"}]
    assert own.json("who", "Dana")[0]["organisation"] == "Acme"


def test_what_is_not_understood_is_a_note_about_whom_was_spoken_of(own: Program) -> None:
    own.ok("capture", "call with Sam Reed: hiring freeze until Q2")
    assert [each["snippet"] for each in own.json("search", "freeze")] != []
    assert own.json("search", "freeze")[0]["person"]["name"] == "Sam Reed"


def test_what_names_nobody_waits_in_the_queue(own: Program) -> None:
    recorded = own.json("capture", "what a strange day")
    assert recorded["event"] == "todo-added"
    assert own.json("next", "--all")[0]["why"] == "what a strange day"


def test_a_promise_a_plan_and_a_reminder_are_each_what_they_are(own: Program) -> None:
    own.add("Dana Wu")
    recorded = own.json(
        "capture", "promised Dana a paper by friday. coffee with Dana in 9 days; remember milk"
    )
    assert names(own, recorded) == ["promise-made", "meeting-planned", "todo-added"]


def test_a_text_comes_from_standard_input_too(own: Program) -> None:
    recorded = own.json("capture", "-", given="met Dana Wu\nshe named Ravi Patel\n")
    assert [each["what"] for each in recorded["understood"]] == ["met", "named"]


def test_german_is_read_where_the_settings_say_so(own: Program) -> None:
    own.ok("config", "languages", "en", "de")
    recorded = own.json("capture", "habe gestern mit Dana Wu telefoniert, sie nannte Ravi Patel")
    assert [each["what"] for each in recorded["understood"]] == ["met", "named"]


def test_a_name_that_fits_several_is_refused_where_nobody_is_there_to_ask(own: Program) -> None:
    own.add("Dana Wu")
    own.add("Dana West")
    assert own.run("capture", "met Dana").code == 16
    assert own.run("capture", "met Dana Wuu").code == 16, "a typo, or somebody new"
    assert own.json("status")["events"] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [("met nobody yet", 17), ("met Dana on 03/04/2026", 2), ("x" * 16_001, 2), ("", 2)],
    ids=["lower case and unknown", "a date of two readings", "too long", "empty"],
)
def test_what_cannot_be_recorded_ends_in_its_exit_code(text: str, code: int, vault: Program) -> None:
    before = vault.json("status")["events"]
    assert vault.run("capture", text).code == code
    assert vault.json("status")["events"] == before


def test_without_a_vault_nothing_can_be_captured(nowhere: Program) -> None:
    assert nowhere.run("capture", MEETING).code == 10


@at_a_terminal
@pytest.mark.parametrize(("key", "code"), [("\r", 0), ("n", 1)], ids=["enter", "n"])
def test_somebody_who_is_there_decides(key: str, code: int, own: Program) -> None:
    ended, screen = own.on_a_terminal("capture", MEETING, answers=[(r"record this\?", key)])
    assert ended == code
    assert "met         Dana Wu, coffee" in screen
    assert bool(own.json("status")["events"]) == (code == 0)


@at_a_terminal
def test_yes_asks_nothing(own: Program) -> None:
    ended, screen = own.on_a_terminal("capture", MEETING, "--yes", answers=[])
    assert ended == 0
    assert "record this" not in screen


@at_a_terminal
def test_a_name_that_is_nearly_somebodys_is_asked_about_and_may_be_new(own: Program) -> None:
    own.add("Dana Wu")
    ended, screen = own.on_a_terminal(
        "capture", "met Dana Wo", answers=[(r"which one\?", "2\n"), (r"record this\?", "\r")]
    )
    assert ended == 0, screen
    assert [each["name"] for each in own.json("who")] == ["Dana Wo", "Dana Wu"]
