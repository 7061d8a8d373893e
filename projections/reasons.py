"""Why is this nudge here now, and what could I type? Words made when asked, because "3 days ago" depends on
the day.
"""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.rules import APPROACH, CADENCE, HEARD, NAME, THANKS, TODO, VALUE
from projections.steps import SECOND_PERSON

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


def _why_thanks(it: Situation, then: str) -> str:
    kind = it.facts.get("kind")
    if kind is None:
        return f"met {it.name} {then}; no thanks yet"
    return f"{it.name} gave you {kind} {then} ({it.facts['what']}); no thanks yet"


def _why_value(it: Situation, then: str) -> str:
    return f"met {it.name} {then}; nothing of value sent since"


def _why_name(it: Situation, then: str) -> str:
    return f"{it.other or 'somebody'} pointed you to {it.name} {then}; not in touch yet"


def _why_heard(it: Situation, then: str) -> str:
    by = f" from {it.other}" if it.other else ""
    return f"heard of {it.organisation or 'an organisation'}{by} {then}; a target or not?"


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


_WHY: Final[dict[str, Callable[[Situation, str], str]]] = {
    APPROACH.id: _why_approach,
    THANKS.id: _why_thanks,
    VALUE.id: _why_value,
    NAME.id: _why_name,
    HEARD.id: _why_heard,
    CADENCE.id: _why_cadence,
    TODO.id: _why_todo,
}
_SUGGESTIONS: Final[dict[str, Callable[[Situation], str]]] = {
    APPROACH.id: _suggest_approach,
    THANKS.id: lambda it: f"netlog thank {it.known_as}",
    VALUE.id: lambda it: f"netlog give {it.known_as} link WHAT",
    NAME.id: lambda it: f"netlog approach {it.known_as} --by email",
    HEARD.id: lambda it: f"netlog org {quoted(it.organisation or 'NAME')} --target",
    CADENCE.id: lambda it: f"netlog touch {it.known_as} --by email",
    TODO.id: lambda it: f"netlog done {it.nudge[:8]}",
}
