"""What one is after, and how far one has come with it, by the real program."""

import pytest

from tests.netlog.program import Program


@pytest.fixture
def after(own: Program) -> Program:
    own.ok(
        "aim",
        "data for water",
        "--kind",
        "job",
        "--months",
        "6",
        "--who",
        "I read sensors",
        "--on",
        "2026-03-02",
    )
    return own


def test_an_aim_is_shown_with_what_one_says_of_oneself(after: Program) -> None:
    after.ok("aim", "--want", "a utility that measures", "--on", "2026-03-09")
    page = after.ok("aim").out
    assert "job, for work in 6 months, running since Mon 2 Mar 2026" in page
    assert "who I am:    I read sensors" in page
    assert "what I want: a utility that measures" in page
    assert "1 earlier version" in page
    assert "from Mon 2 Mar 2026" in after.ok("aim", "Data for Water").out


def test_an_aim_of_any_day_is_as_it_was_then(after: Program) -> None:
    after.ok("aim", "data for water", "--pause", "--why", "a journey", "--on", "2026-03-20")
    assert after.json("aim", "--on", "2026-03-19")[0]["state"] == "running"
    assert after.json("aim", "--on", "2026-03-20")[0]["state"] == "paused"
    after.ok("aim", "data for water", "--resume", "--on", "2026-04-20")
    assert after.json("aim")[0]["state"] == "running"


def test_what_is_said_at_length_is_told_and_recorded(after: Program) -> None:
    said = after.run("aim", "--want", " ".join(["word"] * 80))
    assert said.code == 0
    assert "83 words; under 75 are read" in said.err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["x", "--resume"], "there is no such aim: x"),
        (["--resume"], "this aim is running"),
        (["data for water", "--pause", "--close", "won"], "these do not go together: --pause and --close"),
        (
            ["data for water", "--pause", "--who", "me"],
            "what you say of yourself is noted by itself, without --pause",
        ),
        (["data for water", "--via", "Dana"], "--via says who led to the outcome"),
        (["data for water", "--why", "so"], "--why says why it rests or ended"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_type(
    after: Program, typed: list[str], told: str
) -> None:
    refused = after.run("aim", *typed)
    assert refused.code == 2
    assert told in refused.err
    assert "hint:" in refused.err


def test_several_aims_must_be_told_apart(after: Program) -> None:
    after.ok("aim", "boats")
    refused = after.run("aim", "--want", "a yard")
    assert refused.code == 2
    assert "several aims are running: " in refused.err


def test_an_end_names_who_led_to_it_and_undo_takes_it_back(after: Program) -> None:
    after.ok("add", "Dana Wu")
    after.ok("aim", "data for water", "--close", "won", "--via", "Dana")
    assert "through Dana Wu" in after.ok("aim").out
    after.ok("undo")
    assert after.json("aim")[0]["state"] == "running"


def test_coverage_names_the_gaps_where_one_wants_to_be(own: Program) -> None:
    own.ok("sector", "water")
    own.ok("org", "Acme", "--sector", "water", "--target", "1", "--why", "their leaks")
    own.ok("org", "Bell", "--sector", "Water")
    own.ok("add", "Dana Wu", "--at", "Acme", "--kind", "decision-maker")
    page = own.ok("coverage").out
    assert "water: 2 of 12 organisations" in page
    assert "○· Dana Wu  1 of 2–3 people" in page
    assert "targets        1 of 25\n" in page
    own.ok("add", "Lee Park", "--at", "Acme", "--kind", "hr")
    own.ok("met", "Lee")
    assert "●○ Lee Park, Dana Wu" in own.ok("coverage").out
    gaps = own.json("coverage", "--gaps")["sectors"][0]
    assert [one["organisation"]["name"] for one in gaps["organisations"]] == ["Bell"]


def test_coverage_of_nothing_says_how_to_begin(own: Program) -> None:
    assert "Begin with: netlog sector NAME" in own.ok("coverage").out
