"""Each rule as a table of dates: rules/*.toml tells stories in lines (see story.py) and says which nudges
come of them.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.ids import base32
from projections.queue import queue
from projections.rules import RULES, nudge_id
from tests.projections.story import PEOPLE, Story

Case = dict[str, Any]
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(Path(__file__).with_name("rules").glob("*.toml"))
    for case in tomllib.loads(path.read_text())["case"]
]
SPOKEN = {person: name for name, person in PEOPLE.items()}


def label(story: Story, entry: str, day: str) -> str:
    named = next((label for label, said in story.said.items() if said.id == entry), "")
    return f":{day}" if named.isdecimal() else named


def spoken(place: str) -> str:
    return "/".join(SPOKEN.get(part, part) for part in place.split("/"))  # type: ignore[call-overload]


def in_short(story: Story, row: dict[str, Any]) -> str:
    return f"{row['rule']}/{spoken(row['place'])} {label(story, row['anchor'], row['anchored'])}"


def in_words(story: Story, row: dict[str, Any]) -> str:
    """A row as the tables of dates spell it."""
    words = f"{in_short(story, row)} due {row['due']}"
    words += f" opens {row['opens']}" if row["opens"] != row["due"] else ""
    words += f" at {row['due_at']}" if row["due_at"] else ""
    words += f" red {row['red']}" if row["red"] else ""
    words += f" snoozed {row['snoozed_on']} {row['snoozed_until']}" if row["snoozed_on"] else ""
    return words + (f" closed {row['closed_on']} {row['closed_by']}" if row["closed_on"] else "")


def items_in_words(story: Story, rows: list[dict[str, Any]], items: list[dict[str, Any]]) -> set[str]:
    by_nudge = {row["nudge"]: row for row in rows}
    return {in_short(story, by_nudge[item["nudge"]]) for item in items}


@pytest.mark.parametrize("case", CASES)
def test_a_story_leaves_exactly_the_nudges_of_its_table(case: Case) -> None:
    story = Story(case["story"])
    rows = story.rows("follow_ups")
    assert case.keys() <= {"name", "story", "nudges", "open", "upcoming"}
    if "nudges" in case:
        assert sorted(in_words(story, row) for row in rows) == sorted(case["nudges"])
    db = story.tables().db
    for day, expected in case.get("open", {}).items():
        items = queue(db, date.fromisoformat(day), cap=100, cadence_cap=100).now
        assert items_in_words(story, rows, items) == set(expected), day
        assert len(items) == len(expected)
    for day, expected in case.get("upcoming", {}).items():
        items = queue(db, date.fromisoformat(day), everything=True).upcoming
        assert items_in_words(story, rows, items) == set(expected), day


@pytest.mark.parametrize("case", CASES)
def test_a_story_that_arrives_backwards_leaves_the_same_nudges(case: Case) -> None:
    story = Story(case["story"])
    backwards = Story()
    backwards.log.arrive(*reversed(story.log.arrived))
    assert backwards.rows("follow_ups") == story.rows("follow_ups")
    assert backwards.tables().state() == story.tables().state()


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_table(rule: str) -> None:
    assert (Path(__file__).with_name("rules") / f"{rule}.toml").is_file()


def test_a_nudge_is_named_by_rule_anchor_and_place_alone() -> None:
    anchor = "erd6sg940q5c5h6s48wr8gv3vw"
    digest = hashlib.sha256(b"netlog-1 nudge\x00R01\x00" + anchor.encode() + b"\x001").digest()
    assert nudge_id("R01", anchor, "1") == base32(digest[:16])
    assert nudge_id("R01", anchor, "1") == "jrpvn3w8qc65jdj4tzn7rje8rm"
