"""What holds for every story: any order of arrival, any day asked for, hot or cold."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.conversations import ApproachSent, MeetingHeld
from events.occurred import Occurred
from events.queue import TodoAdded
from projections.catalogue import PROJECTIONS
from projections.engine import catch_up
from projections.funnel import funnel
from projections.queue import queue
from projections.tables import Tables
from tests.projections.story import PEOPLE, Story
from tests.projections.world import Log

FIRST = date(2026, 3, 1)
NAMES = ("dana", "omar", "rita")
ANYTHING = (
    "aim {a}",
    "email {a}",
    "approach {a}",
    "approach {a} through {b}",
    "answered {a} yes",
    "answered {a} no",
    "met {a}",
    "met {a} {b}",
    "thank {a}",
    "give {a}",
    "got {a} advice",
    "got {a} referral",
    "named {a} {b}",
    "touch {a} in",
    "touch {a} out",
    "touch {a} both",
    "cadence {a} 7",
    "cadence {a} 12",
    "cadence {a} never",
    "todo read",
    "todo call for {a}",
    "mute R02 {a}",
    "mute R09",
    "invite {a}",
    "accepted {a}",
    "plan {a} 2026-04-10",
    "plan {a} {b} 2026-03-28T15:00",
    "question {a} big",
    "introduced {a} {b}",
    "reported {a}",
    "promise {a} paper",
    "promise {a} paper by 2026-04-01",
)
REACTIONS = ("done {rule} {label}", "skip {rule} {label}")
ANCHORED = {
    "approach": ("R01/1", "R01/2"),
    "touch": ("R09/1", "R09/2"),
    "todo": ("todo",),
    "got": ("R02", "R09/1"),
    "named": ("R04/1", "R05/1"),
    "plan": ("R06/1", "R06/2", "R07/1"),
    "promise": ("promise",),
}


def some_story(seed: int, length: int, *, merges: bool = False) -> Story:
    """Events on random days, each recorded as it is told; reactions to nudges that may not be there."""
    chance = random.Random(seed)
    story = Story(["2026-02-01 add dana at acme", "2026-02-01 add omar at acme", "2026-02-01 add rita"])
    for number in range(length):
        day = FIRST + timedelta(days=chance.randrange(70))
        when = day.isoformat() + chance.choice(["", "", "T09:00", "T17:30"])
        one, two = chance.sample(NAMES, 2)
        words = chance.choice(ANYTHING).format(a=one, b=two)
        anchors = [label for label in story.said if label.startswith("anchor")]
        if anchors and chance.random() < 0.2:
            label = chance.choice(anchors)
            rule = chance.choice(ANCHORED[label.split("-")[1]])
            words = chance.choice(REACTIONS).format(rule=rule, label=label)
        elif merges and chance.random() < 0.1:
            words = f"merge {one} {two}"
        verb = words.split()[0]
        label = f"anchor-{verb}-{number}: " if verb in ANCHORED else ""
        story.tell(f"{label}{when} {words}")
    return story


def tables_of(log: Log, part: Any = "cold") -> Tables:
    tables = Tables.empty(PROJECTIONS, part=part)
    catch_up(log, tables, strict=True)
    return tables


def answers(db: Any, on: date) -> dict[str, Any]:
    """Everything that is asked of a day, but for the last talk, of which only the very last is kept."""
    found = queue(db, on, everything=True)._asdict()
    for item in (*found["now"], *found["later"], *found["snoozed"], *found["upcoming"]):
        del item["context"]
    return found | {"funnel": funnel(db, on), "moved": funnel(db, on, FIRST + timedelta(days=10))}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 45), after=st.integers(0, 80))
@example(seed=111, length=15, after=31)
def test_the_answer_for_a_day_depends_on_nothing_that_happened_after_it(
    seed: int, length: int, after: int
) -> None:
    story = some_story(seed, length)
    on = FIRST + timedelta(days=after)
    until_then = [one for one in story.log.arrived if Occurred.parse(one.occurred).day <= on]
    assert answers(story.tables().db, on) == answers(tables_of(Log(until_then)).db, on)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 40), batches=st.integers(1, 4))
def test_any_order_and_any_batching_come_to_the_same_rows(seed: int, length: int, batches: int) -> None:
    story = some_story(seed, length, merges=True)
    chance = random.Random(seed)
    shuffled = chance.sample(story.log.arrived, len(story.log.arrived))
    log, hot, cold = Log(), Tables.empty(PROJECTIONS, part="hot"), Tables.empty(PROJECTIONS, part="cold")
    for batch in range(batches):
        log.arrive(*shuffled[batch::batches])
        catch_up(log, hot, cold, strict=True)
    assert cold.state() == story.tables().state()
    today = FIRST + timedelta(days=90)
    assert queue(hot.db, today, everything=True) == queue(cold.db, today, everything=True)
    assert funnel(hot.db, today) == funnel(cold.db, today)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 45))
def test_everybody_with_a_stage_is_in_exactly_one_state_each_day(seed: int, length: int) -> None:
    rows = some_story(seed, length, merges=True).rows("stages")
    for subject in {row["subject"] for row in rows}:
        lasting = sorted(
            (row["entered"], row["left"])
            for row in rows
            if row["subject"] == subject and row["left"] != row["entered"]
        )
        assert [left for _, left in lasting] == [entered for entered, _ in lasting[1:]] + [None]
        firsts = [row["stage"] for row in rows if row["subject"] == subject and row["first"]]
        assert len(firsts) == len(set(firsts))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 45))
def test_a_nudge_stands_once_on_any_day(seed: int, length: int) -> None:
    rows = some_story(seed, length, merges=True).rows("follow_ups")
    for row in rows:
        assert row["anchored"] <= (row["closed_on"] or "9999")
        assert (row["closed_on"] is None) == (row["closed_by"] is None) == (row["noted_on"] is None)
        again = [one for one in rows if one["nudge"] == row["nudge"] and one is not row]
        for one in again:
            apart = (one["closed_on"] or "9999") <= row["anchored"] or (row["closed_on"] or "9999") <= one[
                "anchored"
            ]
            assert apart, row


def test_the_hot_part_forgets_what_was_closed_by_the_time_it_was_noted() -> None:
    story = Story(["a: 2026-03-02 met dana", "2026-03-03 thank dana", "2026-03-03 approach omar"])
    hot = {(row["rule"], row["place"]) for row in story.rows("follow_ups", part="hot")}
    assert {rule for rule, _ in hot} == {"R01", "R03"}
    assert len(story.rows("follow_ups")) == 4


def test_the_hot_part_knows_the_last_approach_to_each_person() -> None:
    story = Story(["2026-03-02 approach dana", "2026-03-12 approach dana", "2026-03-02 approach omar"])
    hot = [(row["subject"], row["day"]) for row in story.rows("approaches", part="hot")]
    assert sorted(hot) == [(PEOPLE["dana"], "2026-03-12"), (PEOPLE["omar"], "2026-03-02")]
    assert len(story.rows("approaches")) == 3


def test_an_entry_that_is_only_filed_under_a_person_starts_nothing_there() -> None:
    story = Story()
    for event in (
        MeetingHeld(people=(PEOPLE["omar"],)),
        TodoAdded(text="call"),
        ApproachSent(person=PEOPLE["omar"], channel="email"),
    ):
        story.log.arrive(story.writer.write(event, occurred="2026-03-02", also=[PEOPLE["dana"]]))
    assert story.rows("follow_ups", "dana") == []
    assert story.rows("stages", "dana") == []
    assert len(story.rows("follow_ups", "omar")) == 4


def test_two_devices_that_never_met_derive_the_same_nudges() -> None:
    lines = ["2026-03-02 met dana", "2026-03-03 approach omar", "2026-03-03 named omar lee"]
    here, there = Story(lines), Story(lines)
    assert [row["nudge"] for row in here.rows("follow_ups")] == [
        row["nudge"] for row in there.rows("follow_ups")
    ]


def test_closing_late_is_noted_late_so_that_the_past_can_be_asked_on_another_day() -> None:
    (thanks,) = [
        row
        for row in Story(["2026-03-02 met dana", "@2026-03-20 2026-03-04 thank dana"]).rows("follow_ups")
        if row["rule"] == "R02"
    ]
    assert (thanks["closed_on"], thanks["noted_on"]) == ("2026-03-04", "2026-03-20")


@pytest.mark.parametrize("extreme", ["9999-12-31", "9999-12-31T23:59", "1000-01-01", "2024-02-29"])
def test_no_date_breaks_a_fold_or_a_question(extreme: str) -> None:
    story = Story(f"@2026-03-01 {extreme} {words.format(a='dana', b='omar')}" for words in ANYTHING)
    db = story.tables().db
    for on in (date.min, date(2026, 3, 1), date.max):
        found = queue(db, on, everything=True)
        assert len(found.now) + found.more <= len(story.rows("follow_ups"))
    assert queue(db, date.max).now
