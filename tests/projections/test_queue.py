"""What the queue of a day shows, in which order, why, and what it leaves for later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.queue import nudges_by_prefix, open_nudges, queue
from projections.reasons import ago, quoted
from tests.projections.story import PEOPLE, Story


def day(text: str) -> date:
    return date.fromisoformat(text)


def rules(items: list[dict[str, Any]]) -> list[str]:
    return [item["rule"] for item in items]


def now(story: Story, on: str) -> list[dict[str, Any]]:
    return queue(story.tables("hot").db, day(on)).now


def the_one(on: str, *lines: str) -> dict[str, Any]:
    (item,) = now(Story(lines), on)
    return item


ONE_OF_EACH = [
    *(f"2026-03-01 add {name}" for name in PEOPLE),
    "2026-02-02 touch kim both",
    "2026-02-02 cadence kim A",
    "2026-03-01 todo read",
    "2026-03-02 met dana",
    "2026-03-02 thank dana",
    "2026-03-06 named sam lee",
    "2026-03-06 approach omar",
    "2026-03-12 met rita",
    "2026-03-12 todo taxes by 2026-03-12",
    "2026-03-02 plan sam 2026-03-17",
]


def test_promises_come_first_and_keeping_in_touch_last() -> None:
    found = queue(Story(ONE_OF_EACH).tables("hot").db, day("2026-03-16"), cap=8).now
    assert rules(found) == ["todo", "R02", "R06", "R01", "R05", "todo", "R03", "R09"]


def test_a_day_holds_seven_and_the_rest_is_later() -> None:
    story = Story([f"2026-03-{number:02} todo t{number}" for number in range(1, 12)])
    found = queue(story.tables("hot").db, day("2026-03-31"), everything=True)
    assert [item["why"] for item in found.now] == [f"t{number}" for number in range(1, 8)]
    assert [item["why"] for item in found.later] == [f"t{number}" for number in range(8, 12)]
    assert found.more == 4
    brief = queue(story.tables("hot").db, day("2026-03-31"))
    assert (brief.now, brief.more, brief.later) == (found.now, 4, [])


def test_at_most_five_of_a_day_keep_in_touch_the_most_overdue_for_their_cadence_first() -> None:
    tiers = dict(zip(PEOPLE, (7, 14, 30, 60, 90, 10), strict=True))
    lines = [f"2026-01-01 cadence {name} {days}" for name, days in tiers.items()]
    story = Story([*lines, "2026-03-01 todo read"])
    items = now(story, "2026-06-01")
    assert rules(items) == ["todo", "R09", "R09", "R09", "R09", "R09"]
    names = [item["person"]["id"] for item in items[1:]]
    assert names == [PEOPLE[name] for name in ("dana", "kim", "omar", "rita", "lee")]
    assert queue(story.tables("hot").db, day("2026-06-01")).more == 1


def test_three_weeks_late_of_one_weigh_more_than_two_months_late_of_a_year() -> None:
    story = Story(["2025-01-01 cadence dana 365", "2026-02-01 cadence omar 7"])
    items = now(story, "2026-03-01")
    assert [item["overdue_days"] for item in items] == [21, 59]


def test_equals_stand_by_due_day_then_name_then_id() -> None:
    story = Story(
        [
            "2026-03-01 add omar",
            "2026-03-01 add dana",
            "2026-03-02 met omar dana",
            "2026-03-01 met rita",
            "2026-03-01 add rita",
        ]
    )
    items = now(story, "2026-03-05")
    assert [item["person"]["name"] for item in items] == ["Rita Silva", "Dana Wu", "Omar Haddad"]
    twice = now(Story(["2026-03-02 todo a", "2026-03-02 todo b"]), "2026-03-05")
    assert [item["nudge"] for item in twice] == sorted(item["nudge"] for item in twice)


def test_an_item_is_the_document_of_the_contract() -> None:
    item = the_one(
        "2026-03-05", "2026-03-01 add dana", "a: 2026-03-02T15:00 met dana", "2026-03-02 learned dana hiring"
    )
    assert item | {"nudge": "", "anchor": ""} == {
        "nudge": "",
        "rule": "R02",
        "person": {"id": PEOPLE["dana"], "name": "Dana Wu"},
        "why": "met Dana Wu 3 days ago; no thanks yet",
        "due": "2026-03-03",
        "due_at": "2026-03-03T15:00",
        "overdue_days": 2,
        "anchor": "",
        "suggest": 'netlog thank "Dana Wu"',
        "red": True,
        "context": {"on": "2026-03-02", "line": "hiring"},
        "about": None,
    }


DANA = "2026-03-01 add dana"
WHY = [
    ("2026-03-03", ["2026-03-02 met dana"], "met Dana Wu yesterday; no thanks yet", 'netlog thank "Dana Wu"'),
    (
        "2026-03-03",
        ["2026-03-02 got dana advice"],
        "Dana Wu gave you advice yesterday (help); no thanks yet",
        'netlog thank "Dana Wu"',
    ),
    (
        "2026-03-16",
        ["2026-03-02 met dana", "2026-03-02 thank dana"],
        "met Dana Wu 14 days ago; nothing of value sent since",
        'netlog give "Dana Wu" link WHAT',
    ),
    (
        "2026-03-05",
        ["2026-03-02 approach dana"],
        "approached Dana Wu by email 3 days ago; no answer yet: try somebody else, or another way in",
        'netlog show "Dana Wu"',
    ),
    (
        "2026-03-11",
        ["2026-03-02 approach dana"],
        "approached Dana Wu by email 9 days ago; no answer yet: remind once, then let it rest",
        'netlog approach "Dana Wu" --by email',
    ),
    (
        "2026-03-05",
        ["2026-03-02 add omar", "2026-03-02 named omar dana"],
        "Omar Haddad pointed you to Dana Wu 3 days ago; not in touch yet",
        'netlog approach "Dana Wu" --by email',
    ),
    (
        "2026-03-23",
        ["2026-03-02 touch dana both", "2026-03-02 cadence dana A"],
        "last in touch with Dana Wu 21 days ago; you wanted every 21 days",
        'netlog touch "Dana Wu" --by email',
    ),
    (
        "2026-03-23",
        ["2026-03-02 cadence dana A"],
        "no contact noted with Dana Wu, tracked since 21 days ago; you wanted every 21 days",
        'netlog touch "Dana Wu" --by email',
    ),
    (
        "2026-04-13",
        ["a: 2026-03-02 touch dana both", "2026-03-02 cadence dana A", "2026-03-23 skip R09/1 a"],
        "keeping in touch with Dana Wu was skipped 21 days ago; you wanted every 21 days",
        'netlog touch "Dana Wu" --by email',
    ),
    ("2026-03-02", ["2026-03-02 todo call for dana"], "call (Dana Wu)", "netlog done "),
    (
        "2026-03-23",
        ["2026-03-02 invite dana"],
        "invited Dana Wu on linkedin 21 days ago; still pending: withdraw it, or try another way",
        'netlog approach "Dana Wu" --by email',
    ),
    (
        "2026-03-05",
        ["2026-03-01 add lee", "2026-03-02 named dana lee", "2026-03-03 answered lee no"],
        "Lee Park answered 2 days ago; Dana Wu, who pointed you there, does not know yet",
        'netlog reported-back "Dana Wu" TEXT',
    ),
    (
        "2026-03-05",
        ["2026-03-01 add lee", "2026-03-02 named dana lee", "2026-03-03 plan lee 2026-06-01"],
        "you agreed 2 days ago to talk with Lee Park; Dana Wu, who pointed you there, does not know yet",
        'netlog reported-back "Dana Wu" TEXT',
    ),
    (
        "2026-03-10",
        ["2026-03-02 plan dana 2026-03-12T15:00"],
        "you meet Dana Wu in 2 days at 15:00; 0 of 3 researched, 0 of 8 questions, no closing sentence",
        'netlog prep "Dana Wu"',
    ),
    (
        "2026-03-10",
        [
            "2026-03-02 plan dana 2026-03-12",
            *(f"2026-03-03 research dana {item}" for item in ("profile", "industry", "organisation")),
            *(f"2026-03-03 question dana {layer}" for layer in ("big", "org", "org")),
            "2026-03-11 closing dana",
        ],
        "you meet Dana Wu in 2 days; 3 of 8 questions, none on themselves, no closing sentence",
        'netlog prep "Dana Wu"',
    ),
    (
        "2026-03-12",
        ["2026-03-02 mute R06", "2026-03-02 plan dana 2026-03-12T15:00"],
        "you meet Dana Wu today at 15:00; say afterwards how it was",
        'netlog met "Dana Wu"',
    ),
    (
        "2026-03-13",
        ["2026-03-02 mute R06", "2026-03-02 plan dana 2026-03-12T15:00"],
        "you meant to meet Dana Wu yesterday; how was it?",
        'netlog met "Dana Wu" --on 2026-03-12T15:00',
    ),
    (
        "2026-03-09",
        ["2026-03-02 promise dana paper"],
        "promised Dana Wu 7 days ago: paper",
        "netlog done ",
    ),
    (
        "2026-03-03",
        ["2026-03-01 add lee", "2026-03-02 touch lee both", "2026-03-02 introduced dana lee"],
        "Dana Wu introduced you to Lee Park yesterday; no thanks yet",
        'netlog thank "Dana Wu"',
    ),
]


@pytest.mark.parametrize(("on", "lines", "why", "suggest"), WHY, ids=[why for _, _, why, _ in WHY])
def test_an_item_says_why_now_and_what_to_type(on: str, lines: list[str], why: str, suggest: str) -> None:
    item = the_one(on, DANA, *lines)
    assert item["why"] == why
    assert item["suggest"].startswith(suggest)


def test_the_second_person_is_one_who_was_not_approached_yet() -> None:
    office = ["2026-03-01 org acme", "2026-03-01 add dana at acme", "2026-03-01 add lee at acme"]
    item = the_one("2026-03-05", *office, "2026-03-02 approach dana")
    assert item["why"].endswith("no answer yet: try Lee Park at Acme, too")
    assert item["suggest"] == 'netlog approach "Lee Park" --by email'
    known = [*office, "2026-03-01 add kim at acme", "2026-03-01 approach kim", "2026-03-01 answered kim yes"]
    assert the_one("2026-03-05", *known, "2026-03-02 approach dana")["suggest"].startswith(
        'netlog approach "Lee'
    )
    alone = the_one("2026-03-05", *office[:2], "2026-03-02 approach dana")
    assert alone["suggest"] == "netlog add NAME --at Acme"


INTRODUCED = [
    DANA,
    "2026-03-01 add lee",
    "a: 2026-03-02 named dana lee",
    "2026-03-03 answered lee no",
]


def test_word_of_an_introduction_is_owed_to_whoever_made_it() -> None:
    story = Story(INTRODUCED)
    for part in ("hot", "cold"):
        db = story.tables(part).db
        (item,) = queue(db, day("2026-03-05")).now
        assert item["person"] == {"id": PEOPLE["dana"], "name": "Dana Wu"}
        assert item["about"] == {"id": PEOPLE["lee"], "name": "Lee Park"}
        assert rules(open_nudges(db, day("2026-03-05"), subject=PEOPLE["dana"])) == ["R04"]
        assert open_nudges(db, day("2026-03-05"), subject=PEOPLE["lee"]) == []


def test_word_is_owed_to_the_one_whom_the_giver_was_merged_into() -> None:
    item = the_one("2026-03-05", *INTRODUCED, "2026-03-01 add rita", "2026-03-04 merge rita dana")
    assert item["person"]["name"] == "Rita Silva"
    assert item["suggest"].startswith('netlog reported-back "Rita Silva"')


def test_of_what_is_planned_for_one_talk_one_nudge_at_a_time_is_coming_up() -> None:
    story = Story([DANA, "2026-03-02 plan dana 2026-03-12"])
    coming = queue(story.tables("hot").db, day("2026-03-06"), everything=True).upcoming
    assert rules(coming) == ["R06", "R07"]


def test_somebody_whose_name_is_not_unique_is_typed_by_id() -> None:
    item = the_one(
        "2026-03-05", DANA, "2026-03-01 add omar", "2026-03-01 rename omar dana wu", "2026-03-02 met dana"
    )
    assert item["suggest"] == f"netlog thank {PEOPLE['dana']}"


def test_somebody_who_was_never_added_is_somebody() -> None:
    item = the_one("2026-03-05", "2026-03-02 met dana")
    assert item["person"] == {"id": PEOPLE["dana"], "name": "somebody"}
    assert item["suggest"] == f"netlog thank {PEOPLE['dana']}"


def test_names_come_from_the_day_of_asking_even_after_a_merge() -> None:
    item = the_one(
        "2026-03-05",
        DANA,
        "2026-03-01 add omar",
        "2026-03-01 add rita",
        "2026-03-02 named omar dana",
        "2026-03-03 merge rita omar",
    )
    assert item["why"].startswith("Rita Silva pointed you to Dana Wu")


def test_what_happens_later_is_not_known_on_the_day() -> None:
    story = Story([DANA, "2026-03-02 met dana", "2026-03-06 thank dana", "2026-03-09 met dana"])
    db = story.tables().db
    assert [item["why"] for item in queue(db, day("2026-03-05")).now] == [
        "met Dana Wu 3 days ago; no thanks yet"
    ]
    assert queue(db, day("2026-03-06")).now == []
    assert queue(db, day("2026-03-05")).now[0]["context"] is None
    assert rules(queue(db, day("2026-03-10")).now) == ["R02"]
    assert queue(db, day("2026-03-01")).now == []


def test_snoozed_and_upcoming_are_shown_when_everything_is_asked_for() -> None:
    story = Story(
        [
            "a: 2026-03-02 todo read",
            "2026-03-03 snooze todo a 2026-03-20",
            "2026-03-03 todo taxes by 2026-03-12",
        ]
    )
    db = story.tables("hot").db
    found = queue(db, day("2026-03-05"), everything=True)
    assert (found.now, rules(found.snoozed), rules(found.upcoming)) == ([], ["todo"], ["todo"])
    assert queue(db, day("2026-03-04"), everything=True).upcoming == []
    assert [item["why"] for item in queue(db, day("2026-03-20")).now] == ["taxes", "read"]


def test_hot_and_cold_answer_alike_from_the_last_entry_on() -> None:
    story = Story(ONE_OF_EACH)
    hot, cold = story.tables("hot").db, story.tables("cold").db
    for on in ("2026-03-12", "2026-03-16", "2026-04-20", "2027-01-01"):
        assert queue(hot, day(on), everything=True) == queue(cold, day(on), everything=True), on


def test_a_nudge_is_found_by_the_beginning_of_its_id_until_it_is_closed() -> None:
    story = Story([DANA, "2026-03-02 met dana", "2026-03-04 thank dana"])
    db = story.tables().db
    thanks, value = open_nudges(db, day("2026-03-02"), subject=PEOPLE["dana"], ahead=True)
    assert [thanks["rule"], value["rule"]] == ["R02", "R03"]
    assert nudges_by_prefix(db, thanks["nudge"][:4], day("2026-03-03")) == [
        thanks | {"why": "met Dana Wu yesterday; no thanks yet"}
    ]
    assert nudges_by_prefix(db, thanks["nudge"][:4], day("2026-03-04")) == []
    assert len(nudges_by_prefix(db, "", day("2026-03-03"))) == 2
    assert nudges_by_prefix(db, "zzzz", day("2026-03-03")) == []


def test_what_is_open_with_one_person_leaves_out_what_is_not_due() -> None:
    story = Story([DANA, "2026-03-02 met dana", "2026-03-02 met omar"])
    db = story.tables("hot").db
    assert open_nudges(db, day("2026-03-02"), subject=PEOPLE["dana"]) == []
    assert rules(open_nudges(db, day("2026-03-03"), subject=PEOPLE["dana"])) == ["R02"]
    assert rules(open_nudges(db, day("2026-03-03"), subject=PEOPLE["dana"], ahead=True)) == ["R02", "R03"]


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("2026-03-31", "today"),
        ("2026-04-01", "today"),
        ("2026-03-30", "yesterday"),
        ("2026-03-29", "2 days ago"),
        ("2026-02-01", "58 days ago"),
        ("2026-01-30", "2 months ago"),
        ("2024-04-01", "24 months ago"),
        ("2024-03-01", "2 years ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(then: str, words: str) -> None:
    assert ago(day(then), day("2026-03-31")) == words


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Dana", "Dana"),
        ("Dana Wu", '"Dana Wu"'),
        ("Jean-Luc", "Jean-Luc"),
        ("O'Neil", '"O\'Neil"'),
        ('A "B" $C', "'A \"B\" $C'"),
        ("", '""'),
    ],
)
def test_an_argument_can_be_typed_as_it_stands(name: str, typed: str) -> None:
    assert quoted(name) == typed
