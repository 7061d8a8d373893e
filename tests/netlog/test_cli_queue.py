from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.netlog.program import Program

TODAY = datetime.now(UTC).date()


def day(before: int) -> str:
    return (TODAY - timedelta(days=before)).isoformat()


def rules(items: list[dict[str, Any]]) -> list[str]:
    return [item["rule"] for item in items]


def of(items: list[dict[str, Any]], person: str) -> list[dict[str, Any]]:
    return [item for item in items if item["person"] and item["person"]["name"] == person]


def test_a_day_in_the_life(own: Program) -> None:
    """One story from a stranger to a kept promise, looked at on the days between."""
    own.ok(
        "add",
        "Dana Wu",
        "--at",
        "Contoso",
        "--aim",
        "robotics",
        "--email",
        "dana@example.org",
        "--on",
        "2026-03-02",
    )
    assert own.json("who", "Dana", "--on", "2026-03-02")[0]["stage"] == "findable"

    own.ok("approach", "Dana", "--by", "email", "--purpose", "how gearboxes age", "--on", "2026-03-05")
    assert own.json("next", "--on", "2026-03-09") == []
    (nudge,) = own.json("next", "--on", "2026-03-10")
    assert (nudge["rule"], nudge["due"], nudge["overdue_days"]) == ("R01", "2026-03-10", 0)
    (reminder,) = own.json("next", "--on", "2026-03-16")
    assert (reminder["due"], reminder["nudge"] != nudge["nudge"]) == ("2026-03-16", True)

    own.ok("answered", "Dana", "yes", "--on", "2026-03-17")
    assert own.json("next", "--on", "2026-03-20") == []

    own.ok("met", "Dana", "--on", "2026-03-24 15:00", "--minutes", "25", "--named", "Lee Park @ Initech")
    thanks, name = own.json("next", "--on", "2026-03-27")
    assert (thanks["rule"], thanks["due_at"], thanks["overdue_days"]) == ("R02", "2026-03-25T15:00", 2)
    assert (name["rule"], name["person"]["name"], name["due"]) == ("R05", "Lee Park", "2026-03-27")
    assert thanks["suggest"] == 'netlog thank "Dana Wu"'

    said = own.ok("thank", "Dana", "--by", "email", "--on", "2026-03-27").out
    assert "thanked Dana Wu, Fri 27 Mar 2026, by email" in said
    own.ok("give", "Dana", "link", "a paper on lubricants", "--on", "2026-04-02")
    own.ok("approach", "Lee Park", "--by", "linkedin", "--purpose", "Dana sent me", "--on", "2026-03-30")
    assert own.json("who", "Dana", "--on", "2026-04-02")[0]["stage"] == "followed through"
    (heard,) = own.json("next", "--on", "2026-04-01")
    assert (heard["rule"], heard["person"], heard["due"]) == ("R05b", None, "2026-03-31")
    assert heard["suggest"] == "netlog org Initech --target"
    own.ok("org", "Initech", "--target", "--on", "2026-04-01")
    assert own.json("next", "--on", "2026-04-01") == []

    funnel = own.json("funnel", "--on", "2026-03-20")
    assert [each["stage"] for each in funnel["stages"]] == [
        "identified",
        "findable",
        "approached",
        "answered",
        "talked",
        "followed through",
        "ongoing",
        "advocate",
    ]
    assert [each["people"] for each in funnel["stages"]] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert {"side", "n"} <= set(funnel)
    assert all(each["conversion"] is None for each in funnel["stages"])
    own.ok("verify")


@pytest.fixture(scope="module")
def met(vault: Program) -> Program:
    for name in ("Ada Byron", "Bo Chen", "Cy Dorn", "Di Eck"):
        vault.ok("add", name)
        vault.ok("met", name, "--on", day(20))
    return vault


def test_the_queue_has_the_fields_that_scripts_rely_on_in_their_order(met: Program) -> None:
    items = met.json("next", "--all")
    assert list(items[0])[:9] == [
        "nudge",
        "rule",
        "person",
        "why",
        "due",
        "due_at",
        "overdue_days",
        "anchor",
        "suggest",
    ]
    assert set(rules(items)) == {"R02", "R03"}
    assert all("\n" not in item["why"] for item in items)


def test_the_queue_of_people_is_numbered_and_says_what_can_wait(met: Program) -> None:
    page = met.ok("next").out
    assert page.startswith(" 1  met ")
    assert "more can wait: netlog next --all" in page
    assert "Later" in met.ok("next", "--all").out


def test_done_takes_a_nudge_away_by_the_beginning_of_its_id(met: Program) -> None:
    (thanks, _) = of(met.json("next", "--all"), "Ada Byron")
    recorded = met.json("done", thanks["nudge"][:6])
    assert recorded["event"] == "nudge-done"
    assert rules(of(met.json("next", "--all"), "Ada Byron")) == ["R03"]
    assert rules(of(met.json("next", "--all", "--on", day(1)), "Ada Byron")) == ["R02", "R03"]


def test_a_person_with_one_open_nudge_names_it_and_with_several_does_not(met: Program) -> None:
    several = met.run("done", "Bo Chen", "--json")
    assert several.code == 16
    assert len(several.failure["candidates"]) == 2
    met.ok("thank", "Bo")
    met.ok("skip", "Bo", "--why", "sent nothing, and that is fine")
    assert of(met.json("next", "--all"), "Bo Chen") == []
    assert met.run("done", "Bo", "--json").code == 17


def test_a_snoozed_nudge_comes_back_on_its_day(met: Program) -> None:
    thanks = next(item for item in of(met.json("next", "--all"), "Cy Dorn") if item["rule"] == "R02")
    met.ok("snooze", thanks["nudge"], "tomorrow")
    asleep = [item["nudge"] for item in met.json("next")]
    assert thanks["nudge"] not in asleep
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert thanks["nudge"] in [item["nudge"] for item in met.json("next", "--on", tomorrow)]
    assert "Snoozed" in met.ok("next", "--all").out


@pytest.mark.parametrize(
    ("options", "days"),
    [([], 7), (["--days", "3"], 3), (["--until", "in 10 days"], 10), (["in 2 days"], 2)],
    ids=["assumed", "days", "until", "typed"],
)
def test_how_long_a_nudge_is_put_off(options: list[str], days: int, met: Program) -> None:
    todo = met.json("todo", f"wait {days}", "--by-date", day(0))
    (item,) = [item for item in met.json("next", "--all") if item["anchor"] == todo["id"]]
    recorded = met.json("snooze", item["nudge"], *options)
    exported = {line.get("id"): line for line in met.ok("export", "jsonl").lines}
    assert exported[recorded["id"]]["data"]["until"] == (TODAY + timedelta(days=days)).isoformat()


def test_a_nudge_is_not_put_off_into_the_past_nor_twice_at_once(met: Program) -> None:
    (item, *_) = met.json("next")
    assert met.run("snooze", item["nudge"], "--until", "2020-01-01").code == 2
    assert met.run("snooze", item["nudge"], "tomorrow", "--days", "3").code == 2


def test_muting_a_rule_for_one_person_leaves_the_others(met: Program) -> None:
    met.ok("mute", "r03", "Di Eck")
    assert rules(of(met.json("next", "--all"), "Di Eck")) == ["R02"]
    assert met.run("mute", "R77").code == 2


def test_muting_a_rule_is_for_everybody_and_can_be_taken_back(own: Program) -> None:
    own.ok("add", "Ada Byron")
    own.ok("met", "Ada", "--on", day(20))
    assert rules(own.json("next")) == ["R02", "R03"]
    own.ok("mute", "R02")
    assert rules(own.json("next")) == ["R03"]
    own.ok("undo")
    assert rules(own.json("next")) == ["R02", "R03"]


def test_a_todo_is_the_users_own_or_about_somebody(met: Program) -> None:
    mine = met.json("todo", "renew the cards")
    theirs = met.json("todo", "send the list", "--for", "Ada", "--by-date", day(0))
    found = {item["anchor"]: item for item in met.json("next", "--all") if item["rule"] == "todo"}
    assert found[mine["id"]]["person"] is None
    assert found[theirs["id"]]["person"]["name"] == "Ada Byron"
    assert (found[theirs["id"]]["due"], found[theirs["id"]]["why"]) == (day(0), "send the list (Ada Byron)")


def test_the_funnel_of_people_shows_no_percentage_under_five(met: Program) -> None:
    page = met.ok("funnel").out
    assert "talked" in page
    assert "%" not in page
    assert "people on the way" in page
    assert met.run("funnel", "--since", "2026-05-01", "--on", "2026-04-01").code == 2


def test_who_finds_by_words_stage_tag_and_organisation(met: Program) -> None:
    met.ok("add", "Eve Falk", "--at", "Wayne Works", "--role", "planner", "--tag", "grid")
    assert [one["name"] for one in met.json("who", "planner")] == ["Eve Falk"]
    assert [one["name"] for one in met.json("who", "--tag", "grid")] == ["Eve Falk"]
    assert [one["name"] for one in met.json("who", "--org", "wayne")] == ["Eve Falk"]
    assert {one["name"] for one in met.json("who", "--stage", "talked")} == {
        "Cy Dorn",
        "Di Eck",
        "Ada Byron",
        "Bo Chen",
    }
    assert list(met.json("who", "Eve")[0]) == [
        "person",
        "name",
        "organisation",
        "stage",
        "last_touch",
        "next_due",
    ]
    assert met.run("who", "--stage", "somewhere").code == 2
    assert met.json("who", "nobody at all") == []
    assert "Nobody fits" in met.ok("who", "nobody at all").out


def test_a_day_may_be_said_as_people_say_it(met: Program) -> None:
    assert met.json("funnel", "--on", "yesterday") == met.json("funnel", "--on", day(1))
    assert date.fromisoformat(day(0)) == TODAY


def test_everything_about_a_person_is_one_document(met: Program) -> None:
    page = met.json("show", "Cy")
    assert {
        "person",
        "also",
        "organisation",
        "role",
        "tags",
        "channels",
        "stage",
        "stages",
        "nudges",
        "timeline",
    } <= set(page)
    assert [line["name"] for line in page["timeline"]] == ["meeting-held", "person-added"]
    assert "Story" in met.ok("show", "Cy").out
