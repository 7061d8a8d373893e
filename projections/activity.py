"""Does the user act, or only turn up? Asks beside evenings and talks without a purpose, week by week.

A talk has a purpose if it was asked for with one, planned with one, prepared for, or if something was asked
in it. The ratio is that of article 003: asks to evenings and purposeless talks, over 14 days. Weeks begin on
Monday. Nothing is a streak: a quiet week is a quiet week.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.gatherings import evenings, known_groups, yields
from projections.rules import LEAST_SHOWN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

Document = dict[str, Any]
LATELY_DAYS: Final = 14
WEEKS: Final = 12
_SHOWN: Final = 20
_LED_TO_DAYS: Final = 60
"""An approach this long ago is not what led to a conversation any more."""


class _Talk(NamedTuple):
    """One conversation with one person; with several people it is one entry."""

    entry: str
    person: str
    day: str
    purposeful: int


def activity(db: sqlite3.Connection, on: date) -> Document:
    """The document of `netlog activity`. Of the cold tables."""
    day = {"on": on.isoformat(), "led_to": _LED_TO_DAYS}
    talks = [_Talk(*row) for row in db.execute(_TALKS, day)]
    asks = [asked for (asked,) in db.execute(_ASKS, {"on": on.isoformat()})]
    found = evenings(db, on)
    return {
        "on": on.isoformat(),
        "lately": _lately(talks, asks, found, on),
        "last_ask": max(asks, default=None),
        "weeks": (weeks := _weeks(talks, asks, found, on)),
        "active_weeks": {"n": len(weeks), "done": sum(_is_active(week) for week in weeks)},
        "groups": yields(found, known_groups(db, on)),
        "gatherings": found[:_SHOWN],
    }


def _lately(talks: Sequence[_Talk], asks: Sequence[str], found: Sequence[Document], on: date) -> Document:
    first = (on - timedelta(days=LATELY_DAYS - 1)).isoformat()
    purposeful: dict[str, bool] = defaultdict(bool)
    for talk in talks:
        if talk.day >= first:
            purposeful[talk.entry] |= bool(talk.purposeful)
    without = sum(not one for one in purposeful.values())
    asked = sum(day >= first for day in asks)
    gathered = sum(one["on"] >= first for one in found)
    passive = gathered + without
    enough = len(purposeful) >= LEAST_SHOWN
    return {
        "days": LATELY_DAYS,
        "asks": asked,
        "gatherings": gathered,
        "talks": len(purposeful),
        "talks_without_purpose": without,
        "purposeless_share": round(without / len(purposeful), 3) if enough else None,
        "ratio": round(asked / passive, 2) if passive else None,
    }


def _weeks(
    talks: Sequence[_Talk], asks: Sequence[str], found: Sequence[Document], on: date
) -> list[Document]:
    """The last twelve, this one last."""
    this = on - timedelta(days=on.weekday())
    mondays = [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return [_week(talks, asks, found, monday) for monday in mondays]


def _week(talks: Sequence[_Talk], asks: Sequence[str], found: Sequence[Document], monday: date) -> Document:
    first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    held = [talk for talk in talks if first <= talk.day <= last]
    return {
        "week": first,
        "asks": sum(first <= day <= last for day in asks),
        "talks": len({talk.entry for talk in held}),
        "people": len({talk.person for talk in held}),
        "gatherings": sum(first <= one["on"] <= last for one in found),
    }


def _is_active(week: Document) -> bool:
    return bool(week["asks"] or week["talks"])


_ASKS: Final = "SELECT day FROM exchange WHERE side = 'asked' AND day <= :on"
_TALKS: Final = """
    SELECT h.entry, h.subject, h.day,
        EXISTS (
            SELECT 1 FROM approaches a WHERE a.subject = h.subject AND a.purposeful
            AND a.day BETWEEN date(h.day, '-' || :led_to || ' days') AND h.day)
        OR EXISTS (
            SELECT 1 FROM conversations p WHERE p.subject = h.subject AND p.kind = 'planned'
            AND p.day = h.day AND p.purpose IS NOT NULL)
        OR EXISTS (SELECT 1 FROM preparations q WHERE q.subject = h.subject AND q.used_on = h.day)
        OR EXISTS (
            SELECT 1 FROM exchange e WHERE e.subject = h.subject AND e.side = 'asked' AND e.day = h.day)
    FROM conversations h WHERE h.kind = 'held' AND h.day <= :on ORDER BY h.day, h.entry, h.subject"""
