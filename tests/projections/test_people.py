"""One row a person, whatever was merged, corrected or learned later; and the questions about people."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from projections.sentences import folded, short
from projections.who import representative, show, who
from tests.projections.story import PEOPLE, PLACES, Story

DAY = date(2026, 4, 1)


def person(*lines: str, who: str = "dana") -> dict[str, Any]:
    (row,) = Story(lines).rows("people", who)
    return row


def test_a_person_is_as_he_was_added() -> None:
    row = person("2026-03-01 add dana at acme aim email via omar")
    assert row["name"] == "Dana Wu"
    assert row["organisation"] == PLACES["acme"]
    assert row["aim"] == "fintech"
    assert row["via"] == PEOPLE["omar"]
    assert row["added_on"] == "2026-03-01"
    assert json.loads(row["channels"]) == [{"kind": "email", "value": "dana@example.org"}]
    assert (row["tags"], row["also"], row["last_touch"], row["cadence_days"]) == ("[]", "[]", None, None)


def test_the_value_that_became_known_last_counts_and_former_names_are_kept() -> None:
    row = person(
        "2026-03-01 add dana", "2026-03-09 rename dana Dana Wu-Berg", "2026-03-05 rename dana Dana W."
    )
    assert row["name"] == "Dana Wu-Berg"
    assert json.loads(row["also"]) == ["Dana Wu", "Dana W."]
    assert row["folded"] == "dana wu-berg"


def test_channels_gather_and_none_comes_twice() -> None:
    row = person("2026-03-01 add dana email", "2026-03-02 email dana", "2026-03-03 email dana")
    assert [one["value"] for one in json.loads(row["channels"])] == ["dana@example.org", "x@example.org"]


def test_tags_are_gathered_in_order_of_the_alphabet() -> None:
    assert json.loads(
        person("2026-03-01 add dana", "2026-03-02 tag dana berlin ai", "2026-03-03 tag dana ai")["tags"]
    ) == [
        "ai",
        "berlin",
    ]


def test_the_last_touch_is_a_real_one_and_the_last_set_cadence_counts() -> None:
    row = person(
        "2026-03-01 add dana", "2026-03-04 touch dana out", "2026-03-09 thank dana", "2026-03-09 note dana x"
    )
    assert row["last_touch"] == "2026-03-04"
    assert (
        person("2026-03-01 add dana", "2026-03-01 cadence dana A", "2026-03-02 cadence dana 9")[
            "cadence_days"
        ]
        == 9
    )
    assert (
        person("2026-03-01 add dana", "2026-03-01 cadence dana A", "2026-03-02 cadence dana never")[
            "cadence_days"
        ]
        is None
    )


def test_the_last_talk_is_remembered_by_what_was_learned_there() -> None:
    talked = person("2026-03-01 add dana", "2026-03-04 met dana", "2026-03-04 learned dana hiring in autumn")
    assert (talked["talked_on"], talked["context"]) == ("2026-03-04", "hiring in autumn")
    other_day = person("2026-03-01 add dana", "2026-03-04 met dana", "2026-03-03 learned dana likes boats")
    assert other_day["context"] == "met, 30 min, coffee"


def test_somebody_who_was_only_named_has_a_way_in_once_added() -> None:
    story = Story(["2026-03-05 named omar lee"])
    assert story.rows("people") == []
    story.tell("2026-03-05 add lee")
    assert story.rows("people", "lee")[0]["via"] == PEOPLE["omar"]


def test_merged_people_are_one_with_the_name_of_the_kept_one() -> None:
    story = Story(
        ["2026-03-01 add dana email", "2026-03-02 add omar at acme", "a: 2026-03-03 merge omar dana"]
    )
    (row,) = story.rows("people")
    assert row["subject"] == PEOPLE["dana"]
    assert (row["name"], json.loads(row["also"])) == ("Omar Haddad", ["Dana Wu"])
    assert row["organisation"] == PLACES["acme"]
    assert json.loads(row["channels"]) == [{"kind": "email", "value": "dana@example.org"}]
    story.tell("2026-03-04 withdraw a")
    assert sorted(one["name"] for one in story.rows("people")) == ["Dana Wu", "Omar Haddad"]


def test_the_kept_one_gives_the_name_even_if_added_first() -> None:
    (row,) = Story(["2026-03-01 add dana", "2026-03-02 add omar", "2026-03-03 merge dana omar"]).rows(
        "people"
    )
    assert (row["name"], json.loads(row["also"])) == ("Dana Wu", ["Omar Haddad"])


def test_what_was_said_later_counts_whichever_kind_of_entry_said_it() -> None:
    assert person("2026-03-05 rename dana Dana W.", "2026-03-09 add dana")["name"] == "Dana Wu"


def test_an_organisation_is_called_as_it_was_added_last() -> None:
    story = Story(["2026-03-01 org acme", "2026-03-01 add dana at acme"])
    (row,) = story.rows("organisations")
    assert (row["subject"], row["name"], row["folded"]) == (PLACES["acme"], "Acme", "acme")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Zoë", "zoe"), ("Ångström", "angstrom"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("李", "李")],
)
def test_names_are_compared_without_case_and_accents(typed: str, found: str) -> None:
    assert folded(typed) == found


def test_a_long_text_becomes_one_short_line() -> None:
    assert short("a\n b\tc") == "a b c"
    assert short("word " * 100, 12) == "word word w…"


STORY = [
    "2026-03-01 org acme",
    "2026-03-01 add dana at acme aim email",
    "2026-03-01 role dana Head of Data",
    "2026-03-01 tag dana berlin",
    "2026-03-01 add omar",
    "2026-03-02 touch omar both",
    "2026-03-02 cadence omar 7",
    "2026-03-05 approach dana",
]


def names(**conditions: Any) -> list[str]:
    return [row["name"] for row in who(Story(STORY).tables("hot").db, DAY, **conditions)]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["Dana Wu", "Omar Haddad"]),
        ({"words": "WU"}, ["Dana Wu"]),
        ({"words": "data acme"}, ["Dana Wu"]),
        ({"words": "data bell"}, []),
        ({"words": "berlin"}, ["Dana Wu"]),
        ({"stage": "approached"}, ["Dana Wu"]),
        ({"stage": "3"}, ["Dana Wu"]),
        ({"stage": "dormant"}, ["Omar Haddad"]),
        ({"stage": "5"}, []),
        ({"tag": "Berlin"}, ["Dana Wu"]),
        ({"tag": "ber"}, []),
        ({"organisation": "acm"}, ["Dana Wu"]),
        ({"organisation": PLACES["acme"]}, ["Dana Wu"]),
        ({"words": "100%"}, []),
    ],
)
def test_who_finds_those_whom_every_condition_fits(conditions: dict[str, str], expected: list[str]) -> None:
    assert names(**conditions) == expected


def test_who_answers_with_the_document_of_the_contract() -> None:
    assert who(Story(STORY).tables("hot").db, DAY, words="dana") == [
        {
            "person": {"id": PEOPLE["dana"], "name": "Dana Wu"},
            "name": "Dana Wu",
            "organisation": "Acme",
            "stage": "approached",
            "last_touch": None,
            "next_due": "2026-03-16",
        }
    ]


def test_show_tells_everything_about_one_person() -> None:
    story = Story([*STORY, "2026-03-06 met dana omar"])
    document = show(story.tables().db, PEOPLE["dana"], DAY)
    assert document is not None
    assert document["person"] == {"id": PEOPLE["dana"], "name": "Dana Wu"}
    assert document["organisation"] == {"id": PLACES["acme"], "name": "Acme"}
    assert document["stage"] == "talked"
    assert [one["stage"] for one in document["stages"]] == ["identified", "findable", "approached", "talked"]
    assert [one["rule"] for one in document["nudges"]] == ["R02", "R03"]
    assert [one["line"] for one in document["timeline"]] == [
        "added",
        "role: Head of Data",
        "tagged berlin",
        "approached by email",
        "met, 30 min, coffee, with 1 other",
    ]


def test_show_follows_a_merge_and_knows_nobody_else() -> None:
    story = Story([*STORY, "2026-03-06 merge omar dana"])
    db = story.tables().db
    document = show(db, PEOPLE["omar"], DAY)
    assert document is not None
    assert document["person"] == {"id": PEOPLE["dana"], "name": "Omar Haddad"}
    assert representative(db, PEOPLE["omar"]) == PEOPLE["dana"]
    assert show(db, PEOPLE["kim"], DAY) is None
