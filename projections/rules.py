"""Which rules remind the user, with which figures, and how is a nudge named?

The one place for every figure: all are defaults. A nudge is derived, never stored, so its name must come from
the rule, the anchor entry and its place alone: two devices that never met derive the same.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import EventId, event_id

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL: Final = b"netlog-1 nudge\x00"


class Rule(NamedTuple):
    """`tier` orders the queue: what was promised comes first, what merely keeps a tie warm comes last."""

    id: str
    words: str
    tier: int
    parameters: Mapping[str, int]


APPROACH: Final = Rule(
    "R01",
    "no answer yet: a second person, then one reminder, then stop",
    2,
    # 3B7 (Dalton): after 3 business days a second person at the organisation, after 7 remind the first once.
    {"second_person_business_days": 3, "remind_business_days": 7},
)
INVITATION: Final = Rule(
    "R01b",
    "an invitation is pending: withdraw it, or try another way",
    2,
    # 004:L9: a simple invitation; after three weeks it is not seen any more.
    {"days": 21},
)
THANKS: Final = Rule(
    "R02",
    "say thank you",
    0,
    # 000:L25 and career coaches at large: within a day; after two it is late.
    {"hours": 24, "red_hours": 48},
)
VALUE: Final = Rule(
    "R03",
    "send something of value",
    5,
    # 000:L25, "in the coming weeks": 7 to 28 days after the conversation; it comes up UPCOMING_DAYS before.
    {"days": 14, "red_days": 28},
)
REPORT_BACK: Final = Rule(
    "R04",
    "tell whoever pointed me to somebody what came of it",
    0,
    # 002:L15: who hears what came of a name gives the next one.
    {"business_days": 2},
)
NAME: Final = Rule(
    "R05",
    "get in touch with somebody I was pointed to",
    3,
    # 001:L20: a name is worth something while the conversation is fresh.
    {"business_days": 3},
)
HEARD: Final = Rule(
    "R05b",
    "decide whether an organisation that I heard of is a target",
    5,
    # 001:L20: leave with a new company or position; a week later it is either wanted or forgotten.
    {"days": 7},
)
PREPARE: Final = Rule(
    "R06",
    "prepare a conversation",
    1,
    # 000:L19: research on three things, 8 to 12 questions in three layers; 000:L23: one closing sentence.
    {"hours": 48, "last_hours": 24, "research": 3, "questions": 8, "most_questions": 12, "layers": 3},
)
DEBRIEF: Final = Rule(
    "R07",
    "say how a planned conversation was",
    1,
    # Two hours after its end; of a day without a time, next morning. Minutes: where none were planned.
    {"hours": 2, "minutes": 30},
)
GOAL: Final = Rule(
    "R19",
    "say what I go to an evening for",
    1,
    # 003:L29, always have a goal: the day before there is time to think of one.
    {"days_before": 1},
)
UNRETURNED: Final = Rule(
    "R22",
    "somebody gave me something, and heard nothing from me since",
    5,
    # 003:L33, no hit and run; 002:L15: people remember interest that lasts.
    {"days": 45},
)
CADENCE: Final = Rule(
    "R09",
    "keep in touch",
    6,
    # Tiers as coaches give them: 3 weeks, 2 months, half a year, a year. Percent: late, and gone quiet.
    {"A": 21, "B": 60, "C": 180, "D": 365, "red_percent": 150, "dormant_percent": 200},
)
PROMISE: Final = Rule(
    "promise",
    "keep a promise",
    0,
    # For a promise without a day.
    {"days": 7},
)
TODO: Final = Rule("todo", "a note to myself", 4, {})

RULES: Final[dict[str, Rule]] = {
    rule.id: rule
    for rule in (
        *(APPROACH, INVITATION, THANKS, VALUE, REPORT_BACK, NAME, HEARD, PREPARE, DEBRIEF, CADENCE),
        *(GOAL, UNRETURNED, PROMISE, TODO),
    )
}

PROMISED_TIER: Final = 0
"""A todo for which the user named a day is a promise, and stands with them."""

CAP: Final = 7
"""Items a day; the rest waits under "later"."""
CADENCE_CAP: Final = 5
"""Of those, at most so many that only keep in touch."""
UPCOMING_DAYS: Final = 7
"""How far ahead the queue looks."""
APART_DAYS: Final = 14
"""Two conversations this far apart are a relationship, not one occasion (DOMAIN section 3, stage 7)."""
LEAST_SHOWN: Final = 5
"""No percentage under so many people."""


def nudge_id(rule: str, anchor: str, place: str) -> EventId:
    """The name of a nudge. `place` tells the nudges of one anchor apart: a step (`1`, `2`), a person, or
    both.
    """
    named = b"\x00".join([rule.encode("ascii"), anchor.encode("ascii"), place.encode("ascii")])
    return event_id(hashlib.sha256(_LABEL + named).digest()[:16])


def cadence_days(tier: str | None, days: int | None) -> int | None:
    """How many days between two touches; None for a person who is not tracked."""
    if days is not None:
        return days
    return None if tier is None or tier == "never" else CADENCE.parameters[tier]
