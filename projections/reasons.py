"""Why is this nudge here now, and what could I type? Words made when asked, because "3 days ago" depends on
the day.
"""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.rules import (
    APPROACH,
    CADENCE,
    DEBRIEF,
    GOAL,
    HEARD,
    INVITATION,
    NAME,
    PREPARE,
    PROMISE,
    REPORT_BACK,
    THANKS,
    TODO,
    UNRETURNED,
    VALUE,
)
from projections.steps import LAYERS, SECOND_PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MONTH, _YEAR = 30, 365
_UNSAFE: Final = frozenset('"\\$`!')


class Situation(NamedTuple):
    """A nudge on a day. `name` is the person's; `other` somebody else's who is part of it, `organisation`
    where the person works, or what it is about itself.

    `known_as` and `other_known_as` are what the command line takes for them, quoted.
    """

    nudge: str
    rule: str
    place: str
    on: date
    anchored: date
    facts: Mapping[str, Any]
    name: str = ""
    known_as: str = ""
    other: str | None = None
    other_known_as: str | None = None
    organisation: str | None = None


def why(it: Situation) -> str:
    """One line: what happened, how long ago, and what is missing since."""
    return _WHY[it.rule](it, ago(it.anchored, it.on))


def suggestion(it: Situation) -> str:
    """A command that can be typed; capitals stand for the user's own words."""
    return _SUGGESTIONS[it.rule](it)


def ago(day: date, on: date) -> str:
    days = (on - day).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    if days < 2 * _MONTH:
        return f"{days} days ago"
    return f"{days // _MONTH} months ago" if days < 2 * _YEAR else f"{days // _YEAR} years ago"


def quoted(words: str) -> str:
    """An argument as a person would type it."""
    if words and words.replace("-", "a").isalnum():
        return words
    return shlex.quote(words) if _UNSAFE.intersection(words) else f'"{words}"'


def _why_approach(it: Situation, then: str) -> str:
    line = f"approached {it.name} by {it.facts['channel']} {then}; no answer yet"
    if it.place != SECOND_PERSON:
        return f"{line}: remind once, then let it rest"
    if it.other:
        return f"{line}: try {it.other} at {it.organisation}, too"
    return f"{line}: try somebody else" + (
        f" at {it.organisation}" if it.organisation else ", or another way in"
    )


def _why_invitation(it: Situation, then: str) -> str:
    network = it.facts["network"]
    where = f" on {network}" if network else ""
    return f"invited {it.name}{where} {then}; still pending: withdraw it, or try another way"


def _why_thanks(it: Situation, then: str) -> str:
    if "to" in it.facts:
        return f"{it.name} introduced you to {it.other or 'somebody'} {then}; no thanks yet"
    kind = it.facts.get("kind")
    if kind is None:
        return f"met {it.name} {then}; no thanks yet"
    return f"{it.name} gave you {kind} {then} ({it.facts['what']}); no thanks yet"


def _why_value(it: Situation, then: str) -> str:
    return f"met {it.name} {then}; nothing of value sent since"


def _why_report_back(it: Situation, then: str) -> str:
    results = {
        "approach-answered": f"{it.other} answered {then}",
        "meeting-held": f"you talked with {it.other} {then}",
        "meeting-planned": f"you agreed {then} to talk with {it.other}",
    }
    result = results.get(it.facts["result"], f"you heard from {it.other} {then}")
    return f"{result}; {it.name}, who pointed you there, does not know yet"


def _why_prepare(it: Situation, _: str) -> str:
    return f"you meet {it.name} {_to_come(it)}; {missing(it.facts, it.on) or 'prepared'}"


def _why_debrief(it: Situation, _: str) -> str:
    when = it.facts["at"]
    if date.fromisoformat(when[:10]) >= it.on:
        return f"you meet {it.name} {_to_come(it)}; say afterwards how it was"
    return f"you meant to meet {it.name} {ago(date.fromisoformat(when[:10]), it.on)}; how was it?"


def _to_come(it: Situation) -> str:
    when = it.facts["at"]
    days = (date.fromisoformat(when[:10]) - it.on).days
    said = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"{said} at {when[11:16]}" if len(when) > 10 else said  # noqa: PLR2004 - a date alone


def missing(facts: Mapping[str, Any], on: date) -> str | None:
    """What a preparation lacks on a day, if anything; `facts` as in `Preparation.facts`."""
    day = on.isoformat()

    def count(days: list[str]) -> int:
        return sum(noted <= day for noted in days)

    research = count(facts["research"])
    asked = {layer: count(facts["questions"][layer]) for layer in LAYERS}
    wanted = PREPARE.parameters
    lacks = []
    if research < wanted["research"]:
        lacks.append(f"{research} of {wanted['research']} researched")
    if (questions := sum(asked.values())) < wanted["questions"]:
        lacks.append(f"{questions} of {wanted['questions']} questions")
    lacks += [f"none on {_LAYER_WORDS[layer]}" for layer, number in asked.items() if questions and not number]
    if not count(facts["closing"]):
        lacks.append("no closing sentence")
    return ", ".join(lacks) or None


_LAYER_WORDS: Final = {
    "big-picture": "the big picture",
    "organisation-and-role": "their organisation and role",
    "individual": "themselves",
}


def _why_promise(it: Situation, then: str) -> str:
    return f"promised {it.name} {then}: {it.facts['what']}"


def _why_name(it: Situation, then: str) -> str:
    return f"{it.other or 'somebody'} pointed you to {it.name} {then}; not in touch yet"


def _why_heard(it: Situation, then: str) -> str:
    by = f" from {it.other}" if it.other else ""
    return f"heard of {it.organisation or 'an organisation'}{by} {then}; a target or not?"


def _why_goal(it: Situation, _: str) -> str:
    return f"{it.facts['name']} is {_to_come(it)}; what do you go there for?"


def _suggest_goal(it: Situation) -> str:
    return f"netlog going {quoted(it.facts['name'])} {it.facts['at']} --goal TEXT"


def _why_unreturned(it: Situation, then: str) -> str:
    kind = it.facts["kind"].replace("-", " ")
    what = f" ({it.facts['what']})" if it.facts["what"] else ""
    return f"{it.name} gave you {kind} {then}{what}; nothing from you since"


def _why_cadence(it: Situation, _: str) -> str:
    since = ago(date.fromisoformat(it.facts["since"]), it.on)
    wish = f"you wanted every {it.facts['days']} days"
    begun = {
        "set": f"no contact noted with {it.name}, tracked since {since}",
        "skipped": f"keeping in touch with {it.name} was skipped {since}",
    }
    return f"{begun.get(it.facts['begun_by'], f'last in touch with {it.name} {since}')}; {wish}"


def _why_todo(it: Situation, _: str) -> str:
    return f"{it.facts['text']} ({it.name})" if it.name else str(it.facts["text"])


def _suggest_approach(it: Situation) -> str:
    channel = quoted(it.facts["channel"])
    if it.place != SECOND_PERSON:
        return f"netlog approach {it.known_as} --by {channel}"
    if it.other_known_as:
        return f"netlog approach {it.other_known_as} --by {channel}"
    return (
        f"netlog add NAME --at {quoted(it.organisation)}" if it.organisation else f"netlog show {it.known_as}"
    )


def _suggest_debrief(it: Situation) -> str:
    when = it.facts["at"]
    on = "" if when[:10] == it.on.isoformat() else f" --on {when}"
    return f"netlog met {it.known_as}{on}"


_WHY: Final[dict[str, Callable[[Situation, str], str]]] = {
    APPROACH.id: _why_approach,
    INVITATION.id: _why_invitation,
    THANKS.id: _why_thanks,
    VALUE.id: _why_value,
    REPORT_BACK.id: _why_report_back,
    NAME.id: _why_name,
    HEARD.id: _why_heard,
    PREPARE.id: _why_prepare,
    DEBRIEF.id: _why_debrief,
    GOAL.id: _why_goal,
    UNRETURNED.id: _why_unreturned,
    CADENCE.id: _why_cadence,
    PROMISE.id: _why_promise,
    TODO.id: _why_todo,
}
_SUGGESTIONS: Final[dict[str, Callable[[Situation], str]]] = {
    APPROACH.id: _suggest_approach,
    INVITATION.id: lambda it: f"netlog approach {it.known_as} --by email",
    THANKS.id: lambda it: f"netlog thank {it.known_as}",
    REPORT_BACK.id: lambda it: f"netlog reported-back {it.known_as} TEXT",
    PREPARE.id: lambda it: f"netlog prep {it.known_as}",
    DEBRIEF.id: _suggest_debrief,
    VALUE.id: lambda it: f"netlog give {it.known_as} link WHAT",
    NAME.id: lambda it: f"netlog approach {it.known_as} --by email",
    HEARD.id: lambda it: f"netlog org {quoted(it.organisation or 'NAME')} --target",
    GOAL.id: _suggest_goal,
    UNRETURNED.id: lambda it: f"netlog give {it.known_as} link WHAT",
    CADENCE.id: lambda it: f"netlog touch {it.known_as} --by email",
    PROMISE.id: lambda it: f"netlog done {it.nudge[:8]}",
    TODO.id: lambda it: f"netlog done {it.nudge[:8]}",
}
