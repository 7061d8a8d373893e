"""The story of a person in lines that a person would say: no ids, no wire names."""

from __future__ import annotations

import re

import pytest

from events.conversations import ApproachSent, MeetingHeld
from events.registry import vocabulary
from projections.sentences import _sayings, said
from projections.timeline import timeline_of
from tests.projections.story import PEOPLE, Story

ADDED = [f"2026-02-01 add {name}" for name in ("omar", "lee")]

LINES = [
    ("2026-03-01 add dana import", "added, from an import"),
    ("2026-03-01 add dana via omar", "added, met through Omar Haddad"),
    ("2026-03-01 met dana", "met, 30 min, coffee"),
    ("2026-03-01 met dana omar", "met, 30 min, coffee, with 1 other"),
    ("2026-03-01 met dana omar lee", "met, 30 min, coffee, with 2 others"),
    ("2026-03-01 approach dana", "approached by email"),
    ("2026-03-01 approach dana through omar", "approached by email, mentioning Omar Haddad"),
    ("2026-03-01 approach omar through dana", "was mentioned when I approached Omar Haddad"),
    ("2026-03-01 answered dana redirected", "pointed me elsewhere"),
    ("2026-03-01 touch dana in", "heard from them by email"),
    ("2026-03-01 thank dana", "thanked"),
    ("2026-03-01 give dana", "gave link: an article"),
    ("2026-03-01 got dana advice", "gave me advice: help"),
    ("2026-03-01 named dana lee", "pointed me to Lee Park"),
    ("2026-03-01 named omar dana", "was named by Omar Haddad"),
    ("2026-03-01 named dana kim", "pointed me to somebody"),
    ("2026-03-01 named dana dana", "was named"),
    ("2026-03-01 cadence dana A", "to keep in touch every 21 days"),
    ("2026-03-01 cadence dana never", "no need to keep in touch"),
    ("2026-03-01 learned dana hiring soon", "learned: hiring soon"),
    ("2026-03-01 note dana likes boats", "noted: likes boats"),
    ("2026-03-01 todo call for dana", "to do: call"),
    ("2026-03-01 role dana CTO", "role: CTO"),
    ("2026-03-01 job dana at acme as CTO", "works elsewhere now, as CTO"),
    ("2026-03-01 job dana at acme", "works elsewhere now"),
    ("2026-03-01 untag dana rust", "no longer tagged rust"),
    ("2026-03-01 archive dana", "archived"),
    ("2026-03-01 restore dana", "back among the others"),
    ("2026-03-01 aside dana do-not-contact", "set aside: do not contact"),
    ("2026-03-01 invite dana", "invited on linkedin"),
    ("2026-03-01 accepted dana", "accepted my invitation"),
    ("2026-03-01 plan dana 2026-03-09T15:00", "to meet 9 Mar 2026 15:00, 30 min"),
    ("2026-03-01 plan dana omar 2026-03-09", "to meet 9 Mar 2026, 30 min, with 1 other"),
    ("2026-03-01 research dana industry", "read up on their industry"),
    ("2026-03-01 question dana big who stays?", "to ask (big picture): who stays?"),
    ("2026-03-01 closing dana", "closing sentence: I hope to build boats"),
    ("2026-03-01 permit dana yes", "I may use their name"),
    ("2026-03-01 permit dana ask-first lee", "I ask before I use their name with Lee Park"),
    ("2026-03-01 permit dana no lee", "I may not use their name with Lee Park"),
    ("2026-03-01 introduced dana lee", "introduced me by email to Lee Park"),
    ("2026-03-01 introduced omar dana", "introduced by Omar Haddad"),
    ("2026-03-01 reported dana", "told them what came of it: we talked"),
    ("2026-03-01 promise dana paper by 2026-03-09", "promised by 9 Mar 2026: paper"),
    ("2026-03-01 offer dana a look", "could offer: a look"),
    ("2026-03-01 need dana a flat", "looks for: a flat"),
]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_an_entry_is_said_in_words(line: str, expected: str) -> None:
    story = Story([*ADDED, line])
    assert [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])] == [expected]


def test_what_became_of_a_plan_a_question_and_a_promise_is_said_too() -> None:
    story = Story(
        [
            "a: 2026-03-01 plan dana 2026-03-09",
            "2026-03-02 moved a 2026-03-10",
            "2026-03-03 cancelled a them",
            "b: 2026-03-03 question dana big why?",
            "2026-03-04 asked b yes",
            "c: 2026-03-05 promise dana paper",
            "2026-03-06 kept c",
        ]
    )
    assert [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])] == [
        "to meet 9 Mar 2026, 30 min",
        "the talk was moved to 10 Mar 2026",
        "cancelled the talk",
        "to ask (big picture): why?",
        "asked a prepared question, it went well",
        "promised: paper",
        "kept a promise",
    ]


def test_word_of_an_introduction_is_a_line_of_the_introduced_person_too() -> None:
    story = Story([*ADDED, "2026-03-02 named omar dana", "2026-03-03 reported omar of dana"])
    assert [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])][-1] == (
        "what came of it was told to Omar Haddad"
    )


def test_no_line_holds_an_id_or_a_wire_name() -> None:
    story = Story([*ADDED, *(line for line, _ in LINES), "2026-03-02 merge dana lee"])
    said_lines = [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])]
    assert len(said_lines) > len(LINES)
    for line in said_lines:
        assert not re.search(r"[0-9a-hjkmnp-tv-z]{26}", line), line
        assert not any(re.search(rf"\b{name}\b", line) for name in vocabulary()), line


def test_somebody_who_was_named_and_added_is_one_line() -> None:
    story = Story(["2026-03-02 add sam via dana", "2026-03-05 add lee via dana", "2026-03-05 named dana lee"])
    assert [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])] == [
        "was the way to Sam Roe",
        "pointed me to Lee Park",
    ]


def test_somebody_who_was_merged_since_goes_by_the_name_he_has_now() -> None:
    story = Story(
        ["2026-03-01 add lee", "2026-03-01 add sam", "2026-03-02 named dana sam", "2026-03-03 merge sam lee"]
    )
    assert [one["line"] for one in timeline_of(story.tables().db, PEOPLE["dana"])] == [
        "pointed me to Sam Roe"
    ]


def test_lines_stand_in_the_order_of_what_happened_not_of_recording() -> None:
    story = Story(
        ["2026-03-09 met dana", "@2026-03-10 2026-03-02 approach dana", "@2026-03-11 2026-03-09 thank dana"]
    )
    assert [(one["day"], one["name"]) for one in timeline_of(story.tables().db, PEOPLE["dana"])] == [
        ("2026-03-02", "approach-sent"),
        ("2026-03-09", "meeting-held"),
        ("2026-03-09", "thanks-sent"),
    ]


def test_a_line_says_when_it_was_recorded_and_what_was_typed() -> None:
    story = Story(["@2026-03-10 2026-03 met dana"])
    (line,) = timeline_of(story.tables().db, PEOPLE["dana"])
    assert (line["day"], line["occurred"], line["recorded"]) == (
        "2026-03-01",
        "2026-03",
        "2026-03-10T12:00:01.000Z",
    )


def test_a_clock_beyond_the_calendar_says_nothing_of_recording() -> None:
    story = Story(["a: 2026-03-10 met dana"])
    story.writer.now_ms = 1 << 60
    story.tell("2026-03-11 thank dana")
    assert timeline_of(story.tables().db, PEOPLE["dana"])[-1]["recorded"] is None


def test_a_withdrawn_entry_is_no_line_and_reactions_are_none() -> None:
    story = Story(
        [
            "a: 2026-03-05 met dana",
            "b: 2026-03-05 met dana",
            "2026-03-06 skip R02/dana a",
            "2026-03-06 withdraw b",
        ]
    )
    assert [one["name"] for one in timeline_of(story.tables().db, PEOPLE["dana"])] == ["meeting-held"]


def test_long_words_are_kept_whole_beside_a_short_line() -> None:
    words = "what we spoke about " * 40
    line = said(MeetingHeld(people=(PEOPLE["dana"],), notes=words), frozenset({PEOPLE["dana"]}))
    assert line is not None
    assert line.text == words.strip()
    assert len(line.line) < 120


def test_every_event_that_is_part_of_a_story_has_words() -> None:
    silent = {
        "columns-explained",
        "entry-corrected",
        "entry-withdrawn",
        "holidays-dropped",
        "holidays-noted",
        "import-started",
        "import-finished",
        "campaign-closed",
        "campaign-paused",
        "campaign-started",
        "gathering-planned",
        "group-joined",
        "group-left",
        "nudge-done",
        "nudge-muted",
        "nudge-skipped",
        "nudge-snoozed",
        "organisation-added",
        "organisation-targeted",
        "organisation-untargeted",
        "pitch-revised",
        "sector-chosen",
        "sector-dropped",
        "working-days-set",
    }
    assert {kind.wire_name for kind in _sayings()} == set(vocabulary()) - silent
    assert ApproachSent in _sayings()
