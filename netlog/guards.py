"""What would the articles say before this is done? Words that warn and never block, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog import render
from projections.reasons import quoted

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from netlog.words import Person

SCHMETWORKING: Final = "Networking Schmetworking"
REAL_OR_FAKE: Final = "Is Networking Real or Fake?"
DOWN_WITH: Final = "Down with Networking!"
PASSIVE_TRAP: Final = "Beware the “Passive Networking” Trap!"
NAIVE_OR_STRATEGIC: Final = "Naive or Strategic Networking?"

MOST_MINUTES: Final = 30
MOST_WORDS: Final = 75
_KNOWN_ENOUGH: Final = 2
"""Conversations before a job is asked for, or a referral (R12; 002:L11)."""


def warn(words: str, source: str) -> None:
    render.tell(f"{words} ({source})")


def before_approach(purpose: str | None, minutes: int | None, words: int | None) -> None:
    if not purpose:
        warn(
            "no purpose noted: people answer sooner when they know what you are curious about; --purpose",
            SCHMETWORKING,
        )
    if minutes is not None and minutes > MOST_MINUTES:
        warn(
            f"{minutes} minutes is a lot to ask of somebody; {MOST_MINUTES} or less is easier to give",
            SCHMETWORKING,
        )
    if words is not None and words > MOST_WORDS:
        warn(f"{words} words: under {MOST_WORDS} is read more often", NAIVE_OR_STRATEGIC)


def before_using_name(db: sqlite3.Connection, referrer: Person, toward: Person, on: date) -> None:
    """R08: whoever's name is used has said that it may be."""
    from projections.introductions import may_use_name

    answer = may_use_name(db, referrer.id, toward.id, on)
    if answer == "yes":
        return
    said = {
        "no": f"{referrer.name} does not want to be named",
        "ask-first": f"{referrer.name} wants to be asked before you use the name",
        None: f"you have not noted whether you may use the name of {referrer.name}",
    }[answer]
    warn(f"{said}: “Would it be OK if I mentioned your name?”", SCHMETWORKING)
    render.tell(f"hint:   netlog named {quoted(referrer.name)} {quoted(toward.name)} --may-mention yes")


def before_ask(db: sqlite3.Connection, person: Person, kind: str, specificity: int | None) -> None:
    """R12, and what makes an ask easy to grant."""
    from projections.people import acquaintance

    talks, gave = acquaintance(db, person.id)
    if kind == "job" and talks < _KNOWN_ENOUGH:
        warn(
            f"you talked {_times(talks)} with {person.name}: asking for a job this early ends the talk,"
            " asking for advice opens it",
            REAL_OR_FAKE,
        )
    elif kind == "referral" and talks < _KNOWN_ENOUGH:
        warn(
            f"you talked {_times(talks)} with {person.name}: would you refer somebody you hardly know?",
            DOWN_WITH,
        )
    elif not gave:
        warn(f"you have given {person.name} nothing yet: offer help first", PASSIVE_TRAP)
    if specificity == 0:
        warn("anything at all is hard to give: name a company, a topic, a person", PASSIVE_TRAP)


def before_gathering(name: str) -> None:
    warn(f"no goal noted for {name}: always have one, also a small one; --goal", PASSIVE_TRAP)


def before_pitch(words: int) -> None:
    if words > MOST_WORDS:
        warn(f"together these are {words} words; under {MOST_WORDS} are read", NAIVE_OR_STRATEGIC)


def _times(talks: int) -> str:
    return {0: "never", 1: "once"}.get(talks, f"{talks} times")
