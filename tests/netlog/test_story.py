from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from netlog.cli import SECTIONS, VERBS
from tests.netlog.days import Days
from tests.netlog.program import ROOT, Places

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = tomllib.loads((ROOT / "tests/netlog/stories/three_months.toml").read_text(encoding="utf-8"))
LOOKS: list[dict[str, Any]] = STORY["look"]


class Seen(NamedTuple):
    queue: list[str]
    funnel: dict[str, int]
    side: dict[str, int]
    n: int
    moves: list[str]


class Told(NamedTuple):
    """What was seen on each day of a look, in the morning of that day and from the end of the story."""

    days: Days
    then: dict[str, Seen]
    afterwards: dict[str, Seen]


def look(days: Days, *, on: str = "") -> Seen:
    asked = f" --on {on}" if on else ""
    found = days.json(f"funnel{asked}")
    queue = days.json(f"next{asked}")
    return Seen(
        queue=[
            f"{one['rule']} {one['person']['name'] if one['person'] else '-'} {one['due']}" for one in queue
        ],
        funnel={one["stage"]: one["people"] for one in found["stages"] if one["people"]},
        side={name: people for name, people in found["side"].items() if people},
        n=found["n"],
        moves=[
            f"{one['stage']} {one['entered']} {_figure(one['conversion'])} {_figure(one['median_days'])}"
            for one in found["stages"]
        ],
    )


def last(days: Days) -> str:
    newest = max(days.ok("log --json").lines, key=lambda line: str(line["recorded"]))
    return str(newest["id"])


def _figure(number: float | None) -> str:
    return "-" if number is None else str(number)


@pytest.fixture(scope="module")
def told(places: Places) -> Told:
    program = places.program("story")
    program.init()
    days = Days(program, STORY["day"][0]["at"])
    then = {}
    for one in sorted([*STORY["day"], *LOOKS], key=lambda one: str(one["at"])):
        days.at(one["at"])
        if "says" not in one:
            then[one["at"]] = look(days)
        for line in one.get("says", "").strip().splitlines():
            days.ok(line.replace("{last}", last(days)) if "{last}" in line else line)
    afterwards = {one["at"]: look(days, on=one["at"][:10]) for one in LOOKS}
    return Told(days, then, afterwards)


each_look = pytest.mark.parametrize("expected", LOOKS, ids=[one["at"][:10] for one in LOOKS])


@each_look
def test_the_queue_of_the_day_is_the_one_worked_out_by_hand(expected: dict[str, Any], told: Told) -> None:
    assert told.then[expected["at"]].queue == expected["queue"]


@each_look
def test_the_funnel_of_the_day_is_the_one_worked_out_by_hand(expected: dict[str, Any], told: Told) -> None:
    seen = told.then[expected["at"]]
    assert (seen.funnel, seen.side) == (expected["funnel"], expected.get("side", {}))
    assert seen.n == sum(expected["funnel"].values()) + sum(expected.get("side", {}).values())


@each_look
def test_the_same_day_seen_from_the_end(expected: dict[str, Any], told: Told) -> None:
    seen = told.afterwards[expected["at"]]
    assert seen.queue == expected.get("queue_as_known_later", expected["queue"])
    assert (seen.funnel, seen.side) == (expected["funnel"], expected.get("side", {}))


@pytest.mark.parametrize("at", [one["at"] for one in LOOKS if "moves" in one])
def test_how_people_moved_is_as_worked_out_by_hand(at: str, told: Told) -> None:
    (expected,) = [one["moves"] for one in LOOKS if one["at"] == at]
    assert told.then[at].moves == told.afterwards[at].moves == expected


def verbs() -> Iterator[str]:
    for day in STORY["day"]:
        for line in day["says"].strip().splitlines():
            yield line.split()[0]


def test_every_verb_with_which_a_life_is_recorded_is_in_the_story() -> None:
    asking = {"next", "funnel", "coverage", "mirror", "activity", "who", "search", "show", "log"}
    sections = dict(SECTIONS)
    around = {verb.name for title in ("Vault", "Taking in and out") for verb in sections[title]}
    around.add("inbox")  # it records what a file says, through `capture`
    assert set(VERBS) - asking - around | {"calendar", "config"} == set(verbs())


def test_the_whole_story_can_be_found_shown_and_folded_again(told: Told) -> None:
    days = told.days
    assert "the viola" in days.ok("search viola").out
    assert [one["name"] for one in days.json("who --stage ongoing")] == ["Dana Wu", "Ravi Patel"]
    assert "head of networks" in days.ok("show Dana").out
    before = days.json("status")["state"]
    days.ok("rebuild")
    assert days.json("status")["state"] == before
    assert days.json("verify")["bad"] == []
